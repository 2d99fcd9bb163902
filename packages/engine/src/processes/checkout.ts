/**
 * Checkout: places an order, with its idempotency key and its first payment attempt in the same transaction, then
 * drives the payment outside of it. One pipeline: a caller who waits and one who does not differ in nothing else.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Checkout } from '@cartwright/contract';
import { holdSession } from '../modules/customer/index.ts';
import { claim, type Effect, type Intent, idOf, isOf } from '../modules/idempotency/index.ts';
import { lockOrder, type Owner, type PricedLine } from '../modules/order/index.ts';
import { type Attempt, type AttemptStatus, latestAttempt, openAttempts } from '../modules/payment/index.ts';
import { createLimit } from '../platform/limit.ts';
import { transactionUnlessRefused } from '../platform/postgres.ts';
import { assert } from '../shared/assert.ts';
import { newId } from '../shared/ids.ts';
import type { CheckoutReads } from './checkout-reads.ts';
import type { ProcessContext } from './context.ts';
import { leaseEnd } from './lease.ts';
import { drivePayment } from './pay.ts';
import { createPlacementQueue, type PlacingOutcome } from './placing.ts';
import type { Seen } from './record-answers.ts';

export type Wanted = {
  owner: Owner;
  intent: Intent;
  cartId: string | null;
  details: Omit<Checkout, 'payment'>;
  token: string;
  lines: readonly PricedLine[];
  currency: string;
};

export type CheckoutRefusal =
  | Exclude<PlacingOutcome, { ok: true } | { code: 'cart-has-order' | 'key-taken' }>
  | { ok: false; code: 'idempotency-mismatch' }
  | { ok: false; code: 'checkout-in-progress'; orderId: string }
  | { ok: false; code: 'already-ordered'; orderId: string }
  | { ok: false; code: 'not-found' }
  | { ok: false; code: 'pay-window-ended'; orderId: string };

/** The order an intent made and the attempt that pays it, which may still be under way. */
export type CheckoutStarted = { ok: true; orderId: string; attemptId: string; replayed: boolean };

export type CheckoutProcess = {
  /** What the intent has made already, so that a replay never looks at a cart that has moved on. */
  replay(intent: Intent): Promise<CheckoutStarted | CheckoutRefusal | undefined>;
  /** Places the order, or lets a declined one of the same cart be paid again. A refusal has changed nothing. */
  start(wanted: Wanted): Promise<CheckoutStarted | CheckoutRefusal>;
  /** Another payment attempt on an order whose last one was declined. */
  payAgain(again: {
    orderId: string;
    owner: Owner;
    intent: Intent;
    token: string;
  }): Promise<CheckoutStarted | CheckoutRefusal>;
  /** Goes on with an attempt in the background, for example the capture after a review. */
  drive(attemptId: string): void;
  /** Returns when the attempt has settled or `waitMs` is over, whichever comes first. */
  settled(started: CheckoutStarted, waitMs: number): Promise<void>;
  /** Waits for what is being driven now. */
  stop(): Promise<void>;
};

/** An attempt that another process drives is looked at this often. */
const POLL_INTERVAL_MS = 100;
const POLL_INTERVAL_MAX_MS = 1_000;
/** Payments driven at once by this process; the sweeper takes up those beyond. */
const DRIVING_MAX = 2_000;
/** Orders that wait to be placed; beyond that it is better to say no at once. */
const PLACING_QUEUE_MAX = 5_000;
/** Orders of one transaction: 20,000 a second come to a few hundred while a commit is written. */
const BATCH_MAX = 512;
const BATCH_LANES = 1;
/** Payments of declined orders that wait for a connection. */
const PAYING_QUEUE_MAX = 1_000;

