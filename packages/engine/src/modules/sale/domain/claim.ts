import type { SaleState } from '@cartwright/contract';
import { remainingOf, type SaleUnits, type SaleWindow, stateOf } from './sale.ts';

/** A claim is live until it is ordered or ended; a live one past its time is as good as expired. */
export type ClaimStatus = 'live' | 'ordered' | 'released' | 'expired' | 'returned';

export const isLive = (claim: { status: ClaimStatus; expiresAt: Date }, at: Date): boolean =>
  claim.status === 'live' && claim.expiresAt > at;

export type ClaimRefusal =
  | { ok: false; code: 'not-open'; state: Exclude<SaleState, 'open' | 'soldOut'>; startsAt: Date }
  | { ok: false; code: 'limit-exceeded'; perBuyerLimit: number; taken: number }
  | { ok: false; code: 'sold-out'; remaining: number };

/**
 * Whether a shopper may claim units now. `taken` are those that she has claimed and ordered before. The limit is
 * told before the shortage: waiting would not help her.
 */
export const decideClaim = (
  sale: SaleWindow & SaleUnits & { perBuyerLimit: number },
  wanted: { quantity: number; taken: number; at: Date },
): { ok: true } | ClaimRefusal => {
  const state = stateOf(sale, wanted.at);
  if (state !== 'open' && state !== 'soldOut')
    return { ok: false, code: 'not-open', state, startsAt: sale.startsAt };
  const { perBuyerLimit } = sale;
  if (wanted.taken + wanted.quantity > perBuyerLimit)
    return { ok: false, code: 'limit-exceeded', perBuyerLimit, taken: wanted.taken };
  const remaining = remainingOf(sale);
  return wanted.quantity > remaining ? { ok: false, code: 'sold-out', remaining } : { ok: true };
};
