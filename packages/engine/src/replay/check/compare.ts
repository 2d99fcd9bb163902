/** What is wrong with one order, given what its shopper was told and what PostgreSQL holds. Pure. */
import type { OrderStatus } from '@cartwright/contract';
import type { TalliedAttempt, TalliedReversal } from '../../modules/payment/index.ts';
import type { Notes, Told } from '../journal.ts';

export type Kept = {
  orderId: string;
  status: OrderStatus;
  /** Minor units, as `total`. */
  subtotal: number;
  total: number;
  lines: readonly { sku: string; quantity: number; unitPrice: number }[];
  /** By SKU, the units that the ledger says the order has bound. */
  bound: ReadonlyMap<string, number>;
  attempts: readonly TalliedAttempt[];
  reversals: readonly TalliedReversal[];
};

/** The states in which an order may be by now whose shopper was told this. Staff may have decided a review. */
const FITTING: Record<Told, readonly OrderStatus[] | 'any'> = {
  confirmed: ['confirmed', 'fulfilled'],
  inReview: ['inReview', 'authorised', 'confirmed', 'cancelled'],
  declined: ['placed', 'paymentFailed'],
  cancelled: ['cancelled'],
  undecided: 'any',
};

/** How the order differs from what its shopper was told. */
export const againstTold = ({ status, total, lines }: Kept, told: Notes['order']): string[] => {
  const fitting = FITTING[told.told];
  const wrong: string[] = [];
  if (fitting !== 'any' && !fitting.includes(status))
    wrong.push(`is ${status}; its shopper was told ${told.told}`);
  if (told.total !== null && told.total !== total)
    wrong.push(`comes to ${total}; its shopper was told ${told.total}`);
  if (told.lines !== null && linesText(told.lines) !== linesText(lines))
    wrong.push('has other lines than its shopper was told');
  return wrong;
};

const linesText = (lines: Kept['lines']): string =>
  lines
    .map(({ sku, quantity, unitPrice }) => JSON.stringify([sku, quantity, unitPrice]))
    .sort()
    .join();

const hasEnded = (status: OrderStatus): boolean => status === 'cancelled' || status === 'paymentFailed';

/** How the order's units in the ledger differ from its lines: all of them while it lives, none once it ended unpaid. */
export const againstLedger = ({ status, lines, bound }: Kept): string[] => {
  const missing = new Map(bound);
  if (!hasEnded(status))
    for (const { sku, quantity } of lines) missing.set(sku, (missing.get(sku) ?? 0) - quantity);
  return [...missing].flatMap(([sku, units]) =>
    units === 0
      ? []
      : [`is ${status} and has ${Math.abs(units)} ${sku} too ${units > 0 ? 'many' : 'few'} bound`],
  );
};

/** How the order's lines or its payment do not add up. */
export const againstItself = (order: Kept): string[] => [
  ...(linesTotal(order) === order.subtotal
    ? []
    : [`has a subtotal of ${order.subtotal}, and its lines come to ${linesTotal(order)}`]),
  ...payment(order),
];

const linesTotal = ({ lines }: Kept): number =>
  lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);

const payment = (order: Kept): string[] => {
  const { status, attempts, reversals } = order;
  const waiting = attempts.filter(({ status: so }) => so === 'pending' || so === 'authorised').length;
  if (waiting > 0) return [`is ${status}, and a payment of it still waits for the provider`];
  if (reversals.some(({ status: so }) => so === 'pending'))
    return [`is ${status}, and money of it still waits to go back`];
  const returned = new Map<string, number>();
  for (const { attemptId, amount } of reversals)
    returned.set(attemptId, (returned.get(attemptId) ?? 0) + amount);
  const kept = (so: string): TalliedAttempt[] => attempts.filter((attempt) => attempt.status === so);
  const wrong: string[] = [];
  for (const { attemptId, amount, status: so } of attempts) {
    const back = returned.get(attemptId) ?? 0;
    const due = so === 'voided' || (so === 'captured' && hasEnded(status)) ? amount : 0;
    if (back !== due)
      wrong.push(`is ${status}; of its payment of ${amount} (${so}), ${back} went back, not ${due}`);
  }
  const paid = [...kept('captured'), ...kept('review')];
  const wanted =
    status === 'confirmed' || status === 'fulfilled' ? 'captured' : status === 'inReview' ? 'review' : null;
  if (wanted !== null && (paid.length !== 1 || paid[0]?.status !== wanted || paid[0].amount !== order.total))
    wrong.push(`is ${status} over ${order.total} with ${describe(paid)} instead of one payment (${wanted})`);
  if (status === 'placed' && paid.length > 0) wrong.push(`is placed, with ${describe(paid)}`);
  if (hasEnded(status) && kept('review').length > 0)
    wrong.push(`is ${status}, and money is still reserved for it`);
  return wrong;
};

const describe = (attempts: readonly TalliedAttempt[]): string =>
  attempts.length === 0
    ? 'no payment'
    : attempts.map(({ status, amount }) => `a payment of ${amount} (${status})`).join(' and ');
