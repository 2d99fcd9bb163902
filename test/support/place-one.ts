import { type Placed, type Placement, placeOrders } from '../../packages/engine/src/modules/order/index.ts';
import type { Transaction } from '../../packages/engine/src/platform/postgres.ts';
import { assert } from '../../packages/engine/src/shared/assert.ts';

/** Places one order, past the engine. */
export const placeOne = async (tx: Transaction, placement: Placement): Promise<Placed> => {
  const [placed] = await placeOrders(tx, [placement]);
  assert(placed !== undefined, 'a placement has no outcome');
  return placed;
};
