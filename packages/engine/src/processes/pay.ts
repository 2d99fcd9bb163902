/**
 * The payment process: drives an attempt from `pending` to where it ends, asking the provider outside any
 * transaction and recording each answer, with what it does to the order, in one. Every call repeats the
 * attempt's own key, so driving twice, in two processes or after a crash, charges once.
 */
import type { OrderStatus } from '@cartwright/contract';
import { findOrderStatus, lockOrder, type OrderEvent, transition } from '../modules/order/index.ts';
import {
  type Attempt,
  type AttemptStatus,
  type AuthoriseOutcome,
  hasReversal,
  leaseAttempt,
  loadAttempt,
  moveAttempt,
  mustGiveBack,
  nextStep,
  openReversal,
  ProviderRejected,
  ProviderUnavailable,
} from '../modules/payment/index.ts';
import { type Transaction, transaction } from '../platform/postgres.ts';
import { assert } from '../shared/assert.ts';
import { newId } from '../shared/ids.ts';
import { money } from '../shared/money.ts';
import { leaseEnd, type ProcessContext } from './context.ts';
import { giveBack } from './give-back.ts';

// authorise → capture → look once more; more rounds mean that recording does not move the attempt.
const ROUNDS_MAX = 4;
/** After an unusable answer of the provider the sweeper tries again this much later. */
const RETRY_AFTER_MS = 2_000;

/** An attempt and where its order stands. */
type Seen = { attempt: Attempt; order: OrderStatus };

/**
 * Drives an attempt as far as it goes now. Returns when nothing is left to ask, or when the provider gave no
 * usable answer (the sweeper goes on later). Throws only what PostgreSQL throws.
 */
export const drivePayment = async (context: ProcessContext, attemptId: string): Promise<void> => {
  let seen = await look(context, attemptId);
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const { attempt, order } = seen;
    const step = nextStep(attempt.status, order);
    if (step === 'none') return;
    try {
      const recorded = await (step === 'authorise' ? authorise(context, attempt) : capture(context, attempt));
      seen = recorded ?? (await look(context, attemptId));
    } catch (error) {
      if (!(error instanceof ProviderUnavailable)) throw error;
      context.log.warn(
        { attemptId, orderId: attempt.orderId, step, err: error },
        'the payment provider gave no answer',
      );
      await leaseAttempt(context.db, attemptId, new Date(Date.now() + RETRY_AFTER_MS));
      return;
    }
  }
  throw new Error(`the payment attempt ${attemptId} does not settle`);
};

const look = async ({ db }: ProcessContext, attemptId: string): Promise<Seen> => {
  const attempt = await loadAttempt(db, attemptId);
  const order = await findOrderStatus(db, attempt.orderId);
  assert(order !== undefined, `the order ${attempt.orderId} of a payment attempt does not exist`);
  return { attempt, order };
};

/** What is free needs no provider: providers refuse amounts of zero. */
const FREE = 'free';

const authorise = async (context: ProcessContext, attempt: Attempt): Promise<Seen | undefined> => {
  const answer: AuthoriseOutcome =
    attempt.amount === 0
      ? { outcome: 'authorised', authorisationId: FREE }
      : await context.provider
          .authorise({
            key: attempt.attemptId,
            amount: money(attempt.amount, attempt.currency),
            token: attempt.token,
            reference: attempt.orderId,
          })
          .catch(declineIfMalformed(context, attempt));
  if (answer.outcome === 'declined') {
    const payUntil = new Date(Date.now() + context.config.payWindowSeconds * 1_000);
    return record(context, attempt, { to: 'declined', event: 'paymentDeclined', ...answer, payUntil });
  }
  if (answer.outcome === 'review')
    return record(context, attempt, { to: 'review', event: 'heldForReview', ...answer });
  return record(context, attempt, { to: 'authorised', event: 'paymentAuthorised', ...answer });
};

/** What the provider calls malformed it will never take, and it did nothing: to the shopper that is a decline. */
const declineIfMalformed =
  ({ log }: ProcessContext, { attemptId, orderId }: Attempt) =>
  (error: unknown): AuthoriseOutcome => {
    if (!(error instanceof ProviderRejected) || error.status !== 400) throw error;
    log.error({ err: error, attemptId, orderId }, 'the payment provider calls a request of ours malformed');
    return { outcome: 'declined', declineCode: 'rejected' };
  };

