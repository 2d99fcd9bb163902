/**
 * The payment process: drives an attempt from `pending` to where it ends, asking the provider outside any
 * transaction and recording each answer, with what it does to the order, in one. Every call repeats the
 * attempt's own key, so driving twice, in two processes or after a crash, charges once.
 */
import type { OrderStatus } from '@cartwright/contract';
import { lockOrder, type OrderEvent, transition } from '../modules/order/index.ts';
import {
  type Attempt,
  type AttemptStatus,
  type AuthoriseOutcome,
  leaseAttempt,
  loadAttempt,
  moveAttempt,
  mustGiveBack,
  nextStep,
  openReversal,
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

/**
 * Drives an attempt as far as it goes now. Returns when nothing is left to ask, or when the provider gave no
 * usable answer (the sweeper goes on later). Throws only what PostgreSQL throws.
 */
export const drivePayment = async (context: ProcessContext, attemptId: string): Promise<void> => {
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const attempt = await loadAttempt(context.db, attemptId);
    const order = await orderStatus(context, attempt.orderId);
    const step = nextStep(attempt.status, order);
    if (step === 'none') return;
    try {
      if (step === 'authorise') await authorise(context, attempt);
      else await capture(context, attempt);
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

const orderStatus = (context: ProcessContext, orderId: string): Promise<OrderStatus> =>
  transaction(context.db, async (tx) => (await mustLock(tx, orderId)).status);

const mustLock = async (tx: Transaction, orderId: string) => {
  const order = await lockOrder(tx, orderId);
  assert(order !== undefined, `the order ${orderId} of a payment attempt does not exist`);
  return order;
};

/** What is free needs no provider: providers refuse amounts of zero. */
const FREE = 'free';

const authorise = async (context: ProcessContext, attempt: Attempt): Promise<void> => {
  const answer: AuthoriseOutcome =
    attempt.amount === 0
      ? { outcome: 'authorised', authorisationId: FREE }
      : await context.provider.authorise({
          key: attempt.attemptId,
          amount: money(attempt.amount, attempt.currency),
          token: attempt.token,
          reference: attempt.orderId,
        });
  if (answer.outcome === 'declined') {
    const payUntil = new Date(Date.now() + context.config.payWindowSeconds * 1_000);
    await record(context, attempt, { to: 'declined', event: 'paymentDeclined', ...answer, payUntil });
  } else if (answer.outcome === 'review') {
    await record(context, attempt, { to: 'review', event: 'heldForReview', ...answer });
  } else {
    await record(context, attempt, { to: 'authorised', event: 'paymentAuthorised', ...answer });
  }
};

const capture = async (context: ProcessContext, attempt: Attempt): Promise<void> => {
  assert(attempt.authorisationId !== null, `${attempt.attemptId} is authorised without an authorisation`);
  if (attempt.amount === 0) return record(context, attempt, { to: 'captured', event: 'paymentCaptured' });
  const answer = await context.provider.capture({
    key: `${attempt.attemptId}:capture`,
    authorisationId: attempt.authorisationId,
    amount: money(attempt.amount, attempt.currency),
  });
  // Refused because a cancellation voided it first: that process records what it did.
  if (answer.outcome === 'captured')
    await record(context, attempt, { to: 'captured', event: 'paymentCaptured' });
  else context.log.warn({ attemptId: attempt.attemptId, answer }, 'the provider refused a capture');
  if (answer.outcome === 'refused' && answer.code !== 'already-voided')
    throw new ProviderUnavailable('unknown', `the provider refused a capture: ${answer.code}`);
};

type Outcome = {
  to: AttemptStatus;
  event: OrderEvent;
  authorisationId?: string;
  declineCode?: string;
  payUntil?: Date;
};

/** Writes down an answer: the attempt, the order's event, or the decision that the money goes back. */
const record = async (context: ProcessContext, attempt: Attempt, outcome: Outcome): Promise<void> => {
  const at = new Date();
  const reversalId = newId();
  const { orderId, attemptId } = attempt;
  const reversed = await transaction(context.db, async (tx) => {
    const order = await mustLock(tx, orderId);
    const moved = await moveAttempt(tx, { ...outcome, attemptId, from: attempt.status, at });
    // Another process recorded this answer first.
    if (!moved) return false;
    if (!mustGiveBack(order.status)) {
      const { event, payUntil, declineCode } = outcome;
      const done = await transition(tx, {
        orderId,
        event,
        at,
        data: { attemptId, ...(declineCode === undefined ? {} : { declineCode }) },
        ...(payUntil === undefined ? {} : { payUntil }),
      });
      assert(done.ok, `an order that is ${order.status} refuses ${event}`);
      return false;
    }
    if (outcome.to === 'declined' || attempt.amount === 0) return false;
    // The order ended while the provider was thinking: the money goes back by itself.
    await openReversal(tx, {
      reversalId,
      attemptId,
      orderId,
      kind: outcome.to === 'captured' ? 'refund' : 'void',
      amount: attempt.amount,
      currency: attempt.currency,
      reason: `order is ${order.status}`,
      leasedUntil: leaseEnd(context.config, at),
      at,
    });
    return true;
  });
  if (reversed) await giveBack(context, reversalId);
};
