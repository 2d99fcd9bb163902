/**
 * The payment process: drives an attempt from `pending` to where it ends, asking the provider outside any
 * transaction and recording each answer, with what it does to the order, in one. Every call repeats the
 * attempt's own key, so driving twice, in two processes or after a crash, charges once.
 */
import { findOrderStatus } from '../modules/order/index.ts';
import {
  type Attempt,
  type AttemptStatus,
  type AuthoriseOutcome,
  leaseAttempt,
  loadAttempt,
  nextStep,
  ProviderRejected,
  ProviderUnavailable,
} from '../modules/payment/index.ts';
import { assert } from '../shared/assert.ts';
import { money } from '../shared/money.ts';
import type { ProcessContext } from './context.ts';
import { giveBack } from './give-back.ts';
import type { ProviderAnswer, Seen } from './record-answers.ts';

// authorise → capture → look once more; more rounds mean that recording does not move the attempt.
const ROUNDS_MAX = 4;
/** After an unusable answer of the provider the sweeper tries again this much later. */
const RETRY_AFTER_MS = 2_000;

/**
 * Drives an attempt as far as it goes now, from where it is `known` to stand if its caller has just opened it. Returns
 * where it stands then: nothing is left to ask, or the provider gave no usable answer (the sweeper goes on later).
 * Throws only what PostgreSQL throws.
 */
export const drivePayment = async (
  context: ProcessContext,
  attemptId: string,
  known?: Seen,
): Promise<AttemptStatus> => {
  let seen = known ?? (await look(context, attemptId));
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const { attempt, order } = seen;
    const step = nextStep(attempt.status, order);
    if (step === 'none') return attempt.status;
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
      return attempt.status;
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

/** Has an answer written down, together with those of other attempts. Undefined when another process did that first. */
const record = async (
  context: ProcessContext,
  attempt: Attempt,
  answer: ProviderAnswer,
): Promise<Seen | undefined> => {
  const recorded = await context.recorder.submit({ attempt, answer, at: new Date() });
  if (recorded?.reversalId !== undefined) await giveBack(context, recorded.reversalId);
  return recorded?.seen;
};
