import type { Order, OrderStatus, PaymentStatus, Sale } from '@cartwright/contract';

/** At or below this a shopper is told how many are left. */
export const LOW_STOCK_MAX = 5;

export const stockWords = (availableToSell: number): string => {
  if (availableToSell <= 0) return 'Sold out';
  return availableToSell <= LOW_STOCK_MAX ? `Only ${availableToSell} left` : 'In stock';
};

/** How a sale stands, in a few words. */
export const saleWords = ({ state, remaining, allocation }: Sale): string => {
  switch (state) {
    case 'scheduled':
      return `${allocation.toLocaleString('en')} to be had`;
    case 'open':
      return remaining > 0
        ? `${remaining.toLocaleString('en')} of ${allocation.toLocaleString('en')} left`
        : 'All claimed at the moment';
    case 'soldOut':
      return 'Sold out';
    case 'ended':
      return 'Over';
    case 'stopped':
      return 'Stopped';
  }
};

/**
 * Where an order stands, as a shopper would ask. A declined card is no status of its own in the engine, and an order
 * from the shop's earlier records has long arrived.
 */
export type Standing = OrderStatus | 'declined' | 'completed';

export const standingOf = (order: Order): Standing => {
  if (order.status === 'placed' && order.payment.status === 'declined') return 'declined';
  return order.status === 'fulfilled' && isImported(order) ? 'completed' : order.status;
};

/** Sold before this shop ran on its present engine, or elsewhere. */
const isImported = (order: Order): boolean => order.timeline[0]?.event === IMPORTED;

const IMPORTED = 'imported';

const STANDING_WORDS: Record<Standing, { badge: string; title: string; detail: string }> = {
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
  completed: {
    badge: 'Completed',
    title: 'This order was completed',
    detail: 'It was paid and sent before we moved into this shop; we brought it along for you.',
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
  refunded: {
    badge: 'Refunded',
    title: 'This order was refunded',
    detail: 'The money goes back the way it came. Banks take a few days to show it.',
  },
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

/** Where an order stands, in a badge, a title and a sentence. */
export const standingWords = (order: Order): { badge: string; title: string; detail: string } => {
  const words = STANDING_WORDS[standingOf(order)];
  return order.status === 'refunded' && isImported(order)
    ? { ...words, detail: 'All of the money was paid back, says our earlier record.' }
    : words;
};

/** What became of the money of an order that is over, where its state does not tell. */
export const moneyBackWords = (order: Order): string | null => {
  if (!['fulfilled', 'returned'].includes(order.status)) return null;
  if (order.payment.status === 'refunded') return 'All of the money went back to you.';
  return order.payment.status === 'partiallyRefunded' ? 'Part of the money went back to you.' : null;
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

/**
 * A timeline in words, oldest first. Of earlier records there is the order and, after it, what came back; an event
 * that this page does not know yet is shown by its own name.
 */
export const timelineWords = ({ timeline }: Order): string[] =>
  timeline.map(({ event }, index) => {
    if (event === IMPORTED)
      return index === 0 ? 'Ordered, says our earlier record' : 'Came back, says our earlier record';
    return (
      EVENT_WORDS[event] ?? event.replace(/([A-Z])/g, ' $1').replace(/^./, (letter) => letter.toUpperCase())
    );
  });

/** True while the outcome comes by itself and the page should look again. */
export const isUndecided = (order: Order): boolean => {
  const standing = standingOf(order);
  return standing === 'placed' || standing === 'authorised';
};

export const isCancellable = (order: Order): boolean =>
  ['placed', 'inReview', 'authorised', 'confirmed'].includes(order.status);

export const countOf = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** As long as search engines show. */
const DESCRIPTION_MAX = 160;

/** The first words of an HTML description, without its tags, for search engines. */
export const plainWords = (html: string): string => {
  const words = html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim();
  return words.length <= DESCRIPTION_MAX ? words : `${words.slice(0, DESCRIPTION_MAX - 1)}…`;
};
