/** Before a replay: which SKUs of the log are sold here, and units to sell. */
import { findVariants } from '../modules/catalog/index.ts';
import { availableToSell, countStock, stockLevels } from '../modules/inventory/index.ts';
import { type BrokenLine, classify, type LogLine } from '../modules/order-log/index.ts';
import { type Database, transaction } from '../platform/postgres.ts';

/** Units of each SKU; `as-is` leaves stock as it is. */
export type StockWish = number | 'as-is';

/** One transaction's. */
const SKUS_AT_ONCE = 500;
/** SKUs of which is remembered that they were done; beyond it they are done again, which changes nothing. */
const REMEMBERED_MAX = 100_000;

/**
 * Makes `stock` units available of every SKU of the log that the catalogue knows: on hand becomes what orders have
 * bound and sales have set aside, plus that. Returns how many SKUs of the log the catalogue knows, and how many it
 * does not; with `as-is`, the search ends with the first few it knows. Orders that come in meanwhile may take some.
 */
export const prepareShelf = async (
  db: Database,
  lines: AsyncIterable<LogLine | BrokenLine>,
  { stock, currency, signal }: { stock: StockWish; currency: string; signal: AbortSignal },
): Promise<{ known: number; unknown: number }> => {
  const remembered = new Set<string>();
  const counts = { known: 0, unknown: 0 };
  let batch: string[] = [];
  const work = async (): Promise<void> => {
    const known = await knownOf(db, batch, currency);
    if (stock !== 'as-is') await stockUp(db, known, stock);
    counts.known += known.length;
    counts.unknown += batch.length - known.length;
    batch = [];
  };
  for await (const line of lines) {
    if (signal.aborted || (stock === 'as-is' && counts.known > 0)) return counts;
    if ('problem' in line || classify(line) !== 'goods' || remembered.has(line.sku)) continue;
    if (remembered.size >= REMEMBERED_MAX) remembered.clear();
    remembered.add(line.sku);
    batch.push(line.sku);
    if (batch.length === SKUS_AT_ONCE) await work();
  }
  await work();
  return counts;
};

const knownOf = async (db: Database, skus: readonly string[], currency: string): Promise<string[]> => {
  // Nobody looks at the pictures, so their address does not matter.
  const variants = await findVariants(db, skus, { currency, publicUrl: '' });
  return skus.filter((sku) => variants.get(sku)?.active === true);
};

const stockUp = (db: Database, skus: readonly string[], available: number): Promise<void> =>
  transaction(db, async (tx) => {
    const levels = await stockLevels(tx, skus);
    const counts = skus.map((sku) => {
      const level = levels.get(sku);
      const bound = level === undefined ? 0 : level.onHand - availableToSell(level);
      return { sku, onHand: bound + available };
    });
    await countStock(tx, counts, { actor: 'replay', reason: 'units for the replay of an order log' });
  });
