/** What the read side as a whole keeps in Redis: how far it is, which generation of each model is whole, what changed. */

import { type Lsn, lsnOfSortable, sortableLsn } from '../cdc/index.ts';
import { loadScript, type ScriptCall } from '../lua.ts';
import { isCluster, type Redis, withRedis } from '../redis.ts';
import type { FeedItem } from './projection.ts';

// One hash tag, so that one script moves both. Several shops may share a Redis.
export const stateKey = (shop: string): string => `read-side:{${shop}}:state`;
/** The position that Redis was last asked to keep. */
export const keptKey = (shop: string): string => `read-side:{${shop}}:kept`;
export const feedKey = (shop: string): string => `read-side:{${shop}}:feed`;
/**
 * Entries of the feed: several minutes of a quiet shop, some ten seconds of one where ten processes tell of holds all the
 * time. Who falls behind starts anew.
 */
const FEED_ENTRIES_MAX = 5_000;

const GENERATION = 'generation:';
const advanceScript = loadScript(new URL('./lua/advance.lua', import.meta.url));
const tellScript = loadScript(new URL('./lua/tell.lua', import.meta.url));

export type ReadSideState = {
  /** Eight hexadecimal digits; a later era has a greater one. */
  era: string;
  epoch: string;
  position: Lsn;
  sentAtMs: number;
  /** Of the Redis that the position was written to. */
  runId: string;
  /** By projection, the generation that is whole, and its format. */
  generations: ReadonlyMap<string, { generation: string; format: string }>;
};

/** The state, or undefined when Redis knows of none. */
export const loadState = async (redis: Redis, shop: string): Promise<ReadSideState | undefined> => {
  const { era, epoch, position, sentAt, runId, ...others } = await redis.hGetAll(stateKey(shop));
  if (era === undefined || epoch === undefined || position === undefined) return undefined;
  return {
    era,
    epoch,
    position: lsnOfSortable(position),
    sentAtMs: Number(sentAt ?? 0),
    runId: runId ?? '',
    generations: new Map(
      Object.entries(others).flatMap(([field, value]) => {
        const [generation, format] = value.split('|');
        return field.startsWith(GENERATION) && generation !== undefined && format !== undefined
          ? [[field.slice(GENERATION.length), { generation, format }] as const]
          : [];
      }),
    ),
  };
};

/** The generation of a model that is whole by Redis' own word, or undefined. */
export const loadGeneration = async (
  redis: Redis,
  of: { shop: string; projection: string },
): Promise<string | undefined> =>
  (await redis.hGet(stateKey(of.shop), GENERATION + of.projection))?.split('|')[0];

/** The server's clock (ms) when the read side's position was known to be as far as it is; undefined when there is none. */
export const readSideTime = async (redis: Redis, shop: string): Promise<number | undefined> => {
  const sentAt = await withRedis(redis, () => redis.hGet(stateKey(shop), 'sentAt'));
  return sentAt == null ? undefined : Number(sentAt);
};

/** Begins anew, with nothing whole. */
export const resetState = async (
  redis: Redis,
  shop: string,
  fresh: { era: string; epoch: string; position: Lsn; runId: string },
): Promise<void> => {
  const { era, epoch, position, runId } = fresh;
  await redis.del(stateKey(shop));
  await redis.hSet(stateKey(shop), { era, epoch, position: sortableLsn(position), sentAt: '0', runId });
};

/** Moves the position on and tells of it; to be the last call of a pipeline. Replies `moved` when it is not ours. */
export const advance = (step: {
  shop: string;
  era: string;
  expected?: Lsn;
  position?: Lsn;
  sentAtMs: number;
  changed: readonly FeedItem[];
  /** Generations that are whole now, by projection. */
  generations?: ReadonlyMap<string, { generation: string; format: string }>;
}): ScriptCall => ({
  script: advanceScript,
  keys: [stateKey(step.shop), feedKey(step.shop)],
  args: [
    step.era,
    step.expected === undefined ? '' : sortableLsn(step.expected),
    step.position === undefined ? '' : sortableLsn(step.position),
    String(step.sentAtMs),
    JSON.stringify(step.changed),
    String(FEED_ENTRIES_MAX),
    ...[...(step.generations ?? [])].flatMap(([name, whole]) => [
      GENERATION + name,
      `${whole.generation}|${whole.format}`,
    ]),
  ],
});

/** Tells of something that is not of PostgreSQL: the position stays. Replies `nobody` when there is no read side. */
export const tell = (shop: string, changed: readonly FeedItem[]): ScriptCall => ({
  script: tellScript,
  keys: [stateKey(shop), feedKey(shop)],
  args: [JSON.stringify(changed), String(FEED_ENTRIES_MAX)],
});

/** What distinguishes one life of a Redis server from the next; empty on a cluster, where each node has its own. */
export const runIdOf = async (redis: Redis): Promise<string> =>
  isCluster(redis) ? '' : (/^run_id:(\S+)/m.exec(await redis.info('server'))?.[1] ?? '');
