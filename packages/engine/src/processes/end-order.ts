/** Ends an order before it is fulfilled: its stock goes back at once, its money as soon as the provider answers. */
import type { OrderStatus } from '@cartwright/contract';
import { claim, type Intent } from '../modules/idempotency/index.ts';
import { lockOrder, type OrderEvent, transition } from '../modules/order/index.ts';
import { latestAttempt, moveAttempt, openReversal } from '../modules/payment/index.ts';
import { type Transaction, transactionUnlessRefused } from '../platform/postgres.ts';
import { newId } from '../shared/ids.ts';
import type { ProcessContext } from './context.ts';
import { giveBack } from './give-back.ts';
import { leaseEnd } from './lease.ts';

export type Ended =
  | { ok: true; replayed: boolean }
  | { ok: false; code: 'illegal-transition'; status: OrderStatus }
  | { ok: false; code: 'not-found' };

type Ending = {
  orderId: string;
  event: Extract<OrderEvent, 'cancelled' | 'reviewRejected' | 'payWindowEnded'>;
  /** The caller's key; a second call with it changes nothing and is `replayed`. */
  intent?: Intent;
  /** More that belongs into the same transaction, such as the audit log. */
  alongside?: (tx: Transaction) => Promise<void>;
};

/**
 * Ends an order. Returns once that is committed and the provider was asked once to give the money back (which
 * goes on in the background if it does not answer). A refusal changed nothing.
 */
export const endOrder = async (context: ProcessContext, ending: Ending): Promise<Ended> => {
  const reversalId = newId();
  const { orderId, event, intent } = ending;
  let givesBack = false;
  const ended = await transactionUnlessRefused<Ended>(context.db, async (tx) => {
    givesBack = false;
    const at = new Date();
    if (intent !== undefined && !(await claim(tx, intent, { orderId, attemptId: null })))
      return { ok: true, replayed: true };
    if (event === 'payWindowEnded' && (await isStillPayable(tx, { orderId, at })))
      return { ok: false, code: 'illegal-transition', status: 'placed' };
    const done = await transition(tx, { orderId, event, at });
    if (!done.ok) return done;
    await ending.alongside?.(tx);
    const attempt = await latestAttempt(tx, orderId);
    // A pending attempt is still under way: whoever records its answer sees that the order ended.
    if (attempt?.amount === 0 && (attempt.status === 'authorised' || attempt.status === 'review'))
      await moveAttempt(tx, { attemptId: attempt.attemptId, from: attempt.status, to: 'voided', at });
    if (
      attempt !== undefined &&
      attempt.amount > 0 &&
      ['review', 'authorised', 'captured'].includes(attempt.status)
    ) {
      givesBack = true;
      await openReversal(tx, {
        reversalId,
        attemptId: attempt.attemptId,
        orderId,
        kind: attempt.status === 'captured' ? 'refund' : 'void',
        amount: attempt.amount,
        currency: attempt.currency,
        reason: event,
        leasedUntil: leaseEnd(context.config, at),
        at,
      });
    }
    return { ok: true, replayed: false };
  });
  if (ended.ok && givesBack) await giveBack(context, reversalId);
  return ended;
};

/** Whether a decline has moved the deadline since the sweeper looked. Locks the order. */
const isStillPayable = async (tx: Transaction, when: { orderId: string; at: Date }): Promise<boolean> => {
  const order = await lockOrder(tx, when.orderId);
  return order?.payUntil != null && order.payUntil > when.at;
};
