import type { Transaction } from '../../../platform/postgres.ts';
import { many } from '../../../platform/sql.ts';
import { type Shortage, shortages, sumBySku, type Wanted } from '../domain/allocation.ts';
import { lockStock } from '../statements.ts';
import { move } from './move.ts';

/**
 * Binds units to an order, in the caller's transaction: all its lines or none. The rows stay locked until that
 * transaction ends. A refusal has changed nothing.
 */
export const allocate = async (
  tx: Transaction,
  order: { orderId: string; lines: readonly Wanted[] },
): Promise<{ ok: true } | { ok: false; code: 'insufficient-stock'; shortages: Shortage[] }> => {
  const wanted = sumBySku(order.lines);
  const rows = await many(tx, lockStock, { skus: wanted.map(({ sku }) => sku) });
  const short = shortages(new Map(rows.map((row) => [row.sku, row])), wanted);
  if (short.length > 0) return { ok: false, code: 'insufficient-stock', shortages: short };
  await move(
    tx,
    wanted.map(({ sku, quantity }) => ({ sku, onHandDelta: 0, allocatedDelta: quantity })),
    { kind: 'allocation', orderId: order.orderId },
  );
  return { ok: true };
};

/**
 * Gives an order's units back to the shelf, in the caller's transaction. The caller's state change (the order
 * can be cancelled once only) is what keeps this from happening twice; the CHECK catches it if it did.
 */
export const release = async (
  tx: Transaction,
  order: { orderId: string; lines: readonly Wanted[]; reason: string },
): Promise<void> => {
  const lines = sumBySku(order.lines);
  await many(tx, lockStock, { skus: lines.map(({ sku }) => sku) });
  await move(
    tx,
    lines.map(({ sku, quantity }) => ({ sku, onHandDelta: 0, allocatedDelta: -quantity })),
    { kind: 'release', orderId: order.orderId, reason: order.reason },
  );
};
