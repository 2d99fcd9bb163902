/** Waiting until everything that buyers began has come to its end. */
import { setTimeout as sleep } from 'node:timers/promises';
import { findEffects } from '../../modules/idempotency/index.ts';
import { ordersOfSessions, tallyOrders } from '../../modules/order/index.ts';
import type { Database } from '../../platform/postgres.ts';
import { untilSettled } from '../../replay/check/settle.ts';
import { noteOrder } from '../../replay/context.ts';
import type { Journal } from '../../replay/journal.ts';

const LOOK_EVERY_MS = 250;
/** The time to pay of servers of our own is 5 s, and money that comes late is a few seconds later. */
const ENDED_WAIT_MS = 60_000;
const SESSIONS_AT_ONCE = 200;
const KEYS_AT_ONCE = 1_000;

/**
 * Returns when no payment waits for the provider and, on servers of our own, no order waits to be paid; at the latest
 * after three minutes, when the check says what is still open.
 */
export const settle = async (db: Database, journal: Journal, { own }: { own: boolean }): Promise<void> => {
  await untilSettled(db, journal);
  if (!own) return;
  const giveUpAt = performance.now() + ENDED_WAIT_MS;
  while ((await placedOrders(db, journal)) > 0 && performance.now() < giveUpAt) await sleep(LOOK_EVERY_MS);
  // What ended just now may have money to give back.
  await untilSettled(db, journal);
};

const placedOrders = async (db: Database, journal: Journal): Promise<number> => {
  let placed = 0;
  for await (const orders of ordersBySessions(db, journal)) {
    const tallied = await tallyOrders(
      db,
      orders.map(({ orderId }) => orderId),
    );
    placed += tallied.filter(({ status }) => status === 'placed' || status === 'authorised').length;
  }
  return placed;
};

/** The orders of all buyers, those of some sessions at once. */
export async function* ordersBySessions(
  db: Parameters<typeof ordersOfSessions>[0],
  journal: Journal,
): AsyncGenerator<Awaited<ReturnType<typeof ordersOfSessions>>> {
  for (const page of journal.pages('session', SESSIONS_AT_ONCE))
    yield await ordersOfSessions(
      db,
      page.map(([sessionId]) => sessionId),
    );
}

/** Notes the orders that keys have made whose buyers got no answer: nobody was told of them, and nobody is deceived. */
export const noteUntold = async (db: Database, journal: Journal): Promise<void> => {
  for (const page of journal.pages('key', KEYS_AT_ONCE)) {
    const untold = page.map(([, note]) => note).filter(({ made }) => made === 'unknown');
    for (const { orderId } of (await findEffects(db, untold)).values())
      if (journal.find('order', orderId) === undefined)
        noteOrder({ journal }, { orderId, told: 'undecided', order: undefined });
  }
};
