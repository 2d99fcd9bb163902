import type { OrderStatus } from '@cartwright/contract';

/** What can happen to an order after it was placed. Names are those of the timeline. */
export const ORDER_EVENTS = [
  'paymentAuthorised',
  'heldForReview',
  'reviewApproved',
  'reviewRejected',
  'paymentCaptured',
  'paymentDeclined',
  'payWindowEnded',
  'cancelled',
  'shipped',
  'refunded',
  'returned',
] as const;
export type OrderEvent = (typeof ORDER_EVENTS)[number];

const no = null;

/**
 * The whole lifecycle: every state × every event has an answer, the next state or `null` for a refusal.
 * Stock stays allocated in every state but `cancelled` and `paymentFailed`, where it has gone back.
 */
export const LIFECYCLE: Record<OrderStatus, Record<OrderEvent, OrderStatus | null>> = {
  placed: {
    paymentAuthorised: 'authorised',
    heldForReview: 'inReview',
    reviewApproved: no,
    reviewRejected: no,
    paymentCaptured: no,
    paymentDeclined: 'placed',
    payWindowEnded: 'paymentFailed',
    cancelled: 'cancelled',
    shipped: no,
    refunded: no,
    returned: no,
  },
  inReview: {
    paymentAuthorised: no,
    heldForReview: no,
    reviewApproved: 'authorised',
    reviewRejected: 'cancelled',
    paymentCaptured: no,
    paymentDeclined: no,
    payWindowEnded: no,
    cancelled: 'cancelled',
    shipped: no,
    refunded: no,
    returned: no,
  },
  authorised: {
    paymentAuthorised: no,
    heldForReview: no,
    reviewApproved: no,
    reviewRejected: no,
    paymentCaptured: 'confirmed',
    paymentDeclined: no,
    payWindowEnded: no,
    cancelled: 'cancelled',
    shipped: no,
    refunded: no,
    returned: no,
  },
  confirmed: {
    paymentAuthorised: no,
    heldForReview: no,
    reviewApproved: no,
    reviewRejected: no,
    paymentCaptured: no,
    paymentDeclined: no,
    payWindowEnded: no,
    cancelled: 'cancelled',
    shipped: 'fulfilled',
    refunded: 'refunded',
    returned: no,
  },
  fulfilled: {
    paymentAuthorised: no,
    heldForReview: no,
    reviewApproved: no,
    reviewRejected: no,
    paymentCaptured: no,
    paymentDeclined: no,
    payWindowEnded: no,
    cancelled: no,
    shipped: no,
    refunded: 'refunded',
    returned: 'returned',
  },
  cancelled: ended(),
  paymentFailed: ended(),
  refunded: ended(),
  returned: { ...ended(), refunded: 'refunded' },
};

function ended(): Record<OrderEvent, null> {
  return {
    paymentAuthorised: no,
    heldForReview: no,
    reviewApproved: no,
    reviewRejected: no,
    paymentCaptured: no,
    paymentDeclined: no,
    payWindowEnded: no,
    cancelled: no,
    shipped: no,
    refunded: no,
    returned: no,
  };
}

export type Transition =
  | { ok: true; status: OrderStatus; releasesStock: boolean }
  | { ok: false; code: 'illegal-transition'; status: OrderStatus };

/** The next state of an order after an event, and whether its units go back to the shelf with it. */
export const decideTransition = (status: OrderStatus, event: OrderEvent): Transition => {
  const next = LIFECYCLE[status][event];
  if (next === null) return { ok: false, code: 'illegal-transition', status };
  return { ok: true, status: next, releasesStock: next === 'cancelled' || next === 'paymentFailed' };
};
