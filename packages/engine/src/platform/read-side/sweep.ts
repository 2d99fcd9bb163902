import { setTimeout as sleep } from 'node:timers/promises';
import { isCluster, type Redis, withRedis } from '../redis.ts';

/** Keys looked at in one go, and the pause after: a sweep of millions of keys is nobody's hurry. */
const KEYS_A_STEP = 1_000;
const PAUSE_MS = 2;

/**
 * Removes every key of these prefixes that is of another generation than the one to keep: what an old generation left, and what
 * rebuilds left that did not come to their end.
 */
export const sweepGenerations = async (
  redis: Redis,
  generations: { prefixes: readonly string[]; among: string; keep: string },
): Promise<void> => {
  const { prefixes, among, keep } = generations;
  for (const node of await nodesOf(redis))
    for (const prefix of prefixes) {
      let cursor = '0';
      do {
        const step = await withRedis(redis, () =>
          node.scan(cursor, { MATCH: `${prefix}:${among}*`, COUNT: KEYS_A_STEP }),
        );
        cursor = String(step.cursor);
        const old = step.keys.map(String).filter((key) => !key.startsWith(`${prefix}:${keep}:`));
        // One by one, because on a cluster several keys of one command have to be in one slot.
        await withRedis(redis, () => Promise.all(old.map((key) => node.unlink(key))));
        await sleep(PAUSE_MS);
      } while (cursor !== '0');
    }
};

const nodesOf = async (redis: Redis) =>
  isCluster(redis) ? Promise.all(redis.masters.map((master) => redis.nodeClient(master))) : [redis];
