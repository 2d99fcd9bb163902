import {
  ensureOrderPartitions,
  findImported,
  type HistoricOrder,
  type HistoricReturn,
  recordHistory,
  recordReturns,
} from '../../modules/order/index.ts';
import type { Transaction } from '../../platform/postgres.ts';
import type { Queryable } from '../../platform/sql.ts';
import { HISTORY_DAYS } from './calendar.ts';
import { DEMO_SOURCE, ordersBefore } from './orders.ts';
import { returnOf } from './returns.ts';
import type { Shelf } from './shelf.ts';

/** About 600 lines; 0.1 s. */
const BATCH_ORDERS = 300;
const DAY_MS = 86_400_000;

/** Makes room for the orders of the past. */
export const prepareHistory = (db: Queryable, now: Date): Promise<void> =>
  ensureOrderPartitions(db, { from: new Date(now.getTime() - HISTORY_DAYS * DAY_MS), to: now });

/** The orders before `now` in batches, oldest first. */
export function* historyBatches(now: Date, of: { shelf: Shelf; total: number }): Generator<HistoricOrder[]> {
  let batch: HistoricOrder[] = [];
  for (const day of ordersBefore(now, of)) {
    batch.push(...day);
    while (batch.length >= BATCH_ORDERS) {
      yield batch.slice(0, BATCH_ORDERS);
      batch = batch.slice(BATCH_ORDERS);
    }
  }
  if (batch.length > 0) yield batch;
}

/** Writes down orders and what has come back of them; what is there already stays. Returns how many came in. */
export const recordBatch = async (
  tx: Transaction,
  orders: readonly HistoricOrder[],
  now: Date,
): Promise<number> => {
  const fresh = await recordHistory(tx, orders);
  const returns = orders.flatMap((order) => returnOf(order, now) ?? []);
  await recordReturns(tx, await dueReturns(tx, orders, returns));
  return fresh.size;
};

/** Those that are not in yet, of orders that are in as we know them: one of a larger shop may hold other things. */
const dueReturns = async (
  tx: Transaction,
  orders: readonly HistoricOrder[],
  returns: readonly HistoricReturn[],
): Promise<HistoricReturn[]> => {
  const imported = await findImported(tx, {
    source: DEMO_SOURCE,
    references: [...orders.map(({ reference }) => reference), ...returns.flatMap(namesOf)],
  });
  const contents = new Map(imported.map(({ reference, contentSha256 }) => [reference, contentSha256]));
  const intact = new Set(
    imported.flatMap(({ reference, orderId }) => {
      const order = orders.find((one) => one.reference === reference);
      return order !== undefined && contents.get(reference)?.equals(order.contentSha256) ? [orderId] : [];
    }),
  );
  return returns.filter(
    (back) => intact.has(back.orderId) && !namesOf(back).some((reference) => contents.has(reference)),
  );
};

const namesOf = ({ references }: HistoricReturn): string[] => references.map(({ reference }) => reference);
