import type { Order, OrderStatus, PaymentStatus } from '@cartwright/contract';

/** At or below this a shopper is told how many are left. */
export const LOW_STOCK_MAX = 5;

export const stockWords = (availableToSell: number): string => {
  if (availableToSell <= 0) return 'Sold out';
  return availableToSell <= LOW_STOCK_MAX ? `Only ${availableToSell} left` : 'In stock';
};

/** Where an order stands, as a shopper would ask. A declined card is no status of its own in the engine. */
export type Standing = OrderStatus | 'declined';

export const standingOf = (order: Order): Standing =>
  order.status === 'placed' && order.payment.status === 'declined' ? 'declined' : order.status;

export const STANDING_WORDS: Record<Standing, { badge: string; title: string; detail: string }> = {
  placed: {
    badge: 'Processing',
    title: 'We are still working on it',
    detail:
      'Your items are set aside and your bank is taking its time. This page refreshes itself; nothing else is needed from you.',
  },
  declined: {
    badge: 'Payment needed',
    title: 'Your payment did not go through',
    detail: 'Nothing was charged. Your items are still set aside while you try again.',
  },
  inReview: {
    badge: 'Being checked',
    title: 'We are taking a second look',
    detail:
      'A person checks this order before any money is taken. Your items are set aside; you need not do anything.',
  },
  authorised: {
    badge: 'Processing',
    title: 'Almost there',
    detail: 'Your bank agreed. We are finishing the payment; this page refreshes itself.',
  },
  confirmed: {
    badge: 'Confirmed',
    title: 'Thank you, your order is confirmed',
    detail: 'It is paid and the items are yours. We are getting it ready to go out.',
  },
  fulfilled: { badge: 'On its way', title: 'Your order is on its way', detail: 'It has left our shelves.' },
  cancelled: {
    badge: 'Cancelled',
    title: 'This order was cancelled',
    detail: 'The items went back to the shelf. Any money that was taken or reserved goes back to you.',
  },
  paymentFailed: {
    badge: 'Not paid',
    title: 'This order was not paid in time',
    detail: 'Nothing was charged and the items went back to the shelf. You are welcome to order again.',
  },
  refunded: { badge: 'Refunded', title: 'This order was refunded', detail: 'The money is on its way back.' },
  returned: { badge: 'Returned', title: 'This order came back to us', detail: 'We have the items again.' },
};

export const PAYMENT_WORDS: Record<PaymentStatus, string> = {
  pending: 'Waiting for the bank',
  authorised: 'Reserved, not yet taken',
  captured: 'Paid',
  declined: 'Declined, nothing charged',
  voided: 'Released, nothing charged',
  refunded: 'Refunded',
  partiallyRefunded: 'Partly refunded',
};

const DECLINE_WORDS: Record<string, string> = {
  declined: 'Your bank declined this card.',
  insufficient_funds: 'There is not enough money on this card.',
};

/** Why the bank said no. */
export const declineWords = (code: string | undefined): string =>
  DECLINE_WORDS[code ?? ''] ?? 'Your bank did not accept this payment.';

const EVENT_WORDS: Record<string, string> = {
  placed: 'Order placed, items set aside',
  paymentAuthorised: 'Payment agreed by the bank',
  heldForReview: 'Set aside for a second look',
  reviewApproved: 'Checked and approved',
  reviewRejected: 'Checked and turned down',
  paymentCaptured: 'Paid',
  paymentDeclined: 'Payment declined',
  payWindowEnded: 'Time to pay ran out',
  cancelled: 'Cancelled',
  shipped: 'Sent',
  refunded: 'Refunded',
  returned: 'Returned',
};

/** A timeline entry in words; an event that this page does not know yet is shown by its own name. */
export const eventWords = (event: string): string =>
  EVENT_WORDS[event] ?? event.replace(/([A-Z])/g, ' $1').replace(/^./, (letter) => letter.toUpperCase());

/** True while the outcome comes by itself and the page should look again. */
export const isUndecided = (order: Order): boolean => {
  const standing = standingOf(order);
  return standing === 'placed' || standing === 'authorised';
};

export const isCancellable = (order: Order): boolean =>
  ['placed', 'inReview', 'authorised', 'confirmed'].includes(order.status);

export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
