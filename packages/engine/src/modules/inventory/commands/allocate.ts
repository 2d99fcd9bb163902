import type { Transaction } from '../../../platform/postgres.ts';
import { many } from '../../../platform/sql.ts';
import { type Shortage, shortages, sumBySku, type Wanted } from '../domain/allocation.ts';
import { lockStock } from '../statements.ts';
import { type Delta, move } from './move.ts';

/** An order's units: those from the shelf, and those that a sale has set aside. */
export type OrderUnits = {
  orderId: string;
  lines: readonly Wanted[];
  setAside?: readonly Wanted[];
};

/**
 * Binds units to an order, in the caller's transaction: all its lines or none. The rows stay locked until that
 * transaction ends. A refusal has changed nothing. What a sale has set aside is there, whatever the shelf has: its
 * row in the sale says so, which the caller has locked before.
 */
export const allocate = async (
  tx: Transaction,
  order: OrderUnits,
): Promise<{ ok: true } | { ok: false; code: 'insufficient-stock'; shortages: Shortage[] }> => {
  const deltas = deltasOf(order, 1);
  const rows = await many(tx, lockStock, { skus: deltas.map(({ sku }) => sku) });
  const short = shortages(new Map(rows.map((row) => [row.sku, row])), order.lines);
  if (short.length > 0) return { ok: false, code: 'insufficient-stock', shortages: short };
  await move(tx, deltas, { kind: 'allocation', orderId: order.orderId });
  return { ok: true };
};

/**
 * Gives an order's units back, to the shelf or to what is set aside for a sale, in the caller's transaction. The
 * caller's state change (the order can be cancelled once only) is what keeps this from happening twice; the CHECK
 * catches it if it did.
 */
export const release = async (tx: Transaction, order: OrderUnits & { reason: string }): Promise<void> => {
  const deltas = deltasOf(order, -1);
  await many(tx, lockStock, { skus: deltas.map(({ sku }) => sku) });
  await move(tx, deltas, { kind: 'release', orderId: order.orderId, reason: order.reason });
};

/** One delta for each SKU: all units become allocated, and those of a sale stop being set aside; or the reverse. */
const deltasOf = ({ lines, setAside = [] }: OrderUnits, sign: 1 | -1): Delta[] => {
  const fromSale = new Map(sumBySku(setAside).map(({ sku, quantity }) => [sku, quantity]));
  return sumBySku([...lines, ...setAside]).map(({ sku, quantity }) => ({
    sku,
    onHandDelta: 0,
    allocatedDelta: sign * quantity,
    setAsideDelta: -sign * (fromSale.get(sku) ?? 0),
  }));
};
