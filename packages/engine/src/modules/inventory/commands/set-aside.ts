import type { Transaction } from '../../../platform/postgres.ts';
import { change, maybeOne } from '../../../platform/sql.ts';
import { assert } from '../../../shared/assert.ts';
import { availableToSell } from '../domain/allocation.ts';
import { lockStock, moveSetAside } from '../statements.ts';

/**
 * Sets units of one SKU apart from the shelf, in the caller's transaction, which also writes down what for. They stay
 * on hand and are not for sale otherwise, until they are allocated (`allocate`, from `setAside`) or put back.
 */
export const setAside = async (
  tx: Transaction,
  { sku, quantity }: { sku: string; quantity: number },
): Promise<{ ok: true } | { ok: false; code: 'insufficient-stock'; available: number }> => {
  const stock = await maybeOne(tx, lockStock, { skus: [sku] });
  const available = stock === undefined ? 0 : availableToSell(stock);
  if (available < quantity) return { ok: false, code: 'insufficient-stock', available };
  await change(tx, moveSetAside, { sku, delta: quantity });
  return { ok: true };
};

/** Puts units that were set apart back on the shelf, in the caller's transaction. */
export const putBack = async (
  tx: Transaction,
  { sku, quantity }: { sku: string; quantity: number },
): Promise<void> => {
  const moved = await change(tx, moveSetAside, { sku, delta: -quantity });
  assert(moved === 1, `${quantity} units of ${sku} cannot be put back: it has no stock`);
};
