/** Claims units of a sale: decided in PostgreSQL, then put into a cart of their own. */
import { type CartContext, cartOfClaim } from '../modules/cart/index.ts';
import { holdSession } from '../modules/customer/index.ts';
import type { Intent } from '../modules/idempotency/index.ts';
import type { Owner } from '../modules/order/index.ts';
import { type ClaimOutcome, claimUnits, refusedAlready, type WantedClaim } from '../modules/sale/index.ts';
import { createLimit } from '../platform/limit.ts';
import { transactionUnlessRefused } from '../platform/postgres.ts';
import { newId } from '../shared/ids.ts';
import type { ProcessContext } from './context.ts';

export type ClaimWish = { owner: Owner; intent: Intent; saleId: string; quantity: number };
export type ClaimMade = ClaimOutcome | { ok: false; code: 'session-ended' | 'withdrawn' };
export type ClaimProcess = (wish: ClaimWish) => Promise<ClaimMade>;

/** Claims that wait for a connection; beyond that it is better to say no at once. */
const CLAIMING_QUEUE_MAX = 1_000;

/**
 * Makes the process. A claim that is committed and whose cart could not be written (`Unavailable` is thrown) is not
 * lost: the same key gives the same claim, and its cart.
 */
export const createClaiming = (context: ProcessContext, carts: CartContext): ClaimProcess => {
  // Claims of one sale take turns anyway; a quarter of the connections is enough, and leaves half to everybody else.
  const claiming = createLimit({
    concurrency: Math.max(1, Math.floor(context.config.databasePoolMax / 4)),
    queueMax: CLAIMING_QUEUE_MAX,
  });

  return async ({ owner, intent, saleId, quantity }) => {
    const { key, bodySha256 } = intent;
    const wanted: WantedClaim = { saleId, owner: intent.owner, quantity, key, bodySha256, at: new Date() };
    const refused = await refusedAlready(context.db, wanted);
    if (refused !== undefined) return refused;
    // Who could not be given a cart should not keep units from others.
    carts.store.assertReachable();
    const ids = { claimId: newId(), cartId: newId() };
    const made = await claiming(() =>
      transactionUnlessRefused<ClaimMade>(context.db, async (tx) => {
        // A guest who signs in at this very moment takes the claim along, or it is not made.
        if (owner.customerId === null && !(await holdSession(tx, owner.sessionId)))
          return { ok: false, code: 'session-ended' };
        return claimUnits(tx, { ...wanted, ...ids });
      }),
    );
    if (made.ok && made.claim.status === 'live')
      await cartOfClaim(carts.store, { ...made, owner: intent.owner });
    return made;
  };
};