const capture = async (context: ProcessContext, attempt: Attempt): Promise<Seen | undefined> => {
  assert(attempt.authorisationId !== null, `${attempt.attemptId} is authorised without an authorisation`);
  if (attempt.amount === 0) return record(context, attempt, { to: 'captured', event: 'paymentCaptured' });
  const answer = await context.provider.capture({
    key: `${attempt.attemptId}:capture`,
    authorisationId: attempt.authorisationId,
    amount: money(attempt.amount, attempt.currency),
  });
  if (answer.outcome === 'captured')
    return record(context, attempt, { to: 'captured', event: 'paymentCaptured' });
  // Voided first by the process of a cancellation, which records that itself.
  if (answer.code === 'already-voided') return undefined;
  throw new ProviderUnavailable('unknown', `the provider refused a capture: ${answer.code}`);
};

type Outcome = {
  to: AttemptStatus;
  event: OrderEvent;
  authorisationId?: string;
  declineCode?: string;
  payUntil?: Date;
};

/**
 * Writes down an answer: the attempt, the order's event, or the decision that the money goes back. Undefined
 * when another process wrote it down first.
 */
const record = async (
  context: ProcessContext,
  attempt: Attempt,
  outcome: Outcome,
): Promise<Seen | undefined> => {
  const at = new Date();
  const reversalId = newId();
  const recorded = await transaction(context.db, async (tx) => {
    const order = await lockOrder(tx, attempt.orderId);
    assert(order !== undefined, `the order ${attempt.orderId} of a payment attempt does not exist`);
    const { attemptId, status: from } = attempt;
    // Nothing was taken for what is free, so nothing has to go back for it.
    const to = mustGiveBack(order.status) && attempt.amount === 0 ? 'voided' : outcome.to;
    if (!(await moveAttempt(tx, { ...outcome, to, attemptId, from, at }))) return undefined;
    if (!mustGiveBack(order.status)) {
      return { order: await happen(tx, attempt, { ...outcome, at }), reversed: false };
    }
    const reversed = await takeBack(context, tx, { attempt, outcome, order: order.status, reversalId, at });
    return { order: order.status, reversed };
  });
  if (recorded?.reversed) await giveBack(context, reversalId);
  if (recorded === undefined) return undefined;
  const authorisationId = outcome.authorisationId ?? attempt.authorisationId;
  return { attempt: { ...attempt, status: outcome.to, authorisationId }, order: recorded.order };
};

/** The order goes on by the event of the answer. */
const happen = async (
  tx: Transaction,
  { orderId, attemptId }: Attempt,
  { event, at, payUntil, declineCode }: Outcome & { at: Date },
): Promise<OrderStatus> => {
  const done = await transition(tx, {
    orderId,
    event,
    at,
    data: { attemptId, ...(declineCode === undefined ? {} : { declineCode }) },
    ...(payUntil === undefined ? {} : { payUntil }),
  });
  assert(done.ok, `the order ${orderId} refuses ${event}`);
  return done.status;
};

/** The order ended while the provider was thinking: the money goes back by itself. False when none is to. */
const takeBack = async (
  context: ProcessContext,
  tx: Transaction,
  answered: { attempt: Attempt; outcome: Outcome; order: OrderStatus; reversalId: string; at: Date },
): Promise<boolean> => {
  const { attempt, outcome, order, reversalId, at } = answered;
  const { attemptId, orderId, amount, currency } = attempt;
  if (outcome.to === 'declined' || amount === 0) return false;
  // The cancellation found the attempt authorised and gives it back already, captured or not.
  if (await hasReversal(tx, attemptId)) return false;
  await openReversal(tx, {
    reversalId,
    attemptId,
    orderId,
    kind: outcome.to === 'captured' ? 'refund' : 'void',
    amount,
    currency,
    reason: `order is ${order}`,
    leasedUntil: leaseEnd(context.config, at),
    at,
  });
  return true;
};
