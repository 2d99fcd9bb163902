/**
 * Writes down what the payment provider has answered, for many attempts in one transaction: each attempt, its order's
 * event, or the decision that the money goes back.
 */
import type { OrderStatus } from '@cartwright/contract';
import { type LockedOrders, lockOrders, type OrderEvent, transitionOrders } from '../modules/order/index.ts';
import {
  type Attempt,
  type AttemptStatus,
  hasReversal,
  moveAttempts,
  mustGiveBack,
  openReversal,
} from '../modules/payment/index.ts';
import { type Batcher, createBatcher } from '../platform/batcher.ts';
import type { Config } from '../platform/config.ts';
import { type Database, isDatabaseAway, type Transaction, transaction } from '../platform/postgres.ts';
import { assert } from '../shared/assert.ts';
import { newId } from '../shared/ids.ts';
import { leaseEnd } from './lease.ts';

/** An attempt and where its order stands. */
export type Seen = { attempt: Attempt; order: OrderStatus };

export type ProviderAnswer = {
  to: AttemptStatus;
  event: OrderEvent;
  authorisationId?: string;
  declineCode?: string;
  payUntil?: Date;
};

type Recording = { attempt: Attempt; answer: ProviderAnswer; at: Date };
/** What came of an answer, and the reversal that has to be driven where the money goes back. */
type Recorded = { seen: Seen; reversalId?: string };
/** Undefined for an answer that another process wrote down first. */
export type Recorder = Batcher<Recording, Recorded | undefined>;

const ANSWERS_MAX = 256;
/** Payments are bounded where they begin; what has been asked of the provider must never be turned away here. */
const QUEUE_MAX = Number.POSITIVE_INFINITY;
const LANES = 2;

export const createRecorder = (context: { db: Database; config: Config }): Recorder =>
  createBatcher<Recording, Recorded | undefined>({
    itemsMax: ANSWERS_MAX,
    lanes: LANES,
    queueMax: QUEUE_MAX,
    keyOf: ({ attempt }) => attempt.orderId,
    concernsAll: isDatabaseAway,
    run: (recordings) => transaction(context.db, (tx) => recordAnswers(context.config, tx, recordings)),
  });

const recordAnswers = async (
  config: Config,
  tx: Transaction,
  recordings: readonly Recording[],
): Promise<(Recorded | undefined)[]> => {
  const orders = await lockOrders(
    tx,
    recordings.map(({ attempt }) => attempt.orderId),
  );
  const stands = ({ attempt }: Recording): OrderStatus => {
    const order = orders.get(attempt.orderId);
    assert(order !== undefined, `the order ${attempt.orderId} of a payment attempt does not exist`);
    return order.status;
  };
  const moved = await moveAttempts(
    tx,
    recordings.map((one) => {
      const { attempt, answer, at } = one;
      // Nothing was taken for what is free, so nothing has to go back for it.
      const to = mustGiveBack(stands(one)) && attempt.amount === 0 ? 'voided' : answer.to;
      return { ...answer, to, attemptId: attempt.attemptId, from: attempt.status, at };
    }),
  );
  const first = recordings.filter(({ attempt }) => moved.has(attempt.attemptId));
  const statuses = await happen(
    tx,
    first.filter((one) => !mustGiveBack(stands(one))),
    orders,
  );
  const recorded: (Recorded | undefined)[] = [];
  for (const one of recordings) {
    const { attempt, answer } = one;
    if (!moved.has(attempt.attemptId)) {
      recorded.push(undefined);
      continue;
    }
    const seen: Seen = {
      attempt: {
        ...attempt,
        status: answer.to,
        authorisationId: answer.authorisationId ?? attempt.authorisationId,
      },
      order: statuses.get(attempt.orderId) ?? stands(one),
    };
    const reversalId = statuses.has(attempt.orderId)
      ? undefined
      : await takeBack(config, tx, one, seen.order);
    recorded.push({ seen, ...(reversalId === undefined ? {} : { reversalId }) });
  }
  return recorded;
};

/** Orders go on by the events of their answers; returns where they stand then. */
const happen = async (
  tx: Transaction,
  recordings: readonly Recording[],
  orders: LockedOrders,
): Promise<Map<string, OrderStatus>> => {
  const statuses = new Map<string, OrderStatus>();
  if (recordings.length === 0) return statuses;
  const done = await transitionOrders(
    tx,
    recordings.map(({ attempt: { orderId, attemptId }, answer: { event, declineCode, payUntil }, at }) => ({
      orderId,
      event,
      at,
      data: { attemptId, ...(declineCode === undefined ? {} : { declineCode }) },
      ...(payUntil === undefined ? {} : { payUntil }),
    })),
    orders,
  );
  for (const [index, { attempt, answer }] of recordings.entries()) {
    const outcome = done[index];
    assert(outcome?.ok === true, `the order ${attempt.orderId} refuses ${answer.event}`);
    statuses.set(attempt.orderId, outcome.status);
  }
  return statuses;
};

/** The order ended while the provider was thinking: the money goes back by itself. Undefined when none is to. */
const takeBack = async (
  config: Config,
  tx: Transaction,
  { attempt, answer, at }: Recording,
  order: OrderStatus,
): Promise<string | undefined> => {
  const { attemptId, orderId, amount, currency } = attempt;
  if (answer.to === 'declined' || amount === 0) return undefined;
  // The cancellation found the attempt authorised and gives it back already, captured or not.
  if (await hasReversal(tx, attemptId)) return undefined;
  const reversalId = newId();
  await openReversal(tx, {
    reversalId,
    attemptId,
    orderId,
    kind: answer.to === 'captured' ? 'refund' : 'void',
    amount,
    currency,
    reason: `order is ${order}`,
    leasedUntil: leaseEnd(config, at),
    at,
  });
  return reversalId;
};
