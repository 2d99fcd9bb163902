import type { Transaction } from '../../../platform/postgres.ts';
import { change, maybeOne, one, statement, t } from '../../../platform/sql.ts';
import { assert } from '../../../shared/assert.ts';
import { decideClaim, isLive } from '../domain/claim.ts';
import { type ClaimTold, told } from '../queries/claims.ts';
import {
  type ClaimRow,
  lockSale,
  moveUnits,
  selectClaimOfKey,
  selectClaims,
  selectTaken,
} from '../statements.ts';
import { endExpired } from './units.ts';

// One statement while everybody waits for the sale's row.
const insertClaim = statement({
  name: 'sale.insertClaim',
  text: `
    WITH moved AS (
      UPDATE sale.sale SET claimed = claimed + $4 WHERE sale_id = $2 RETURNING sale_id
    )
    INSERT INTO sale.claim
      (claim_id, sale_id, owner, quantity, cart_id, status, expires_at, idempotency_key, body_sha256, created_at)
    SELECT $1, moved.sale_id, $3, $4, $5, 'live', $6, $7, $8, $9 FROM moved`,
  params: {
    claimId: t.uuid,
    saleId: t.uuid,
    owner: t.text,
    quantity: t.int4,
    cartId: t.uuid,
    expiresAt: t.timestamptz,
    key: t.text,
    bodySha256: t.bytea,
    at: t.timestamptz,
  },
  row: {},
});

const updateQuantity = statement({
  name: 'sale.updateClaimQuantity',
  text: `UPDATE sale.claim SET quantity = $2 WHERE claim_id = $1`,
  params: { claimId: t.uuid, quantity: t.int4 },
  row: {},
});

const releaseClaim = statement({
  name: 'sale.releaseClaim',
  text: `UPDATE sale.claim SET status = 'released', ended_at = $2 WHERE claim_id = $1`,
  params: { claimId: t.uuid, at: t.timestamptz },
  row: {},
});

export type WantedClaim = {
  saleId: string;
  /** `session:<id>` or `customer:<id>`. */
  owner: string;
  quantity: number;
  key: string;
  bodySha256: Buffer;
  at: Date;
};
export type Claimed = Pick<ClaimRow, 'claimId' | 'saleId' | 'quantity' | 'cartId' | 'status' | 'expiresAt'>;
export type ClaimOutcome =
  | { ok: true; claim: Claimed; sku: string; unitPrice: number; replayed: boolean }
  | { ok: false; code: 'not-found' }
  | { ok: false; code: 'idempotency-mismatch' }
  | ClaimTold;

/**
 * Claims units of a sale, in the caller's transaction, under the lock of the sale's row: the same key gives the same
 * claim, whatever became of it. After a refusal the caller must roll back.
 */
export const claimUnits = async (
  tx: Transaction,
  wanted: WantedClaim & { claimId: string; cartId: string },
): Promise<ClaimOutcome> => {
  const { saleId, owner, quantity, at, bodySha256 } = wanted;
  const locked = await maybeOne(tx, lockSale, { saleId });
  if (locked === undefined) return { ok: false, code: 'not-found' };
  const made = { sku: locked.sku, unitPrice: locked.price };
  const before = await maybeOne(tx, selectClaimOfKey, wanted);
  if (before !== undefined)
    return before.bodySha256.equals(bodySha256)
      ? { ok: true, claim: before, ...made, replayed: true }
      : { ok: false, code: 'idempotency-mismatch' };
  const { taken } = await one(tx, selectTaken, { saleId, owner, at });
  let decision = decideClaim(locked, { quantity, taken, at });
  // Only who finds nothing looks for what nobody has swept yet: everybody else waits for this row meanwhile.
  if (!decision.ok && decision.code === 'sold-out')
    decision = decideClaim(await endExpired(tx, locked, at), { quantity, taken, at });
  if (!decision.ok) return told(tx, { saleId, at }, decision);
  const expiresAt = new Date(at.getTime() + locked.holdSeconds * 1_000);
  const { claimId, cartId } = wanted;
  const inserted = await change(tx, insertClaim, { ...wanted, expiresAt });
  assert(inserted === 1, `the sale ${saleId} was locked and is gone`);
  const claim: Claimed = { claimId, saleId, quantity, cartId, status: 'live', expiresAt };
  return { ok: true, claim, ...made, replayed: false };
};

export type ClaimChanged =
  | { ok: true }
  | { ok: false; code: 'claim-fixed'; claimed: number }
  | { ok: false; code: 'claim-over' }
  | { ok: false; code: 'checkout-in-progress'; orderId: string };

/**
 * Gives units of a claim back into its sale, in the caller's transaction: `quantity` is what it keeps, 0 releases it.
 * It never grows. What has ended already may be released again, which does nothing. A refusal has changed nothing.
 */
export const changeClaim = async (
  tx: Transaction,
  { claimId, quantity, at }: { claimId: string; quantity: number; at: Date },
): Promise<ClaimChanged> => {
  const over: ClaimChanged = quantity === 0 ? { ok: true } : { ok: false, code: 'claim-over' };
  const found = await maybeOne(tx, selectClaims, { claimIds: [claimId] });
  if (found === undefined) return over;
  const { saleId } = found;
  await one(tx, lockSale, { saleId });
  const claim = await one(tx, selectClaims, { claimIds: [claimId] });
  if (claim.orderId !== null && claim.status === 'ordered')
    return { ok: false, code: 'checkout-in-progress', orderId: claim.orderId };
  if (!isLive(claim, at)) return over;
  if (quantity > claim.quantity) return { ok: false, code: 'claim-fixed', claimed: claim.quantity };
  if (quantity === 0) await change(tx, releaseClaim, { claimId, at });
  else await change(tx, updateQuantity, { claimId, quantity });
  await change(tx, moveUnits, { saleId, sold: 0, claimed: quantity - claim.quantity, givenBack: 0 });
  return { ok: true };
};
