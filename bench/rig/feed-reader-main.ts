/** A process that reads the feed as every process of the engine does, and notes when it got how far. */
import { type Lsn, parseLsn } from '../../packages/engine/src/platform/cdc/index.ts';
import { followFeed } from '../../packages/engine/src/platform/read-side/index.ts';
import { openRedis } from '../../packages/engine/src/platform/redis.ts';
import { answerParent } from '../core/child.ts';

/** The first question is what to follow and from where, and the second where to end. */
export type FeedQuestion =
  | { ask: 'follow'; redisUrl: string; shop: string; startLsn: string }
  | { ask: 'end'; endLsn: string };

/** What was committed before `lsn` could be seen at `atMs` (Unix time, with its fractions). */
export type Seen = { lsn: Lsn; atMs: number };

const REACH_MS = 60_000;

let reading: { reach(lsn: string): Promise<void>; seen: Seen[] } | undefined;

const begin = async (at: { redisUrl: string; shop: string }): Promise<NonNullable<typeof reading>> => {
  const onError = (error: Error): void => console.error(error);
  const [redis, blocking] = [at.redisUrl, at.redisUrl].map((url) => openRedis({ url, onError }));
  if (redis === undefined || blocking === undefined) throw new Error('there are two');
  await Promise.all([redis.connect(), blocking.connect()]);
  const feed = followFeed({ shop: at.shop, redis, blocking });
  const seen: Seen[] = [];
  let resets = 0;
  feed.listen({
    changed() {
      const atMs = performance.timeOrigin + performance.now();
      // The feed moves its position on when its listeners have heard of the changes.
      queueMicrotask(() => seen.push({ lsn: feed.position()?.lsn ?? 0n, atMs }));
    },
    reset() {
      resets += 1;
    },
  });
  return {
    seen,
    async reach(lsn) {
      if (!(await feed.reaches(parseLsn(lsn), REACH_MS)))
        throw new Error(`The feed does not come to ${lsn} within ${REACH_MS / 1_000} s`);
      // The beginning is one; another means that entries were trimmed before they were read.
      if (resets > 1) throw new Error('The feed had a gap: its reader fell too far behind');
    },
  };
};

answerParent(async (question: FeedQuestion): Promise<Seen[]> => {
  if (question.ask === 'follow') {
    reading = await begin(question);
    await reading.reach(question.startLsn);
    return [];
  }
  if (reading === undefined) throw new Error('it follows nothing');
  await reading.reach(question.endLsn);
  return reading.seen;
});
