/** Waiting until what the sweeper has still to do for the replay's orders is done. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ordersOfSessions } from '../../modules/order/index.ts';
import { unsettledPayments } from '../../modules/payment/index.ts';
import type { Database } from '../../platform/postgres.ts';
import type { Journal } from '../journal.ts';

const SESSIONS_AT_ONCE = 200;
const LOOK_EVERY_MS = 500;
/** A payment whose provider fell silent and whose engine was killed on top takes about 40 s. */
const SETTLE_WAIT_MS = 120_000;

/** Returns when no payment of the replay's orders waits for the provider, at the latest after 120 s. */
export const untilSettled = async (db: Database, journal: Journal): Promise<void> => {
  const giveUpAt = performance.now() + SETTLE_WAIT_MS;
  for (const page of journal.pages('session', SESSIONS_AT_ONCE)) {
    const sessionIds = page.map(([sessionId]) => sessionId);
    const orderIds = (await ordersOfSessions(db, sessionIds)).map(({ orderId }) => orderId);
    while ((await unsettledPayments(db, orderIds)) > 0 && performance.now() < giveUpAt)
      await sleep(LOOK_EVERY_MS);
  }
};
