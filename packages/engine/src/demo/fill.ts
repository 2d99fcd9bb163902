import type { ProductInput } from '@cartwright/contract';
import { SAVE_PRODUCTS_MAX, saveProducts, storeMedia } from '../modules/catalog/index.ts';
import { type Database, type Transaction, transaction } from '../platform/postgres.ts';
import { one, type Queryable, statement, t } from '../platform/sql.ts';
import { assert } from '../shared/assert.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import { DEMO_CURRENCY, type DemoProduct, generateProducts } from './index.ts';

export type Filling = {
  seed: string;
  /** How many products, 1 to 200,000. */
  size: number;
  /** Only into an empty catalogue, and then all or nothing: what a killed run began is not there afterwards. */
  ifEmpty: boolean;
  /** Called after every batch. */
  onProgress: (done: Progress) => void;
};
type Progress = { products: number; created: number; pictures: number };

/**
 * Fills the catalogue with the demo shop of a seed, in batches of one transaction each (with `ifEmpty`: one for
 * all). Products of this seed that are there already are brought up to date; their stock stays, for it may have
 * been sold from. Returns null when `ifEmpty` found products. Throws `ExpectedError` when a product's handle or
 * SKU belongs to another product; earlier batches stay.
 */
export const fillShop = async (db: Database, filling: Filling): Promise<Progress | null> => {
  const fill = async (inTransaction: (work: (tx: Transaction) => Promise<void>) => Promise<void>) => {
    const progress: Progress = { products: 0, created: 0, pictures: 0 };
    for (const batch of batches(generateProducts(filling), BATCH_PRODUCTS)) {
      await inTransaction(async (tx) => {
        progress.created += await saveBatch(tx, batch);
      });
      progress.products += batch.length;
      progress.pictures += batch.reduce((sum, { pictures }) => sum + pictures.length, 0);
      filling.onProgress({ ...progress });
    }
    return progress;
  };
  if (!filling.ifEmpty) return fill((work) => transaction(db, work));
  return transaction(db, async (tx) => ((await hasProducts(tx)) ? null : fill((work) => work(tx))));
};

// About 600 variants and 450 pictures, 1.3 MB.
const BATCH_PRODUCTS = 100;
assert(BATCH_PRODUCTS <= SAVE_PRODUCTS_MAX, 'a batch of the demo shop fits one call');

const anyProduct = statement({
  name: 'demo.anyProduct',
  text: `SELECT EXISTS (SELECT FROM catalog.product) AS "found"`,
  params: {},
  row: { found: t.bool },
});

const hasProducts = async (on: Queryable): Promise<boolean> => (await one(on, anyProduct, {})).found;

/** Saves products with their pictures and returns how many of them are new. */
const saveBatch = async (tx: Transaction, batch: readonly DemoProduct[]): Promise<number> => {
  const inputs: ProductInput[] = [];
  for (const { product, pictures } of batch) {
    const images: { url: string; alt: string }[] = [];
    for (const { alt, svg } of pictures)
      images.push({
        url: await storeMedia(tx, { contentType: 'image/svg+xml', bytes: Buffer.from(svg) }),
        alt,
      });
    inputs.push({ ...product, images });
  }
  const context = { actor: ACTOR, currency: DEMO_CURRENCY };
  const made = await saveProducts(tx, inputs, { ...context, existing: 'refuse' });
  const present = inputs.filter((_, index) => {
    const result = made[index];
    return result !== undefined && !result.ok && result.code === 'exists';
  });
  const renewed = await saveProducts(tx, present.map(withoutStock), context);
  const refusal = [...made, ...renewed].find((result) => !result.ok && result.code !== 'exists');
  if (refusal !== undefined && !refusal.ok)
    throw new ExpectedError(
      `The demo shop gets in the way of what the catalogue already holds: ${refusal.reason}. Use an empty database, or the seed that it was filled with.`,
    );
  return made.filter(({ ok }) => ok).length;
};

const ACTOR = 'demo shop';

const withoutStock = (product: ProductInput): ProductInput => ({
  ...product,
  variants: product.variants.map(({ onHand: _, ...variant }) => variant),
});

function* batches<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
