import type { ExportFormat, ProductInput } from '@cartwright/contract';
import { csvLines, type FileChunk, jsonLines } from '../../../platform/files/write.ts';
import type { Database } from '../../../platform/postgres.ts';
import { streamInSnapshot } from '../../../platform/snapshot.ts';
import type { Queryable } from '../../../platform/sql.ts';
import { minorDigits } from '../../../shared/money.ts';
import { type Stock, stockLevels } from '../../inventory/index.ts';
import { toProductInput } from '../domain/product-input.ts';
import { findProducts } from '../queries/find-product.ts';
import { productKeys } from './product-keys.ts';
import { SHOPIFY_HEADER, shopifyRows } from './shopify-rows.ts';

/** Products read and held at once: some 300 kB of a usual shop, 60 MB of products with 2,000 variants each. */
const PAGE_PRODUCTS = 100;

export type ProductExport = {
  format: ExportFormat<'products'>;
  /** The shop's; a product without a price in it is left out. */
  currency: string;
  /** Where others reach the shop's own pictures; only `shopify-csv` names it. */
  publicUrl: string;
};

/**
 * All products as a file, drafts included, the oldest first, as they were at one moment; `records` counts products.
 * Importing the file makes the same products: of `jsonl` all of it, of `shopify-csv` what that format has a place
 * for (docs/exporting.md). Holds one connection until the last chunk is taken or the taker stops. Throws what the
 * database throws.
 */
export const exportProducts = (
  database: Database,
  options: ProductExport,
): AsyncGenerator<FileChunk, void, undefined> =>
  streamInSnapshot(database, (on) =>
    options.format === 'jsonl' ? asJsonl(on, options) : asShopifyCsv(on, options),
  );

async function* asJsonl(on: Queryable, { currency }: ProductExport): AsyncGenerator<FileChunk> {
  for await (const products of pages(on, currency))
    yield { text: jsonLines(products), records: products.length };
}

async function* asShopifyCsv(
  on: Queryable,
  { currency, publicUrl }: ProductExport,
): AsyncGenerator<FileChunk> {
  const shop = { publicUrl, minorDigits: minorDigits(currency) };
  yield { text: csvLines([SHOPIFY_HEADER], { defused: false }), records: 0 };
  for await (const products of pages(on, currency)) {
    const rows = products.flatMap((product) => shopifyRows(product, shop));
    // The importer has to read the very texts again, so formulas stay what they are.
    yield { text: csvLines(rows, { defused: false }), records: products.length };
  }
}

/** Every product as staff would send it, with its units on hand and its own pictures by path. */
async function* pages(on: Queryable, currency: string): AsyncGenerator<ProductInput[]> {
  for await (const productIds of productKeys(on, { limit: PAGE_PRODUCTS })) {
    const found = await findProducts(on, productIds, { currency, publicUrl: '' });
    const stock = await stockLevels(
      on,
      found.flatMap(({ variants }) => variants.map(({ sku }) => sku)),
    );
    const byId = new Map(found.map((product) => [product.productId, product]));
    yield productIds
      .flatMap((productId) => byId.get(productId) ?? [])
      .filter(({ variants }) => variants.length > 0)
      .map((product) => withStock(toProductInput(product), stock));
  }
}

/** A product with the units on hand of its variants, as far as they are stocked. */
const withStock = (product: ProductInput, stock: ReadonlyMap<string, Stock>): ProductInput => ({
  ...product,
  variants: product.variants.map((variant) => {
    const onHand = stock.get(variant.sku)?.onHand;
    return onHand === undefined ? variant : { ...variant, onHand };
  }),
});
