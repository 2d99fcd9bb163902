import type { OrderStatus, PaymentStatus } from '@cartwright/contract';

export type AttemptStatus = 'pending' | 'review' | 'authorised' | 'captured' | 'declined' | 'voided';

/** What the provider should be asked next for an attempt, given where its order stands. */
export type NextStep = 'authorise' | 'capture' | 'none';

export const nextStep = (attempt: AttemptStatus, order: OrderStatus): NextStep => {
  if (attempt === 'pending') return 'authorise';
  if (attempt === 'authorised' && order === 'authorised') return 'capture';
  return 'none';
};

/** Whether an order that ended still takes an answer of the provider: it does not, and the money goes back. */
export const mustGiveBack = (order: OrderStatus): boolean =>
  order === 'cancelled' || order === 'paymentFailed';

export type AttemptFact = { status: AttemptStatus; amount: number; refunded: number };

/** The payment of an order as its shopper sees it: the latest attempt, with what was given back. */
export const paymentStatusOf = (attempt: AttemptFact | undefined): PaymentStatus => {
  if (attempt === undefined || attempt.status === 'pending') return 'pending';
  if (attempt.status === 'review') return 'authorised';
  if (attempt.status !== 'captured' || attempt.refunded === 0) return attempt.status;
  return attempt.refunded >= attempt.amount ? 'refunded' : 'partiallyRefunded';
};
