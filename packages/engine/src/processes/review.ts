/** A person decides about an order in review: approved, its money is captured; rejected, everything goes back. */
import { transition } from '../modules/order/index.ts';
import { latestAttempt, moveAttempt } from '../modules/payment/index.ts';
import { type Transaction, transaction } from '../platform/postgres.ts';
import { assert } from '../shared/assert.ts';
import type { CheckoutProcess } from './checkout.ts';
import type { ProcessContext } from './context.ts';
import { endOrder } from './end-order.ts';
import type { Ended } from './ending.ts';

type Decision = {
  orderId: string;
  decision: 'approve' | 'reject';
  /** What belongs into the same transaction, such as the audit log. */
  alongside: (tx: Transaction) => Promise<void>;
};

/** Decides; returns once that is committed. A refusal changed nothing. */
export const reviewOrder = async (
  context: ProcessContext & { checkout: CheckoutProcess },
  { orderId, decision, alongside }: Decision,
): Promise<Ended> => {
  if (decision === 'reject') return endOrder(context, { orderId, event: 'reviewRejected', alongside });
  const approved = await transaction(context.db, async (tx) => {
    const at = new Date();
    const done = await transition(tx, { orderId, event: 'reviewApproved', at });
    if (!done.ok) return done;
    const attempt = await latestAttempt(tx, orderId);
    assert(attempt !== undefined, `the order ${orderId} in review has no payment attempt`);
    const { attemptId } = attempt;
    assert(
      await moveAttempt(tx, { attemptId, from: 'review', to: 'authorised', at }),
      `${attemptId} is not in review`,
    );
    await alongside(tx);
    return { ok: true as const, attemptId };
  });
  if (!approved.ok) return approved;
  context.checkout.drive(approved.attemptId);
  return { ok: true, replayed: false };
};
