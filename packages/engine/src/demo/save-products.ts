import type { ProductInput } from '@cartwright/contract';
import { SAVE_PRODUCTS_MAX, saveProducts, storeMedia } from '../modules/catalog/index.ts';
import type { Transaction } from '../platform/postgres.ts';
import { many, statement, t } from '../platform/sql.ts';
import { assert } from '../shared/assert.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import type { DemoPicture } from './pictures/gallery.ts';
import { DEMO_CURRENCY, type DemoProduct } from './product.ts';

/** Who the stock ledger names for what the demo shop brings. */
const ACTOR = 'demo shop';

/** About 3,200 variants. Batches of 100, 400 and 1,000 came to 910, 1,120 and 1,240 products a second. */
export const BATCH_PRODUCTS = 500;
assert(BATCH_PRODUCTS <= SAVE_PRODUCTS_MAX, 'a batch of the demo shop fits one call');

// Which of some products are there already. Primary key.
const selectPresent = statement({
  name: 'demo.selectPresent',
  text: `SELECT product_id AS "productId" FROM catalog.product WHERE product_id = ANY($1)`,
  params: { productIds: t.textArray },
  row: { productId: t.text },
});

export type Saved = {
  created: number;
  pictures: number;
  /** What the pictures stored on the way are called, to be remembered once the transaction has committed. */
  stored: Map<string, string>;
};

/**
 * Saves those of some products that are not there yet, with their pictures; the others stay as they are, whatever
 * has become of them. `known` says where pictures already are, by their keys: these are neither drawn nor hashed.
 * Throws `ExpectedError` when a product's handle or SKU belongs to another product.
 */
export const saveBatch = async (
  tx: Transaction,
  batch: readonly DemoProduct[],
  known: ReadonlyMap<string, string>,
): Promise<Saved> => {
  const productIds = batch.map(({ product }) => product.productId);
  const present = new Set((await many(tx, selectPresent, { productIds })).map(({ productId }) => productId));
  const missing = batch.filter(({ product }) => !present.has(product.productId));
  const stored = new Map<string, string>();
  const inputs: ProductInput[] = [];
  for (const { product, pictures, variantPictures } of missing) {
    const images: { url: string; alt: string }[] = [];
    for (const picture of pictures) {
      const url = known.get(picture.key) ?? stored.get(picture.key) ?? (await store(tx, picture));
      if (!known.has(picture.key)) stored.set(picture.key, url);
      images.push({ url, alt: picture.alt });
    }
    const variants = product.variants.map((variant, at) => ({
      ...variant,
      imageUrl: images[variantPictures[at] ?? 0]?.url ?? null,
    }));
    inputs.push({ ...product, images, variants });
  }
  const saved = await saveProducts(tx, inputs, { actor: ACTOR, currency: DEMO_CURRENCY, existing: 'refuse' });
  const refusal = saved.find(({ ok }) => !ok);
  if (refusal !== undefined && !refusal.ok)
    throw new ExpectedError(
      `The demo shop gets in the way of what the catalogue already holds: ${refusal.reason}. Use an empty database, or the seed that it was filled with.`,
    );
  return {
    created: missing.length,
    pictures: missing.reduce((sum, { pictures }) => sum + pictures.length, 0),
    stored,
  };
};

const store = (tx: Transaction, picture: DemoPicture): Promise<string> =>
  storeMedia(tx, { contentType: 'image/svg+xml', bytes: Buffer.from(picture.draw()) });
