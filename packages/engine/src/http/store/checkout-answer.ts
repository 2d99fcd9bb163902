import type { Order } from '@cartwright/contract';
import type { FastifyReply } from 'fastify';
import type { CheckoutRefusal, CheckoutStarted } from '../../processes/checkout.ts';
import { assert } from '../../shared/assert.ts';
import type { HttpContext } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { insufficientStock } from './carts.ts';

/** What a shopper is told to expect of an order that is not decided yet. */
const ESTIMATED_COMPLETION_SECONDS = 10;

type CheckoutAnswer = { status: 200 | 201 | 202; body: Order };

/** The answer of a checkout, the first or a replay of it: from the present state of the attempt and its order. */
export const checkoutAnswer = async (
  context: HttpContext,
  reply: FastifyReply,
  started: CheckoutStarted,
): Promise<CheckoutAnswer> => {
  const { orderId, attemptId } = started;
  if (started.replayed) reply.header('idempotent-replayed', 'true');
  // The intent is the caller's, and so is what it made, also when she signs in meanwhile.
  const [attempt, found] = await Promise.all([
    context.reads.attempt(attemptId),
    context.reads.order(orderId),
  ]);
  assert(attempt !== undefined && found !== undefined, `the order ${orderId} of an intent does not exist`);
  const { order } = found;
  reply.header('location', `/v1/orders/${orderId}`);
  if (attempt.status === 'declined') {
    const declineCode = attempt.declineCode ?? 'declined';
    throw new HttpProblem('payment-declined', `The payment was declined (${declineCode}).`, {
      orderId,
      declineCode,
      ...(order.payUntil === undefined ? {} : { payUntil: order.payUntil }),
    });
  }
  switch (order.status) {
    case 'placed':
    case 'inReview':
    case 'authorised':
      return { status: 202, body: { ...order, estimatedCompletionSeconds: ESTIMATED_COMPLETION_SECONDS } };
    case 'confirmed':
    case 'fulfilled':
      return { status: 201, body: order };
    default:
      return { status: 200, body: order };
  }
};

/** The problem that a refused checkout is. */
export const checkoutProblem = (refused: CheckoutRefusal): HttpProblem => {
  switch (refused.code) {
    case 'insufficient-stock':
      return insufficientStock(refused.shortages);
    case 'idempotency-mismatch':
      return new HttpProblem(
        'idempotency-mismatch',
        'This Idempotency-Key was used for something else. Take a new key for a new wish.',
      );
    case 'checkout-in-progress':
      return new HttpProblem(
        'checkout-in-progress',
        'A payment of this order is under way. Wait for its outcome.',
        {
          orderId: refused.orderId,
          retryAfterSeconds: 2,
        },
      );
    case 'already-ordered':
      return new HttpProblem('illegal-transition', 'This has been ordered already; its payment is settled.', {
        orderId: refused.orderId,
      });
    case 'not-found':
      return new HttpProblem('not-found', 'There is no such order.');
    case 'session-ended':
      return new HttpProblem('unauthenticated', 'This session has just signed in; go on with its new token.');
    case 'limit-exceeded':
      return new HttpProblem('limit-exceeded', 'The total is more than one order can come to.');
    case 'claim-over':
      return new HttpProblem(
        'sold-out',
        `The time to order ${refused.skus.join(', ')} of a sale is over, and the units went back into it. Remove them, or claim again.`,
        { errors: refused.skus.map((sku) => ({ sku, available: 0 })) },
      );
    case 'buyer-limit-exceeded':
      return new HttpProblem('limit-exceeded', 'This buyer has ordered as many of this sale as one gets.');
    case 'pay-window-ended':
      return new HttpProblem('illegal-transition', 'The time to pay this order is over.', {
        orderId: refused.orderId,
      });
    default:
      return refused satisfies never;
  }
};
