/** How the shop is at this moment, put together from what this process and PostgreSQL know, and what is wrong with it. */
import { type Alarm, type Overview, PROJECTIONS } from '@cartwright/contract';
import { placedLately } from '../../modules/order/index.ts';
import { findSlot, type Slot } from '../../platform/cdc/index.ts';
import { isDatabaseAway } from '../../platform/postgres.ts';
import { shopNameOf, slotOf } from '../../platform/read-side/names.ts';
import { loadWalks, type Walked } from '../../platform/read-side/walks.ts';
import { withRedis } from '../../platform/redis.ts';
import { Unavailable } from '../../shared/expected-error.ts';
import type { HttpContext } from '../context.ts';

const RATE_OVER_SECONDS = 60;
/** From here on somebody should look: shoppers read from Redis what was so long ago. */
const LATE_MS = 10_000;
/** Of the WAL that PostgreSQL may keep for the slot. */
const RETAINED_SHARE = 0.5;

/** What is wrong, the worst first; `away` are the stores that do not answer. */
export const alarmsOf = (
  seen: Pick<Overview, 'lagMs' | 'positionKnown' | 'projections' | 'slot'> & {
    away: { postgresql: boolean; redis: boolean };
  },
): Alarm[] => {
  const { slot, lagMs, away } = seen;
  const partial = seen.projections.filter(({ whole }) => !whole).map(({ name }) => name);
  const alarms: (Alarm | false)[] = [
    away.postgresql && {
      code: 'postgresql-away',
      detail: 'PostgreSQL does not answer: shoppers browse, and nobody can order. Start it.',
    },
    away.redis && {
      code: 'redis-away',
      detail: 'Redis does not answer: everything is read from PostgreSQL, and there are no carts. Start it.',
    },
    !away.postgresql &&
      slot?.active !== true && {
        code: 'nobody-leads',
        detail:
          'No process follows the changes of PostgreSQL: start one (`cartwright serve --roles projector`), or see its log.',
      },
    (!seen.positionKnown || partial.length > 0) && {
      code: 'read-side-not-whole',
      detail: seen.positionKnown
        ? `Being made, and read from PostgreSQL meanwhile: ${partial.join(', ')}.`
        : 'Nothing is known of the read side, and everything is read from PostgreSQL.',
    },
    lagMs !== null &&
      lagMs > LATE_MS && {
        code: 'read-side-late',
        detail: `The read side shows what was ${Math.round(lagMs / 1_000)} s ago.`,
      },
    slot !== null &&
      slot.retainedMaxBytes !== null &&
      slot.retainedBytes > slot.retainedMaxBytes * RETAINED_SHARE && {
        code: 'wal-retained',
        detail: `PostgreSQL keeps ${megabytes(slot.retainedBytes)} MB of WAL for the read side; beyond ${megabytes(slot.retainedMaxBytes)} MB (max_slot_wal_keep_size) the read side is made anew.`,
      },
  ];
  return alarms.filter((alarm) => alarm !== false);
};

/** Looks at everything once. A store that is away is an alarm, and what only it knows is null. */
export const overviewOf = async (context: HttpContext): Promise<Overview> => {
  const { readSide, ready, catalogue } = context;
  const [fromDatabase, walks] = await Promise.all([askDatabase(context), askWalks(context)]);
  const { hits, misses, bytes } = ready.stats();
  const seen = {
    lagMs: readSide.feed.lagMs() ?? null,
    positionKnown: readSide.feed.position() !== undefined,
    projections: PROJECTIONS.map((name) => {
      const generation = readSide.feed.generation(name) ?? null;
      return { name, whole: generation !== null, generation, lastWalk: lastWalkOf(walks.get(name)) };
    }),
    slot: slotShown(fromDatabase?.slot),
  };
  return {
    at: new Date().toISOString(),
    ...seen,
    readyAnswers: { bytes, hits, misses, hitRate: hits + misses === 0 ? null : hits / (hits + misses) },
    listIndex: catalogue.state(),
    ordersPerSecond: fromDatabase === undefined ? null : fromDatabase.placed / RATE_OVER_SECONDS,
    alarms: alarmsOf({
      ...seen,
      away: { postgresql: fromDatabase === undefined, redis: !context.redis.isReady },
    }),
  };
};

const askDatabase = async ({ db, shopId }: HttpContext) => {
  try {
    const [slot, placed] = await Promise.all([
      findSlot(db, slotOf(shopId)),
      placedLately(db, RATE_OVER_SECONDS),
    ]);
    return { slot, placed };
  } catch (error) {
    if (isDatabaseAway(error)) return undefined;
    throw error;
  }
};

const askWalks = async ({ redis, shopId }: HttpContext): Promise<ReadonlyMap<string, Walked>> => {
  try {
    return await withRedis(redis, () => loadWalks(redis, shopNameOf(shopId)));
  } catch (error) {
    if (error instanceof Unavailable) return new Map();
    throw error;
  }
};

const slotShown = (slot: Slot | undefined): Overview['slot'] => {
  if (slot === undefined) return null;
  const { active, retainedBytes, retainedMaxBytes } = slot;
  return { active, retainedBytes, retainedMaxBytes };
};

const lastWalkOf = (walked: Walked | undefined): Overview['projections'][number]['lastWalk'] => {
  if (walked === undefined) return null;
  const { endedAtMs, ...findings } = walked;
  return { ...findings, endedAt: new Date(endedAtMs).toISOString() };
};

const megabytes = (bytes: number): string => Math.round(bytes / 1_048_576).toLocaleString('en-US');
