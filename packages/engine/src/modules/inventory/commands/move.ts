import { change, type Queryable } from '../../../platform/sql.ts';
import { assert } from '../../../shared/assert.ts';
import { newId } from '../../../shared/ids.ts';
import { moveStock } from '../statements.ts';

export type MovementKind = 'receipt' | 'allocation' | 'release' | 'shipment' | 'adjustment' | 'return';
export type Cause = { kind: MovementKind; reason?: string; actor?: string };
/** `setAsideDelta` is 0 when left out; `reason` is then that of the cause. */
export type Delta = {
  sku: string;
  onHandDelta: number;
  allocatedDelta: number;
  setAsideDelta?: number;
  orderId?: string;
  holdId?: string;
  reason?: string;
};

/** Books deltas on rows that the caller has locked. Throws if a row is missing: nobody books into nothing. */
export const move = async (tx: Queryable, deltas: readonly Delta[], cause: Cause): Promise<void> => {
  if (deltas.length === 0) return;
  const moved = await change(tx, moveStock, {
    movementIds: deltas.map(newId),
    skus: deltas.map(({ sku }) => sku),
    onHandDeltas: deltas.map(({ onHandDelta }) => onHandDelta),
    allocatedDeltas: deltas.map(({ allocatedDelta }) => allocatedDelta),
    setAsideDeltas: deltas.map(({ setAsideDelta = 0 }) => setAsideDelta),
    orderIds: deltas.map(({ orderId = null }) => orderId),
    holdIds: deltas.map(({ holdId = null }) => holdId),
    reasons: deltas.map(({ reason }) => reason ?? cause.reason ?? null),
    kind: cause.kind,
    actor: cause.actor ?? null,
  });
  assert(moved === deltas.length, `booked ${moved} of ${deltas.length} stock movements`);
};
