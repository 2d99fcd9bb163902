import { type Database, type Transaction, transaction } from '../platform/postgres.ts';
import { one, type Queryable, statement, t } from '../platform/sql.ts';
import { makeCollections } from './collections.ts';
import { ordersFor } from './history/orders.ts';
import { historyBatches, prepareHistory, recordBatch } from './history/record.ts';
import { SHELF_MAX, shelfOf } from './history/shelf.ts';
import { type DemoProduct, generateProducts } from './index.ts';
import { renewSales, scheduleSales } from './sales.ts';
import { BATCH_PRODUCTS, saveBatch } from './save-products.ts';

export type Filling = {
  seed: string;
  /** How many products, 1 to 1,000,000. */
  size: number;
  /** Only into an empty catalogue, and then all or nothing: what a killed run began is not there afterwards. */
  ifEmpty: boolean;
  /** With `ifEmpty`, in a shop that has products: schedules the demo's sales anew when all of them are over. */
  renewSales: boolean;
  /** Where the orders of the past end and the sales begin. */
  now: Date;
  /** Called after every batch. */
  onProgress: (progress: Progress) => void;
};
/** How far one of the two long parts is; `total` orders is what they will be about. */
export type Progress = { part: 'products' | 'orders'; done: number; total: number };

/** What is in the shop now, and what of it is new. */
export type Filled = {
  products: number;
  newProducts: number;
  pictures: number;
  newOrders: number;
  newCollections: number;
  newSales: number;
};

/**
 * Fills the shop with what belongs to a seed: products in batches of one transaction each, then the orders of the
 * past, collections and sales (with `ifEmpty`: everything in one transaction). What is there already stays as it
 * is, so a run that was cut off goes on where it was. When `ifEmpty` found products, returns how many sales it renewed. Throws
 * `ExpectedError` when a product's handle or SKU belongs to another product; earlier batches stay.
 */
export const fillShop = async (
  db: Database,
  filling: Filling,
): Promise<Filled | { renewedSales: number }> => {
  if (!filling.ifEmpty) return fill((work) => transaction(db, work), filling);
  return transaction(db, async (tx) => {
    if (!(await hasProducts(tx))) return fill((work) => work(tx), filling);
    return { renewedSales: filling.renewSales ? await renewSales(tx, filling) : 0 };
  });
};

type InTransaction = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

const fill = async (inTransaction: InTransaction, filling: Filling): Promise<Filled> => {
  const { seed, now } = filling;
  const saved = await fillProducts(inTransaction, filling);
  const newOrders = await fillHistory(inTransaction, filling);
  const products = [...generateProducts({ seed, size: Math.min(filling.size, SHELF_MAX) })];
  return {
    ...saved,
    newOrders,
    newCollections: await inTransaction((tx) => makeCollections(tx, { seed, products, now })),
    newSales: await inTransaction((tx) => scheduleSales(tx, { seed, products, now })),
  };
};

const fillProducts = async (
  inTransaction: InTransaction,
  { seed, size, onProgress }: Filling,
): Promise<Pick<Filled, 'products' | 'newProducts' | 'pictures'>> => {
  const done = { products: 0, newProducts: 0, pictures: 0 };
  const known = new Map<string, string>();
  for (const batch of batches(generateProducts({ seed, size }), BATCH_PRODUCTS)) {
    const { created, pictures, stored } = await inTransaction((tx) => saveBatch(tx, batch, known));
    if (known.size < KNOWN_PICTURES_MAX) for (const [key, url] of stored) known.set(key, url);
    done.products += batch.length;
    done.newProducts += created;
    done.pictures += pictures;
    onProgress({ part: 'products', done: done.products, total: size });
  }
  return done;
};

/** 10 MB; a shop of a million products has fewer. */
const KNOWN_PICTURES_MAX = 30_000;

const fillHistory = async (
  inTransaction: InTransaction,
  { seed, size, now, onProgress }: Filling,
): Promise<number> => {
  const shelf = shelfOf(seed, generateProducts({ seed, size }));
  const total = ordersFor(size);
  let [done, created] = [0, 0];
  await inTransaction((tx) => prepareHistory(tx, now));
  for (const batch of historyBatches(now, { shelf, total })) {
    created += await inTransaction((tx) => recordBatch(tx, batch, now));
    done += batch.length;
    onProgress({ part: 'orders', done, total });
  }
  return created;
};

const anyProduct = statement({
  name: 'demo.anyProduct',
  text: `SELECT EXISTS (SELECT FROM catalog.product) AS "found"`,
  params: {},
  row: { found: t.bool },
});

const hasProducts = async (on: Queryable): Promise<boolean> => (await one(on, anyProduct, {})).found;

function* batches(items: Iterable<DemoProduct>, size: number): Generator<DemoProduct[]> {
  let batch: DemoProduct[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
