/** From a wish to the end of its order: placed under a key, paid with one token after the other, perhaps cancelled. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, ApiProblem, type Checkout, type Client, type Order, store } from '@cartwright/contract';
import { noteKey, noteOrder } from '../replay/context.ts';
import { toldOf } from '../replay/outcome.ts';
import { GaveUp, orGaveUp } from '../replay/patience.ts';
import { countOne } from '../replay/steps.ts';
import { newId } from '../shared/ids.ts';
import { ask, type Buyer, isDeclined, isSoldOut, measured, type ProofContext, type Units } from './ask.ts';
import type { BuyerPlan } from './plan.ts';

/** How a try ended; `gone` when the cart was lost and nothing was ordered. */
export type Left =
  | { end: 'ordered'; told: 'confirmed' | 'cancelled' | 'declined' | 'undecided' | 'inReview' }
  | { end: 'soldOut' }
  | { end: 'gone' }
  | { end: 'refused'; code: string }
  | { end: 'unanswered' };

type Sending = {
  client: Client;
  headers: Record<string, string>;
  details: Checkout;
  signal: AbortSignal;
};
type OrderAnswer = Answer<typeof store.placeOrder>;

export type Placing = {
  plan: BuyerPlan;
  units: Units;
  operation: 'order' | 'checkout' | 'pay';
  /** Of `pay`: the order that is paid. */
  orderId?: string;
  send(sending: Sending): Promise<OrderAnswer>;
};

/** Places her order and follows it to its end. Never throws what the shop refuses. */
export const place = async (context: ProofContext, buyer: Buyer, placing: Placing): Promise<Left> => {
  const { plan } = placing;
  let answer: Told = await tell(context, buyer, { placing, token: plan.tokens[0], twice: plan.sentTwice });
  for (const token of plan.tokens.slice(1)) {
    if (answer.kind !== 'declined') break;
    const { orderId } = answer;
    const again: Placing = {
      ...placing,
      operation: 'pay',
      orderId,
      send: ({ client, headers, details, signal }) =>
        client.call(store.payOrder, {
          params: { orderId },
          body: { payment: details.payment },
          headers,
          signal,
        }),
    };
    const paid = await tell(context, buyer, { placing: again, token, twice: false });
    if (paid.kind !== 'refused') answer = paid;
    // What no answer tells may still be paid: her order says so later.
    if (paid.kind === 'gaveUp') answer = { kind: 'order', orderId, order: undefined };
  }
  return end(context, buyer, { placing, answer });
};

/** Counts how a buyer left. */
export const leave = ({ figures }: ProofContext, left: Left): void => {
  switch (left.end) {
    case 'ordered':
      if (left.told === 'declined') figures.declined += 1;
      else if (left.told === 'confirmed' || left.told === 'cancelled') figures.confirmed += 1;
      else figures.unanswered += 1;
      if (left.told === 'cancelled') figures.cancelled += 1;
      return;
    case 'soldOut':
      figures.soldOut += 1;
      return;
    case 'gone':
      countOne(figures.refused, 'not-found');
      return;
    case 'refused':
      countOne(figures.refused, left.code);
      return;
    case 'unanswered':
      figures.unanswered += 1;
      return;
    default:
      left satisfies never;
  }
};

type Told =
  | { kind: 'order'; orderId: string; order: Order | undefined }
  | { kind: 'declined'; orderId: string }
  | { kind: 'refused'; problem: ApiProblem }
  | { kind: 'gaveUp' };

/** Sends one order, checkout or payment under a key of its own, and is told what it made. */
const tell = async (
  context: ProofContext,
  buyer: Buyer,
  { placing, token = 'tok_ok', twice }: { placing: Placing; token: string | undefined; twice: boolean },
): Promise<Told> => {
  const { operation, orderId, units } = placing;
  const key = newId();
  const details = detailsOf(buyer, token);
  const headers = { 'idempotency-key': key };
  const once = (): Promise<Told> =>
    told(
      measured(context, () =>
        ask<typeof store.placeOrder>(
          context,
          buyer,
          { kind: operation, key, orderId, units },
          (client, signal) => placing.send({ client, headers, details, signal }),
        ),
      ),
    );
  const answer = await (twice ? both(context, once) : once());
  const made = 'orderId' in answer ? answer.orderId : answer.kind === 'gaveUp' ? 'unknown' : null;
  noteKey(context, { shopper: buyer, operation, key, made });
  return answer;
};

/** A buyer who clicks twice: two requests at once with one key, which are to come to one order. */
const both = async (context: ProofContext, once: () => Promise<Told>): Promise<Told> => {
  context.figures.sentTwice += 1;
  const [one, other] = await Promise.all([once(), once()]);
  return 'orderId' in one || other.kind === 'gaveUp' ? one : other;
};

