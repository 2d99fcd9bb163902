/** Waiting for what a checkout left open: the shopper looks at her order until it is decided. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiProblem, type Order, store } from '@cartwright/contract';
import type { ReplayContext } from './context.ts';
import type { Told } from './journal.ts';
import { orGaveUp, patiently } from './patience.ts';
import type { Shopper } from './shoppers.ts';

/** What a checkout, or another payment, came to. */
export type Answer =
  | { kind: 'order'; orderId: string; order: Order }
  | { kind: 'declined'; orderId: string; order: Order | undefined }
  | { kind: 'refused'; problem: ApiProblem }
  | { kind: 'gaveUp' };

/** Longer than a payment takes whose provider falls silent (`tok_timeout`: about 13 s, more behind an open circuit). */
const OUTCOME_WAIT_MS = 60_000;
const LOOK_EVERY_MS = 250;
const LOOK_EVERY_MAX_MS = 2_000;

/** The answer once its order is decided; an order that is not in time comes as it was seen last. */
export const awaitOutcome = async (
  { patience }: ReplayContext,
  shopper: Shopper,
  answer: Answer,
): Promise<Answer> => {
  if (answer.kind !== 'order') return answer;
  const { orderId } = answer;
  const giveUpAt = performance.now() + OUTCOME_WAIT_MS;
  let { order } = answer;
  for (let pauseMs = LOOK_EVERY_MS; !isDecided(order); pauseMs = Math.min(pauseMs * 2, LOOK_EVERY_MAX_MS)) {
    if (performance.now() > giveUpAt || patience.signal.aborted) break;
    await sleep(pauseMs, undefined, { signal: patience.signal }).catch(() => {});
    const looked = await orGaveUp(
      patiently(patience, (signal) => shopper.client.call(store.getOrder, { params: { orderId }, signal })),
    );
    if (looked === undefined) break;
    order = looked.body;
  }
  return isDeclined(order) ? { kind: 'declined', orderId, order } : { kind: 'order', orderId, order };
};

const isDeclined = ({ status, payment }: Order): boolean =>
  status === 'placed' && payment.status === 'declined';

const isDecided = (order: Order): boolean =>
  isDeclined(order) || (order.status !== 'placed' && order.status !== 'authorised');

/** What an order's status tells its shopper; one that somebody else has ended tells her nothing. */
export const toldOf = ({ status }: Order): Extract<Told, 'confirmed' | 'inReview' | 'undecided'> =>
  status === 'confirmed' || status === 'fulfilled'
    ? 'confirmed'
    : status === 'inReview'
      ? 'inReview'
      : 'undecided';
