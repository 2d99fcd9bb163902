import type { Reader } from '../../../platform/read-side/index.ts';
import { withRedis } from '../../../platform/redis.ts';
import { availableOf } from '../../inventory/index.ts';
import { shownImage } from '../domain/image-url.ts';
import { handleKey, PRODUCTS, productKey, skuKey } from '../projections/products.ts';
import { findProduct, type StoredProduct, type ViewOptions, viewProduct } from './find-product.ts';
import { findVariants, type VariantForSale } from './find-variants.ts';
import { createKeptVariants, type KeptVariants } from './kept-variants.ts';
import { lessHeld } from './less-held.ts';
import type { ProductSource } from './product-source.ts';

/** Products from the documents of the read side, which the change stream writes. */
export const createProductDocuments = (view: ViewOptions): ProductSource => {
  const kept = createKeptVariants();
  return {
    product: (reader, idOrHandle) =>
      reader.read(PRODUCTS, {
        model: async (generation) => {
          const stored = await storedByName(reader, generation, idOrHandle);
          if (stored === undefined || stored.status === 'draft') return undefined;
          const available = await availableOf(
            reader,
            stored.variants.map(({ sku }) => sku),
          );
          return viewProduct(stored, (sku) => available.get(sku) ?? 0, view);
        },
        truth: async (db) => lessHeld(reader, await findProduct(db, idOrHandle, { ...view, drafts: false })),
      }),
    variants: (reader, skus) => variantsFrom(reader, skus, view, kept.find),
    keepsAnswers: true,
    changed: kept.changed,
    reset: kept.reset,
    stats: () => new Map([['kept-variants', kept.stats()]]),
  };
};

/** Products by id, as they are kept, drafts included; unknown ids are missing. */
const storedById = async (
  { redis }: Reader,
  generation: string,
  productIds: readonly string[],
): Promise<Map<string, StoredProduct>> => {
  const bodies = await withRedis(redis, () =>
    Promise.all(productIds.map((id) => redis.hGet(productKey(generation, id), 'body'))),
  );
  return new Map(
    productIds.flatMap((id, index) => {
      const body = bodies[index];
      return body == null ? [] : [[id, JSON.parse(body) as StoredProduct] as const];
    }),
  );
};

const storedByName = async (
  reader: Reader,
  generation: string,
  name: string,
): Promise<StoredProduct | undefined> => {
  const { redis } = reader;
  const [body, owner] = await withRedis(redis, () =>
    Promise.all([
      redis.hGet(productKey(generation, name), 'body'),
      redis.hGet(handleKey(generation, name), 'productId'),
    ]),
  );
  // An id wins over a handle that looks like it.
  if (body != null) return JSON.parse(body) as StoredProduct;
  return owner == null ? undefined : (await storedById(reader, generation, [owner])).get(owner);
};

/** Variants by SKU, from the read side; unknown ones, and those without a price in the currency, are missing. */
export const readVariants = (
  reader: Reader,
  skus: readonly string[],
  options: ViewOptions,
): Promise<Map<string, VariantForSale>> => variantsFrom(reader, skus, options, (all, load) => load(all));

const variantsFrom = async (
  reader: Reader,
  skus: readonly string[],
  options: ViewOptions,
  find: KeptVariants['find'],
): Promise<Map<string, VariantForSale>> => {
  if (skus.length === 0) return new Map();
  const found = await reader.read<Map<string, VariantForSale>>(PRODUCTS, {
    model: async (generation) => {
      const variants = await find(skus, (missing) => variantsFromModel(reader, generation, missing, options));
      // One that is missing is looked for once more before it counts as not sold.
      const all = skus.every((sku) => variants.has(sku));
      return all || (await reader.feed.stillWhole(PRODUCTS, generation)) ? variants : undefined;
    },
    truth: (db) => findVariants(db, skus, options),
  });
  return found ?? new Map();
};

const variantsFromModel = async (
  reader: Reader,
  generation: string,
  skus: readonly string[],
  view: ViewOptions,
): Promise<Map<string, VariantForSale>> => {
  const { redis } = reader;
  const owners = await withRedis(redis, () =>
    Promise.all(skus.map((sku) => redis.hGet(skuKey(generation, sku), 'productId'))),
  );
  const ids = [...new Set(owners.flatMap((owner) => owner ?? []))];
  const products = await storedById(reader, generation, ids);
  return new Map(
    skus.flatMap((sku, index) => {
      const product = products.get(owners[index] ?? '');
      const variant = product && variantOf(product, sku, view);
      return variant === undefined ? [] : [[sku, variant] as const];
    }),
  );
};

/** What carts need to know of one variant of a product; undefined when it has none of that SKU. */
export const variantOf = (
  product: StoredProduct,
  sku: string,
  { publicUrl }: ViewOptions,
): VariantForSale | undefined => {
  const variant = product.variants.find((one) => one.sku === sku);
  if (variant === undefined) return undefined;
  const image =
    variant.imageUrl === null
      ? product.images[0]
      : (product.images.find(([url]) => url === variant.imageUrl) ?? product.images[0]);
  return {
    sku,
    productId: product.productId,
    title: variant.title === '' ? product.title : `${product.title} – ${variant.title}`,
    image: image === undefined ? null : shownImage(image, publicUrl),
    unitPrice: variant.amount,
    active: product.status === 'active',
  };
};
