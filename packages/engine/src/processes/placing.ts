/**
 * Places orders in micro-batches: one transaction for all that came while the one before was at work, each order with its
 * idempotency key and its first payment attempt, all of that or none of it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { holdSessions } from '../modules/customer/index.ts';
import { claimKeys, giveKeysBack, type Intent, idOf } from '../modules/idempotency/index.ts';
import { type Placed, type Placement, placeOrders } from '../modules/order/index.ts';
import { openAttempts } from '../modules/payment/index.ts';
import { type Batcher, createBatcher } from '../platform/batcher.ts';
import {
  type Database,
  isDatabaseAway,
  type Transaction,
  transactionUnlessRefused,
} from '../platform/postgres.ts';
import { assert } from '../shared/assert.ts';

/** An order to be placed, and the attempt that is to pay it. */
export type Placing = {
  intent: Intent;
  placement: Placement;
  attempt: { attemptId: string; provider: string; token: string; leasedUntil: Date };
};

export type PlacingOutcome =
  | Placed
  /** A guest who signed in at this very moment takes her order along, or it is not placed. */
  | { ok: false; code: 'session-ended' }
  /** The key has made an effect, by an earlier call or by this one whose answer was lost. */
  | { ok: false; code: 'key-taken' };

export type PlacementQueue = Batcher<Placing, PlacingOutcome>;

/** When the answer to COMMIT is lost, the keys tell what was done: the batch is tried again, and finds them taken. */
const LOST_ANSWER_RETRIES = 2;
const LOST_ANSWER_PAUSE_MS = 100;

/**
 * Makes the queue. Orders are decided in the order they came. Throws `Overloaded` for an order that finds the queue
 * full, and what PostgreSQL throws when it stays away; whether an order was placed is then told by its key.
 */
export const createPlacementQueue = (options: {
  db: Database;
  /** Orders of one transaction; with 1 each has its own. */
  batchMax: number;
  /** Transactions at the same time. */
  lanes: number;
  queueMax: number;
  onBatch?: (batch: { items: number; ms: number }) => void;
}): PlacementQueue =>
  createBatcher<Placing, PlacingOutcome>({
    itemsMax: options.batchMax,
    lanes: options.lanes,
    queueMax: options.queueMax,
    ...(options.onBatch === undefined ? {} : { onBatch: options.onBatch }),
    // A cart has one order; its second checkout finds the first.
    keyOf: ({ placement }) => placement.cartId ?? undefined,
    concernsAll: isDatabaseAway,
    run: (placings) => placeBatch(options.db, placings),
  });

const placeBatch = async (db: Database, placings: readonly Placing[]): Promise<PlacingOutcome[]> => {
  for (let attempt = 0; ; attempt += 1)
    try {
      const { outcomes } = await transactionUnlessRefused(db, (tx) => placeIn(tx, placings));
      return outcomes;
    } catch (error) {
      if (attempt === LOST_ANSWER_RETRIES || !isDatabaseAway(error)) throw error;
      await sleep(LOST_ANSWER_PAUSE_MS);
    }
};

/** `ok` when there is anything to commit. */
const placeIn = async (
  tx: Transaction,
  placings: readonly Placing[],
): Promise<{ ok: boolean; outcomes: PlacingOutcome[] }> => {
  const outcomes = new Map<Placing, PlacingOutcome>();
  const ended = await holdSessions(
    tx,
    placings.flatMap(({ placement: { customerId, sessionId } }) =>
      customerId === null && sessionId !== null ? sessionId : [],
    ),
  );
  const free = await claimKeys(
    tx,
    placings.map(({ intent, placement, attempt }) => ({
      ...intent,
      orderId: placement.orderId,
      attemptId: attempt.attemptId,
    })),
  );
  const able = placings.filter((placing, index) => {
    const { customerId, sessionId } = placing.placement;
    if (free[index] !== true) outcomes.set(placing, { ok: false, code: 'key-taken' });
    else if (customerId === null && sessionId !== null && ended.has(sessionId))
      outcomes.set(placing, { ok: false, code: 'session-ended' });
    else return true;
    return false;
  });
  const placed =
    able.length === 0
      ? []
      : await placeOrders(
          tx,
          able.map(({ placement }) => placement),
        );
  for (const [index, placing] of able.entries()) {
    const outcome = placed[index];
    assert(outcome !== undefined, 'a placement has no outcome');
    outcomes.set(placing, outcome);
  }
  const isPlaced = (placing: Placing): boolean => outcomes.get(placing)?.ok === true;
  const opening = able.filter(isPlaced);
  if (opening.length > 0) {
    const opened = await openAttempts(
      tx,
      opening.map((placing) => attemptOf(placing, outcomes.get(placing))),
    );
    assert(opened === opening.length, 'a new order has a payment attempt already');
    // A key of a refusal is as it was before; where nothing is placed, the rollback does that.
    const refused = placings.filter((placing, index) => free[index] === true && !isPlaced(placing));
    await giveKeysBack(
      tx,
      refused.map(({ intent }) => intent),
    );
  }
  return { ok: opening.length > 0, outcomes: placings.map((placing) => outcomeOf(outcomes, placing)) };
};

const attemptOf = ({ placement, attempt }: Placing, outcome: PlacingOutcome | undefined) => {
  assert(outcome?.ok === true, 'a payment is opened for an order that was refused');
  const { orderId, currency, at } = placement;
  return { ...attempt, orderId, currency, at, amount: outcome.total };
};

const outcomeOf = (outcomes: ReadonlyMap<Placing, PlacingOutcome>, placing: Placing): PlacingOutcome => {
  const outcome = outcomes.get(placing);
  assert(outcome !== undefined, `the key ${idOf(placing.intent)} has no outcome`);
  return outcome;
};