export const createCheckout = (context: ProcessContext, reads: CheckoutReads): CheckoutProcess => {
  const { config, db } = context;
  const driving = new Map<string, Promise<AttemptStatus | undefined>>();
  const starting = new Map<
    string,
    { bodySha256: Buffer; outcome: Promise<CheckoutStarted | CheckoutRefusal> }
  >();
  // Half of the connections are left to those who browse, and to the answers of the payment provider.
  const half = Math.max(1, Math.floor(config.databasePoolMax / 2));
  const paying = createLimit({ concurrency: half, queueMax: PAYING_QUEUE_MAX });
  const placing = createPlacementQueue({
    db,
    queueMax: PLACING_QUEUE_MAX,
    ...(config.placement === 'batched'
      ? { batchMax: BATCH_MAX, lanes: BATCH_LANES }
      : { batchMax: 1, lanes: half }),
  });

  const drive = (attemptId: string, known?: Seen): void => {
    if (driving.size >= DRIVING_MAX) return;
    const driven = drivePayment(context, attemptId, known)
      .catch((err: unknown) => {
        context.log.error({ err, attemptId }, 'a payment waits for the sweeper');
        return undefined;
      })
      .finally(() => driving.delete(attemptId));
    driving.set(attemptId, driven);
  };

  const replay: CheckoutProcess['replay'] = async (intent) => {
    const effect = await reads.effect(intent);
    return effect === undefined ? undefined : fromEffect(effect, intent);
  };

  const replayTaken = async (intent: Intent): Promise<CheckoutStarted | CheckoutRefusal> => {
    const replayed = await replay(intent);
    assert(replayed !== undefined, 'an idempotency key was taken and is gone');
    return replayed;
  };

  // What this process will not drive the sweeper may take up at once.
  const leasedFrom = (at: Date): Date => (driving.size < DRIVING_MAX ? leaseEnd(config, at) : at);

  /** One of equal keys goes on; the others get its outcome. */
  const start: CheckoutProcess['start'] = async (wanted) => {
    const { intent } = wanted;
    const id = idOf(intent);
    const before = starting.get(id);
    if (before !== undefined) {
      if (!before.bodySha256.equals(intent.bodySha256)) return { ok: false, code: 'idempotency-mismatch' };
      const outcome = await before.outcome;
      return outcome.ok ? { ...outcome, replayed: true } : outcome;
    }
    const outcome = begin(wanted);
    starting.set(id, { bodySha256: intent.bodySha256, outcome });
    try {
      return await outcome;
    } finally {
      starting.delete(id);
    }
  };

  const begin = async (wanted: Wanted): Promise<CheckoutStarted | CheckoutRefusal> => {
    const { owner, intent, token, currency, details } = wanted;
    const [orderId, attemptId, at] = [newId(), newId(), new Date()];
    const outcome = await placing.submit({
      intent,
      placement: {
        orderId,
        sessionId: owner.sessionId,
        customerId: owner.customerId,
        cartId: wanted.cartId,
        email: details.email,
        shippingAddress: details.shippingAddress,
        shippingOptionId: details.shippingOptionId ?? null,
        currency,
        lines: wanted.lines,
        payUntil: new Date(at.getTime() + config.payWindowSeconds * 1_000),
        at,
      },
      attempt: { attemptId, provider: context.provider.name, token, leasedUntil: leasedFrom(at) },
    });
    if (outcome.ok) {
      const amount = outcome.total;
      drive(attemptId, {
        attempt: newAttempt({ attemptId, orderId, token, amount, currency, at }),
        order: 'placed',
      });
      return { ok: true, orderId, attemptId, replayed: false };
    }
    if (outcome.code === 'cart-has-order')
      return payAgain({ orderId: outcome.orderId, owner, intent, token });
    if (outcome.code !== 'key-taken') return outcome;
    const taken = await replayTaken(intent);
    // Ours after all: the answer to its COMMIT was lost.
    if (!taken.ok || taken.orderId !== orderId) return taken;
    drive(attemptId);
    return { ...taken, replayed: false };
  };

  const payAgain: CheckoutProcess['payAgain'] = async ({ orderId, owner, intent, token }) => {
    const attemptId = newId();
    const outcome = await paying(() =>
      transactionUnlessRefused<CheckoutStarted | CheckoutRefusal | undefined>(db, async (tx) => {
        if (owner.customerId === null && !(await holdSession(tx, owner.sessionId)))
          return { ok: false, code: 'session-ended' };
        if (!(await claim(tx, intent, { orderId, attemptId }))) return undefined;
        const order = await lockOrder(tx, orderId);
        if (order === undefined) return { ok: false, code: 'not-found' };
        if (order.status !== 'placed') return { ok: false, code: 'already-ordered', orderId };
        const at = new Date();
        if (order.payUntil !== null && order.payUntil <= at)
          return { ok: false, code: 'pay-window-ended', orderId };
        const last = await latestAttempt(tx, orderId);
        assert(last !== undefined, `the order ${orderId} has no payment attempt`);
        const { amount, currency } = last;
        const provider = context.provider.name;
        const leasedUntil = leasedFrom(at);
        const attempt = { attemptId, orderId, provider, token, amount, currency, leasedUntil, at };
        if ((await openAttempts(tx, [attempt])) === 0)
          return { ok: false, code: 'checkout-in-progress', orderId };
        return { ok: true, orderId, attemptId, replayed: false };
      }),
    );
    if (outcome === undefined) return replayTaken(intent);
    if (outcome.ok) drive(attemptId);
    return outcome;
  };

  const settled: CheckoutProcess['settled'] = async ({ attemptId }, waitMs) => {
    const deadline = Date.now() + waitMs;
    let intervalMs = POLL_INTERVAL_MS;
    while (Date.now() < deadline) {
      const here = driving.get(attemptId);
      const driven =
        here && (await Promise.race([here, sleep(Math.max(deadline - Date.now(), 0), undefined)]));
      const status = driven ?? (await reads.attempt(attemptId))?.status;
      if (status !== 'pending' && status !== 'authorised') return;
      await sleep(Math.max(Math.min(intervalMs, deadline - Date.now()), 0));
      intervalMs = Math.min(intervalMs * 2, POLL_INTERVAL_MAX_MS);
    }
  };

  const stop = async (): Promise<void> => {
    await Promise.allSettled(driving.values());
  };

  return { replay, start, payAgain, drive, settled, stop };
};

const fromEffect = (effect: Effect, intent: Intent): CheckoutStarted | CheckoutRefusal => {
  if (!isOf(effect, intent)) return { ok: false, code: 'idempotency-mismatch' };
  assert(effect.attemptId !== null, `the intent of ${effect.orderId} names no payment attempt`);
  return { ok: true, orderId: effect.orderId, attemptId: effect.attemptId, replayed: true };
};

/** An attempt as it has just been opened. */
const newAttempt = ({
  at,
  ...of
}: Pick<Attempt, 'attemptId' | 'orderId' | 'token' | 'amount' | 'currency'> & { at: Date }): Attempt => ({
  ...of,
  status: 'pending',
  authorisationId: null,
  declineCode: null,
  createdAt: at,
});
