/** From a cart to the outcome of its order: checked out under a key, paid with one token after the other. */
import { ApiProblem, type Order, store } from '@cartwright/contract';
import { newId } from '../shared/ids.ts';
import { noteKey, type ReplayContext } from './context.ts';
import { recordSince } from './figures.ts';
import type { Told } from './journal.ts';
import { type Answer, awaitOutcome, toldOf } from './outcome.ts';
import { GaveUp, orGaveUp, patiently } from './patience.ts';
import type { Plan } from './plan.ts';
import type { Shopper } from './shoppers.ts';

/** How a cart's payment ended. A refusal, or no answer, may come to an order whose first payment was declined. */
export type Paid = { told: Exclude<Told, 'cancelled'>; order?: Order | undefined } & (
  | { end: 'ordered'; orderId: string; afterDecline: boolean }
  | { end: 'refused'; orderId: string | undefined; problem: ApiProblem }
  | { end: 'gaveUp'; orderId: string | undefined }
);

type Buying = { shopper: Shopper; cartId: string; plan: Plan };

/** Checks a cart out, and again with the next token after a decline. */
export const payCart = async (context: ReplayContext, buying: Buying): Promise<Paid> => {
  let declined: { orderId: string; order: Order | undefined } | undefined;
  for (const [position, token] of buying.plan.tokens.entries()) {
    const sent = await send(context, buying, { token, first: position === 0, orderId: declined?.orderId });
    const answer = await awaitOutcome(context, buying.shopper, sent);
    const before = { orderId: declined?.orderId, order: declined?.order };
    if (answer.kind === 'refused')
      return { end: 'refused', problem: answer.problem, told: 'declined', ...before };
    if (answer.kind === 'gaveUp') return { end: 'gaveUp', told: 'undecided', ...before };
    if (answer.kind === 'declined') declined = answer;
    else {
      const { orderId, order } = answer;
      const told = toldOf(order);
      return { end: 'ordered', orderId, order, told, afterDecline: declined !== undefined };
    }
  }
  if (declined === undefined) throw new Error('A plan has at least one payment token');
  const { orderId, order } = declined;
  return { end: 'ordered', orderId, order, told: 'declined', afterDecline: false };
};

const send = async (
  context: ReplayContext,
  { shopper, cartId, plan }: Buying,
  attempt: { token: string; first: boolean; orderId: string | undefined },
): Promise<Answer> => {
  const { token, first, orderId } = attempt;
  const key = newId();
  const operation = orderId !== undefined && plan.paysAgainAt === 'order' ? 'pay' : 'checkout';
  const headers = { 'idempotency-key': key };
  const call = async (signal: AbortSignal) =>
    operation === 'pay' && orderId !== undefined
      ? shopper.client.call(store.payOrder, {
          params: { orderId },
          body: { payment: { token } },
          headers,
          signal,
        })
      : shopper.client.call(store.checkoutCart, {
          params: { cartId },
          body: detailsOf(shopper, token),
          headers,
          signal,
        });
  const once = () => answerOf(context, { shopper, cartId, call });
  const startedAt = performance.now();
  let answer = await (first && plan.sentTwice ? twice(context, once) : once());
  recordSince(context.figures.checkoutUs, startedAt);
  if (answer.kind === 'declined' && answer.order === undefined)
    answer = await shown(context, shopper, answer);
  const made = answer.kind === 'gaveUp' ? 'unknown' : answer.kind === 'refused' ? null : answer.orderId;
  noteKey(context, { shopper, operation, key, made });
  return answer;
};

/** A shopper who clicks twice: two requests at once with one key, which are to come to one order. */
const twice = async (context: ReplayContext, once: () => Promise<Answer>): Promise<Answer> => {
  context.figures.sentTwice += 1;
  const [one, other] = await Promise.all([once(), once()]);
  if ('orderId' in one && 'orderId' in other && one.orderId !== other.orderId)
    context.findings.add(`One key made two orders: ${one.orderId} and ${other.orderId}.`);
  // One may have met a changed price that the other accepted: what is ordered is what counts.
  return 'orderId' in one || other.kind === 'refused' ? one : other;
};

/** Changed prices that she accepts before she leaves. */
const PRICE_CHANGES_MAX = 3;

const answerOf = async (
  context: ReplayContext,
  asked: {
    shopper: Shopper;
    cartId: string;
    call: (signal: AbortSignal) => Promise<{ headers: Headers; body: Order }>;
  },
): Promise<Answer> => {
  const { shopper, cartId, call } = asked;
  for (let changes = 0; ; changes += 1)
    try {
      const { body, headers } = await patiently(context.patience, call);
      if (headers.has('idempotent-replayed')) context.figures.replayed += 1;
      return { kind: 'order', orderId: body.orderId, order: body };
    } catch (error) {
      if (error instanceof GaveUp) return { kind: 'gaveUp' };
      if (!(error instanceof ApiProblem)) throw error;
      const { code, orderId } = error.problem;
      if (code === 'payment-declined' && orderId !== undefined)
        return { kind: 'declined', orderId, order: undefined };
      if (code !== 'price-changed' || changes === PRICE_CHANGES_MAX)
        return { kind: 'refused', problem: error };
      // Checking out again accepts the new prices; a refusal has left the key free.
      const looked = await orGaveUp(
        patiently(context.patience, (signal) =>
          shopper.client.call(store.getCart, { params: { cartId }, signal }),
        ),
      );
      if (looked === undefined) return { kind: 'gaveUp' };
    }
};

/** A decline names its order and no more: she looks at it, and knows its total. */
const shown = async (
  context: ReplayContext,
  shopper: Shopper,
  declined: { kind: 'declined'; orderId: string; order: Order | undefined },
): Promise<Answer> => {
  const { orderId } = declined;
  const looked = await orGaveUp(
    patiently(context.patience, (signal) =>
      shopper.client.call(store.getOrder, { params: { orderId }, signal }),
    ),
  );
  return { ...declined, order: looked?.body };
};

const detailsOf = ({ email, name }: Shopper, token: string) => ({
  email,
  shippingAddress: { name, line1: '1 Log Street', city: 'London', postalCode: 'N1 7AA', country: 'GB' },
  payment: { token },
});
