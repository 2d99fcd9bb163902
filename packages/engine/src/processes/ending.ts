/**
 * Ends orders, those that end at the same time in one transaction: each with its event, its stock, and the decision that
 * its money goes back.
 */
import type { OrderStatus } from '@cartwright/contract';
import { claimKeys, giveKeysBack, type Intent } from '../modules/idempotency/index.ts';
import { type LockedOrders, lockOrders, type OrderEvent, transitionOrders } from '../modules/order/index.ts';
import { type Attempt, latestAttempts, moveAttempts, openReversal } from '../modules/payment/index.ts';
import { type Batcher, createBatcher } from '../platform/batcher.ts';
import type { Config } from '../platform/config.ts';
import {
  type Database,
  isDatabaseAway,
  type Transaction,
  transactionUnlessRefused,
} from '../platform/postgres.ts';
import { assert } from '../shared/assert.ts';
import { newId } from '../shared/ids.ts';
import { leaseEnd } from './lease.ts';

export type Ended =
  | { ok: true; replayed: boolean }
  | { ok: false; code: 'illegal-transition'; status: OrderStatus }
  | { ok: false; code: 'not-found' };

export type Ending = {
  orderId: string;
  event: Extract<OrderEvent, 'cancelled' | 'reviewRejected' | 'payWindowEnded'>;
  /** The caller's key; a second call with it changes nothing and is `replayed`. */
  intent?: Intent;
  /** More that belongs into the same transaction, such as the audit log. */
  alongside?: (tx: Transaction) => Promise<void>;
};

type EndedHere = { ended: Ended; reversalId?: string };
export type Ender = Batcher<Ending, EndedHere>;

const ENDINGS_MAX = 256;
const QUEUE_MAX = 2_000;
const LANES = 1;

export const createEnder = ({ db, config }: { db: Database; config: Config }): Ender =>
  createBatcher<Ending, EndedHere>({
    itemsMax: ENDINGS_MAX,
    lanes: LANES,
    queueMax: QUEUE_MAX,
    keyOf: ({ orderId }) => orderId,
    concernsAll: isDatabaseAway,
    run: async (endings) =>
      (await transactionUnlessRefused(db, (tx) => endTogether(config, tx, endings))).outcomes,
  });

/** `ok` when there is anything to commit. */
const endTogether = async (
  config: Config,
  tx: Transaction,
  endings: readonly Ending[],
): Promise<{ ok: boolean; outcomes: EndedHere[] }> => {
  const at = new Date();
  const taken = await keysTaken(tx, endings);
  const open = endings.filter((ending) => !taken.has(ending));
  const orders = await lockOrders(
    tx,
    open.map(({ orderId }) => orderId),
  );
  const paidLater = stillPayable(orders, open, at);
  const wanted = open.filter((ending) => !paidLater.has(ending));
  const done = await transitionOrders(
    tx,
    wanted.map(({ orderId, event }) => ({ orderId, event, at })),
    orders,
  );
  const outcomes = new Map<Ending, EndedHere>();
  for (const ending of taken) outcomes.set(ending, { ended: { ok: true, replayed: true } });
  for (const ending of paidLater)
    outcomes.set(ending, { ended: { ok: false, code: 'illegal-transition', status: 'placed' } });
  const over: Ending[] = [];
  for (const [index, ending] of wanted.entries()) {
    const outcome = done[index];
    assert(outcome !== undefined, 'an ending has no outcome');
    if (outcome.ok) over.push(ending);
    else outcomes.set(ending, { ended: outcome });
  }
  for (const { alongside } of over) await alongside?.(tx);
  const reversals = await takeBack(config, tx, over, at);
  for (const ending of over) {
    const reversalId = reversals.get(ending.orderId);
    outcomes.set(ending, {
      ended: { ok: true, replayed: false },
      ...(reversalId === undefined ? {} : { reversalId }),
    });
  }
  const isOver = new Set(over);
  await giveKeysBack(
    tx,
    open.flatMap((ending) => (isOver.has(ending) ? [] : (ending.intent ?? []))),
  );
  const inOrder = endings.map((ending) => {
    const outcome = outcomes.get(ending);
    assert(outcome !== undefined, `the ending of ${ending.orderId} has no outcome`);
    return outcome;
  });
  return { ok: over.length > 0, outcomes: inOrder };
};

/** Takes the endings' keys; returns those endings whose key has made its effect already. */
const keysTaken = async (tx: Transaction, endings: readonly Ending[]): Promise<Set<Ending>> => {
  const keyed = endings.flatMap((ending) =>
    ending.intent === undefined ? [] : { ending, intent: ending.intent },
  );
  if (keyed.length === 0) return new Set();
  const free = await claimKeys(
    tx,
    keyed.map(({ ending: { orderId }, intent }) => ({ ...intent, orderId, attemptId: null })),
  );
  return new Set(keyed.flatMap(({ ending }, index) => (free[index] === true ? [] : ending)));
};

/** Endings of orders whose deadline a decline has moved since the sweeper looked. */
const stillPayable = (orders: LockedOrders, endings: readonly Ending[], at: Date): Set<Ending> =>
  new Set(
    endings.filter(({ orderId, event }) => {
      const payUntil = orders.get(orderId)?.payUntil;
      return event === 'payWindowEnded' && payUntil != null && payUntil > at;
    }),
  );

/** Decides that ended orders' money goes back; returns the reversals to be driven, by order. */
const takeBack = async (
  config: Config,
  tx: Transaction,
  over: readonly Ending[],
  at: Date,
): Promise<Map<string, string>> => {
  const reversals = new Map<string, string>();
  if (over.length === 0) return reversals;
  // A pending attempt is still under way: whoever records its answer sees that the order ended.
  const attempts = await latestAttempts(
    tx,
    over.map(({ orderId }) => orderId),
  );
  const holding = over.flatMap(({ orderId, event }) => {
    const attempt = attempts.get(orderId);
    return attempt !== undefined && holdsMoney(attempt) ? { ...attempt, event } : [];
  });
  const free = holding.filter(({ amount, status }) => amount === 0 && status !== 'captured');
  await moveAttempts(
    tx,
    free.map(({ attemptId, status }) => ({ attemptId, from: status, to: 'voided', at })),
  );
  for (const { attemptId, orderId, status, amount, currency, event } of holding) {
    if (amount === 0) continue;
    const reversalId = newId();
    await openReversal(tx, {
      reversalId,
      attemptId,
      orderId,
      kind: status === 'captured' ? 'refund' : 'void',
      amount,
      currency,
      reason: event,
      leasedUntil: leaseEnd(config, at),
      at,
    });
    reversals.set(orderId, reversalId);
  }
  return reversals;
};

const holdsMoney = ({ status }: Attempt): boolean =>
  status === 'review' || status === 'authorised' || status === 'captured';