const told = async (asked: Promise<OrderAnswer>): Promise<Told> => {
  try {
    const { body } = await asked;
    const { orderId } = body;
    return isDeclined(body) ? { kind: 'declined', orderId } : { kind: 'order', orderId, order: body };
  } catch (error) {
    if (error instanceof GaveUp) return { kind: 'gaveUp' };
    if (!(error instanceof ApiProblem)) throw error;
    const { code, orderId } = error.problem;
    return code === 'payment-declined' && orderId !== undefined
      ? { kind: 'declined', orderId }
      : { kind: 'refused', problem: error };
  }
};

const GONE: ReadonlySet<string> = new Set(['not-found', 'cart-empty']);

const end = async (
  context: ProofContext,
  buyer: Buyer,
  { placing, answer }: { placing: Placing; answer: Told },
): Promise<Left> => {
  if (answer.kind === 'gaveUp') return { end: 'unanswered' };
  if (answer.kind === 'refused') {
    if (isSoldOut(answer.problem)) return { end: 'soldOut' };
    const { code } = answer.problem.problem;
    return GONE.has(code) ? { end: 'gone' } : { end: 'refused', code };
  }
  const { orderId } = answer;
  context.buyers.set(orderId, buyer);
  let order = await decided(context, buyer, {
    orderId,
    order: answer.kind === 'order' ? answer.order : undefined,
    units: placing.units,
  });
  let said: Extract<Left, { end: 'ordered' }>['told'] =
    order === undefined ? 'undecided' : isUnpaid(order) ? 'declined' : toldOf(order);
  if (said === 'confirmed' && placing.plan.cancels) {
    const cancelled = await cancel(context, buyer, { orderId, units: placing.units });
    if (cancelled === 'unknown') said = 'undecided';
    else if (cancelled !== undefined) [order, said] = [cancelled, 'cancelled'];
  }
  noteOrder(context, { orderId, told: said, order });
  return { end: 'ordered', told: said };
};

/** Declined, and perhaps past its time to pay by now. */
const isUnpaid = (order: Order): boolean => isDeclined(order) || order.status === 'paymentFailed';

/** Longer than a payment takes whose provider falls silent and whose engine is killed on top. */
const OUTCOME_WAIT_MS = 60_000;
const LOOK_EVERY_MS = 250;
const LOOK_EVERY_MAX_MS = 2_000;

/** Her order once it is decided; as she saw it last when that takes too long; undefined if she never saw it. */
const decided = async (
  context: ProofContext,
  buyer: Buyer,
  { orderId, order, units }: { orderId: string; order: Order | undefined; units: Units },
): Promise<Order | undefined> => {
  const { signal } = context.patience;
  const giveUpAt = performance.now() + OUTCOME_WAIT_MS;
  let seen = order;
  for (let pauseMs = LOOK_EVERY_MS; ; pauseMs = Math.min(pauseMs * 2, LOOK_EVERY_MAX_MS)) {
    if (
      seen !== undefined &&
      (isDeclined(seen) || (seen.status !== 'placed' && seen.status !== 'authorised'))
    )
      return seen;
    if (performance.now() > giveUpAt || signal.aborted) return seen;
    if (seen !== undefined) await sleep(pauseMs, undefined, { signal }).catch(() => {});
    const looked = await orGaveUp(
      ask<typeof store.getOrder>(context, buyer, { kind: 'look', orderId, units }, (client, asking) =>
        client.call(store.getOrder, { params: { orderId }, signal: asking }),
      ),
    );
    if (looked === undefined) return seen;
    seen = looked.body;
  }
};

/** The cancelled order; undefined when that was refused, `unknown` without an answer. */
const cancel = async (
  context: ProofContext,
  buyer: Buyer,
  { orderId, units }: { orderId: string; units: Units },
): Promise<Order | undefined | 'unknown'> => {
  const key = newId();
  const operation = `cancel:${orderId}`;
  const headers = { 'idempotency-key': key };
  try {
    const { body } = await ask<typeof store.cancelOrder>(
      context,
      buyer,
      { kind: 'cancel', key, orderId, units },
      (client, signal) => client.call(store.cancelOrder, { params: { orderId }, headers, signal }),
    );
    noteKey(context, { shopper: buyer, operation, key, made: orderId });
    return body;
  } catch (error) {
    if (!(error instanceof GaveUp || error instanceof ApiProblem)) throw error;
    return error instanceof GaveUp ? 'unknown' : undefined;
  }
};

/** Nobody is ever written to: `.invalid` is reserved (RFC 2606). Each buyer has an address, for limits per buyer. */
const detailsOf = ({ sessionId }: Buyer, token: string): Checkout => ({
  email: `${sessionId}@proof.invalid`,
  shippingAddress: {
    name: 'A Buyer',
    line1: '1 Queue Street',
    city: 'London',
    postalCode: 'N1 7AA',
    country: 'GB',
  },
  payment: { token },
});
