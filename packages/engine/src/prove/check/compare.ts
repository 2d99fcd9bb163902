/** What is wrong with orders and their charges, given what buyers were told. Pure. */
import type { OrderStatus } from '@cartwright/contract';
import type { ReferenceSums } from '../../modules/payment/provider/test-provider-api.ts';
import type { Told } from '../../replay/journal.ts';
import { type Finding, finding } from '../findings.ts';

export type KnownOrder = { orderId: string; status: OrderStatus; total: number };

const isSold = (status: OrderStatus): boolean => status === 'confirmed' || status === 'fulfilled';

/** An order that a buyer was told is confirmed is there, and is. */
export const lostOrder = (orderId: string, told: Told, order: KnownOrder | undefined): Finding[] => {
  if (told !== 'confirmed') return [];
  if (order === undefined)
    return [finding('lost', `The order ${orderId}, which a buyer was told is confirmed, does not exist.`)];
  if (isSold(order.status)) return [];
  return [finding('lost', `The order ${orderId}, which a buyer was told is confirmed, is ${order.status}.`)];
};

/** Every buyer wanted one order: more of one session are too many. */
export const doubledOrders = (ofSession: ReadonlyMap<string, readonly string[]>): Finding[] =>
  [...ofSession].flatMap(([sessionId, orderIds]) =>
    orderIds.length > 1
      ? [
          finding(
            'doubled',
            `The session ${sessionId} wanted one order and has ${orderIds.length}: ${orderIds.join(', ')}.`,
            orderIds.length - 1,
          ),
        ]
      : [],
  );

/** What the provider has taken for an order against what it comes to. */
export const chargeFaults = (
  orderId: string,
  order: KnownOrder | undefined,
  sums: ReferenceSums | undefined,
): Finding[] => {
  const kept = sums === undefined ? 0 : sums.captured - sums.refunded;
  const reserved = sums === undefined ? 0 : sums.authorised - sums.captured - sums.voided;
  if (order === undefined)
    return kept > 0 || reserved > 0
      ? [
          finding(
            'lost',
            `The provider has ${kept + reserved} for the order ${orderId}, which does not exist.`,
          ),
        ]
      : [];
  const { status, total } = order;
  if (kept > (isSold(status) ? total : 0))
    return isSold(status)
      ? [finding('doubled', `The order ${orderId} comes to ${total}, and ${kept} was charged.`)]
      : [finding('lost', `The order ${orderId} is ${status}, and ${kept} of its charge was kept.`)];
  if (isSold(status) && kept < total)
    return [finding('lost', `The order ${orderId} is ${status} over ${total}, and ${kept} was charged.`)];
  if (reserved > 0 && status !== 'inReview')
    return [finding('books', `The order ${orderId} is ${status}, and ${reserved} is still reserved for it.`)];
  return [];
};
