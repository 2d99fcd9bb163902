/**
 * Checkout: places an order in one transaction with its idempotency key and its first payment attempt, then
 * drives the payment outside of it. One pipeline: a caller who waits and one who does not differ in nothing else.
 */
import type { Checkout } from '@cartwright/contract';
import { holdSession } from '../modules/customer/index.ts';
import { claim, type Effect, findEffect, type Intent } from '../modules/idempotency/index.ts';
import { lockOrder, type Owner, type Placed, type PricedLine, place } from '../modules/order/index.ts';
import { latestAttempt, loadAttempt, openAttempt } from '../modules/payment/index.ts';
import { createLimit } from '../platform/limit.ts';
import { type Transaction, transactionUnlessRefused } from '../platform/postgres.ts';
import { assert } from '../shared/assert.ts';
import { newId } from '../shared/ids.ts';
import { leaseEnd, type ProcessContext } from './context.ts';
import { drivePayment } from './pay.ts';

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
  | Exclude<Placed, { ok: true } | { code: 'cart-has-order' }>
  | { ok: false; code: 'idempotency-mismatch' }
  | { ok: false; code: 'checkout-in-progress'; orderId: string }
  | { ok: false; code: 'already-ordered'; orderId: string }
  | { ok: false; code: 'not-found' }
  | { ok: false; code: 'session-ended' }
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
const DRIVING_MAX = 500;
/** Placements that wait for a connection; beyond that it is better to say no at once. */
const PLACING_QUEUE_MAX = 1_000;

export const createCheckout = (context: ProcessContext): CheckoutProcess => {
  const driving = new Map<string, Promise<void>>();
  // Half of the connections are left to those who browse, and to the answers of the payment provider.
  const placing = createLimit({
    concurrency: Math.max(1, Math.floor(context.config.databasePoolMax / 2)),
    queueMax: PLACING_QUEUE_MAX,
  });

  const drive = (attemptId: string): void => {
    if (driving.size >= DRIVING_MAX) return;
    const driven = drivePayment(context, attemptId)
      .catch((err: unknown) => context.log.error({ err, attemptId }, 'a payment waits for the sweeper'))
      .finally(() => driving.delete(attemptId));
    driving.set(attemptId, driven);
  };

  const replay: CheckoutProcess['replay'] = async (intent) => {
    const effect = await findEffect(context.db, intent);
    return effect === undefined ? undefined : fromEffect(effect);
  };

  /** Runs one transaction that claims the intent; if another took it, answers from what that made. */
  const once = async (
    { owner, intent, orderId = newId() }: { owner: Owner; intent: Intent; orderId?: string },
    work: (
      tx: Transaction,
      ids: { orderId: string; attemptId: string },
    ) => Promise<CheckoutStarted | CheckoutRefusal>,
  ): Promise<CheckoutStarted | CheckoutRefusal> => {
    const attemptId = newId();
    const outcome = await placing(() =>
      transactionUnlessRefused<CheckoutStarted | CheckoutRefusal | undefined>(context.db, async (tx) => {
        // A guest who signs in at this very moment takes the order along, or it is not placed.
        if (owner.customerId === null && !(await holdSession(tx, owner.sessionId)))
          return { ok: false, code: 'session-ended' };
        if (!(await claim(tx, intent, { orderId, attemptId }))) return undefined;
        return work(tx, { orderId, attemptId });
      }),
    );
    if (outcome === undefined) {
      const replayed = await replay(intent);
      assert(replayed !== undefined, 'an idempotency key was taken and is gone');
      return replayed;
    }
    if (outcome.ok) drive(outcome.attemptId);
    return outcome;
  };

  const open = (
    tx: Transaction,
    attempt: {
      orderId: string;
      attemptId: string;
      token: string;
      amount: number;
      currency: string;
      at: Date;
    },
  ) =>
    openAttempt(tx, {
      ...attempt,
      provider: context.provider.name,
      // What this process will not drive the sweeper may take up at once.
      leasedUntil: driving.size < DRIVING_MAX ? leaseEnd(context.config, attempt.at) : attempt.at,
    });

  const start: CheckoutProcess['start'] = async (wanted) => {
    let rival: string | undefined;
    const { owner, intent } = wanted;
    const outcome = await once({ owner, intent }, async (tx, ids) => {
      const at = new Date();
      const placed = await place(tx, {
        ...ids,
        sessionId: owner.sessionId,
        customerId: owner.customerId,
        cartId: wanted.cartId,
        email: wanted.details.email,
        shippingAddress: wanted.details.shippingAddress,
        shippingOptionId: wanted.details.shippingOptionId ?? null,
        currency: wanted.currency,
        lines: wanted.lines,
        payUntil: new Date(at.getTime() + context.config.payWindowSeconds * 1_000),
        at,
      });
      if (!placed.ok && placed.code === 'cart-has-order') {
        rival = placed.orderId;
        return { ok: false, code: 'checkout-in-progress', orderId: placed.orderId };
      }
      if (!placed.ok) return placed;
      const opened = await open(tx, {
        ...ids,
        token: wanted.token,
        amount: placed.total,
        currency: wanted.currency,
        at,
      });
      assert(opened, 'a new order has a payment attempt already');
      return { ok: true, ...ids, replayed: false };
    });
    return rival === undefined ? outcome : payAgain({ orderId: rival, owner, intent, token: wanted.token });
  };

  const payAgain: CheckoutProcess['payAgain'] = async ({ orderId, owner, intent, token }) =>
    once({ owner, intent, orderId }, async (tx, ids) => {
      const order = await lockOrder(tx, orderId);
      if (order === undefined) return { ok: false, code: 'not-found' };
      if (order.status !== 'placed') return { ok: false, code: 'already-ordered', orderId };
      const at = new Date();
      if (order.payUntil !== null && order.payUntil <= at)
        return { ok: false, code: 'pay-window-ended', orderId };
      const before = await latestAttempt(tx, orderId);
      assert(before !== undefined, `the order ${orderId} has no payment attempt`);
      const { amount, currency } = before;
      const opened = await open(tx, { ...ids, token, amount, currency, at });
      if (!opened) return { ok: false, code: 'checkout-in-progress', orderId };
      return { ok: true, ...ids, replayed: false };
    });

  const settled: CheckoutProcess['settled'] = async ({ attemptId }, waitMs) => {
    const deadline = Date.now() + waitMs;
    let intervalMs = POLL_INTERVAL_MS;
    while (Date.now() < deadline) {
      const here = driving.get(attemptId);
      if (here !== undefined) await Promise.race([here, pause(deadline - Date.now())]);
      const { status } = await loadAttempt(context.db, attemptId);
      if (status !== 'pending' && status !== 'authorised') return;
      await pause(Math.min(intervalMs, deadline - Date.now()));
      intervalMs = Math.min(intervalMs * 2, POLL_INTERVAL_MAX_MS);
    }
  };

  const stop = async (): Promise<void> => {
    await Promise.allSettled(driving.values());
  };

  return { replay, start, payAgain, drive, settled, stop };
};

const fromEffect = (effect: Effect | 'mismatch'): CheckoutStarted | CheckoutRefusal => {
  if (effect === 'mismatch') return { ok: false, code: 'idempotency-mismatch' };
  assert(effect.attemptId !== null, `the intent of ${effect.orderId} names no payment attempt`);
  return { ok: true, orderId: effect.orderId, attemptId: effect.attemptId, replayed: true };
};

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, Math.max(ms, 0));
  });
