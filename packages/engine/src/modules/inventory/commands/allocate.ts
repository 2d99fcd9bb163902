import type { Transaction } from '../../../platform/postgres.ts';
import { many } from '../../../platform/sql.ts';
import { type OrderUnits, type Shelf, shelfOf, sumBySku } from '../domain/allocation.ts';
import { lockStock } from '../statements.ts';
import { type Delta, move } from './move.ts';

/**
 * Locks the rows that some orders need, in the order of their SKUs and until the caller's transaction ends, and lets
 * them be taken from one order after another, in memory; `allocate` then books what was taken.
 */
export const openShelf = async (tx: Transaction, orders: readonly OrderUnits[]): Promise<Shelf> => {
  const rows = await many(tx, lockStock, { skus: skusOf(orders) });
  return shelfOf(rows);
};

/**
 * Binds units to orders that have taken them from the open shelf, in the same transaction. What a sale has set aside is
 * there, whatever the shelf has: its row in the sale says so, which the caller has locked before.
 */
export const allocate = (tx: Transaction, orders: readonly OrderUnits[]): Promise<void> =>
  move(
    tx,
    orders.flatMap((order) => deltasOf(order, 1)),
    { kind: 'allocation' },
  );

/**
 * Gives orders' units back, to the shelf or to what is set aside for a sale, in the caller's transaction. The
 * caller's state change (an order can be cancelled once only) is what keeps this from happening twice; the CHECK
 * catches it if it did.
 */
export const release = async (
  tx: Transaction,
  orders: readonly (OrderUnits & { reason: string })[],
): Promise<void> => {
  if (orders.length === 0) return;
  await many(tx, lockStock, { skus: skusOf(orders) });
  await move(
    tx,
    orders.flatMap((order) => deltasOf(order, -1).map((delta) => ({ ...delta, reason: order.reason }))),
    { kind: 'release' },
  );
};

const skusOf = (orders: readonly OrderUnits[]): string[] => [
  ...new Set(orders.flatMap(({ lines, setAside = [] }) => [...lines, ...setAside].map(({ sku }) => sku))),
];

/** One delta for each SKU: all units become allocated, and those of a sale stop being set aside; or the reverse. */
const deltasOf = ({ orderId, lines, setAside = [] }: OrderUnits, sign: 1 | -1): Delta[] => {
  const fromSale = new Map(sumBySku(setAside).map(({ sku, quantity }) => [sku, quantity]));
  const holds = new Map(lines.map(({ sku, holdId }) => [sku, holdId]));
  return sumBySku([...lines, ...setAside]).map(({ sku, quantity }) => {
    const holdId = holds.get(sku);
    return {
      sku,
      orderId,
      onHandDelta: 0,
      allocatedDelta: sign * quantity,
      setAsideDelta: -sign * (fromSale.get(sku) ?? 0),
      ...(holdId === undefined ? {} : { holdId }),
    };
  });
};
