/**
 * Gives back what has expired, whoever forgot it, on time and for every SKU of the shop. What is pinned longer than a
 * checkout can take is asked about in PostgreSQL: has it become an order, or did its process die? Any number of
 * processes may sweep at once.
 */
import type { Database } from '../../../platform/postgres.ts';
import { liveGeneration, readSideTime, type Teller } from '../../../platform/read-side/index.ts';
import { type Redis, withRedis } from '../../../platform/redis.ts';
import { assert } from '../../../shared/assert.ts';
import { dueKey } from '../keys.ts';
import { HELD } from '../projections/stock.ts';
import { placedHolds } from '../queries/placed-holds.ts';
import type { HoldSettings } from './holds.ts';
import { dueScript, type Expired, expireCall, expiredOf, releaseCall } from './scripts.ts';

export type HoldSweep = { redis: Redis; db: Database; shop: string; teller: Teller; settings: HoldSettings };

/** SKUs of one sweep; the next follows at once when that many were due. */
const SKUS_MAX = 100;
/** Holds of a SKU that end in one step: some milliseconds of Redis. */
const HOLDS_MAX = 500;
/** A sweep that dies keeps its SKUs from others for so long. */
const TAKEN_MS = 5_000;
/** How often PostgreSQL is asked what became of a pinned hold. */
const ASK_AGAIN_MS = 5_000;
/** The change stream drops what was ordered. A hold is dropped here only if that was so long before its position. */
const STREAMED_MS = 60_000;

/**
 * One sweep. Says in how many ms the next is due, 0 when there was more than fits into one; undefined when nothing is
 * held. Throws `Unavailable` while Redis is away; what PostgreSQL cannot be asked about stays pinned.
 */
export const sweepHolds = async (sweep: HoldSweep): Promise<number | undefined> => {
  const { redis, shop } = sweep;
  const keys = [dueKey(shop)];
  const reply = await withRedis(redis, () =>
    dueScript.take.run(redis, { keys, args: [String(SKUS_MAX), String(TAKEN_MS)] }),
  );
  assert(Array.isArray(reply), `due-take.lua said ${String(reply)}`);
  const [nextInMs, takenUntil, ...skus] = reply.map(String);
  const done = (sku: string, inMs: number | undefined): Promise<unknown> =>
    withRedis(redis, () =>
      dueScript.done.run(redis, {
        keys,
        args: [sku, takenUntil ?? '', inMs === undefined ? '' : String(inMs)],
      }),
    );
  const found = await Promise.all(skus.map((sku) => expire(sweep, sku)));
  await Promise.all(
    skus.map(async (sku, index) => {
      const next = found[index]?.nextInMs;
      await done(sku, next);
      // Somebody may have taken a hold since it was looked at, and found the SKU noted still.
      const since = next === undefined ? await expire(sweep, sku) : undefined;
      if (since?.nextInMs !== undefined) await done(sku, since.nextInMs);
    }),
  );
  await settleOverdue(
    sweep,
    skus.flatMap((sku, index) => (found[index]?.overdue ?? []).map((hold) => ({ sku, ...hold }))),
  );
  if (skus.length === SKUS_MAX) return 0;
  return nextInMs === undefined || nextInMs === '' ? undefined : Number(nextInMs);
};

const expire = async (
  { redis, shop, teller, settings }: HoldSweep,
  sku: string,
): Promise<Pick<Expired, 'nextInMs' | 'overdue'>> => {
  const call = expireCall({
    at: { generation: liveGeneration(shop), sku },
    holdsMax: HOLDS_MAX,
    longestMs: Math.max(settings.holdSeconds * 1_000, settings.holdPinMs, ASK_AGAIN_MS),
    askAgainMs: ASK_AGAIN_MS,
  });
  const expired = expiredOf(await withRedis(redis, () => call.script.run(redis, call)));
  if (expired.ended > 0) teller.tell(HELD, [sku]);
  return expired;
};

/** No order: the units go back. An order: the change stream drops the hold, and this when the stream has passed it. */
const settleOverdue = async (
  { redis, db, shop, teller }: HoldSweep,
  overdue: readonly { sku: string; cartId: string; holdId: string }[],
): Promise<void> => {
  if (overdue.length === 0) return;
  const placed = await placedHolds(
    db,
    overdue.map(({ holdId }) => holdId),
  );
  const seenMs = (await readSideTime(redis, shop)) ?? 0;
  for (const { sku, cartId, holdId } of overdue) {
    const at = placed.get(holdId);
    if (at !== undefined && at.getTime() + STREAMED_MS > seenMs) continue;
    const call = releaseCall({ at: { generation: liveGeneration(shop), sku }, cartId, holdId });
    if (Number(await withRedis(redis, () => call.script.run(redis, call))) > 0) teller.tell(HELD, [sku]);
  }
};
