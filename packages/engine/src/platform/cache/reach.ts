import { type Redis, withRedis } from '../redis.ts';

/** Asks Redis for something that a cache can do without. Never rejects. */
export type Reach = <T>(
  work: (redis: Redis) => Promise<T>,
) => Promise<{ ok: true; value: T } | { ok: false }>;

const LOG_INTERVAL_MS = 60_000;

/**
 * Makes Redis optional: any failure is counted by `onError` and answered as a refusal, `log` hears of one a minute.
 * Work that takes longer than `timeoutMs` is given up (its commands may still be carried out), and then Redis is
 * not asked for `pauseMs`: of a server that hangs, a caller a second notices rather than each of them.
 */
export const createReach = (options: {
  redis: Redis;
  timeoutMs: number;
  pauseMs: number;
  onError: () => void;
  log: (message: string) => void;
}): Reach => {
  const { redis, timeoutMs, pauseMs, onError, log } = options;
  let pausedUntilMs = 0;
  let silentUntilMs = 0;
  return async (work) => {
    const askedAtMs = performance.now();
    if (askedAtMs < pausedUntilMs) {
      onError();
      return { ok: false };
    }
    try {
      return { ok: true, value: await within(withRedis(redis, work), timeoutMs) };
    } catch (error) {
      onError();
      const nowMs = performance.now();
      if (error instanceof TooSlow) pausedUntilMs = nowMs + pauseMs;
      if (nowMs >= silentUntilMs) {
        silentUntilMs = nowMs + LOG_INTERVAL_MS;
        log(`A cache does without Redis: ${error instanceof Error ? error.message : String(error)}`);
      }
      return { ok: false };
    }
  };
};

class TooSlow extends Error {
  override name = 'TooSlow';
}

const within = <T>(work: Promise<T>, timeoutMs: number): Promise<T> =>
  new Promise((resolve, reject) => {
    const giveUp = () => reject(new TooSlow(`no answer within ${timeoutMs} ms`));
    // If it was this process that was busy, the answer is there already, and is read before `setImmediate` comes on.
    const timer = setTimeout(() => setImmediate(giveUp), timeoutMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
