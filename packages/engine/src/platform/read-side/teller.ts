/**
 * Tells every process that something has changed which the change stream does not know of. It goes through the feed, so
 * that whoever missed it learns of the gap as of any other. Tellings are gathered: one after a quiet while goes out at
 * once, more of them together, and something told twice meanwhile once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Redis, withRedis } from '../redis.ts';
import type { FeedItem } from './projection.ts';
import { tell } from './state.ts';

export type Teller = {
  /** Says that something of a kind has changed; soon, and best effort while Redis is away. */
  tell(kind: string, names: readonly string[]): void;
  /** Returns when all is told, or cannot be. */
  stop(): Promise<void>;
};

/** So long after a telling others are gathered: nobody sees a number move more often. */
const GATHER_MS = 25;
/** Of one entry of the feed. */
const ITEMS_MAX = 500;
/** Names that wait; more are forgotten, as everything is when Redis comes back without its memory. */
const WAITING_MAX = 20_000;

export const createTeller = ({ redis, shop }: { redis: Redis; shop: string }): Teller => {
  const waiting = new Map<string, FeedItem>();
  let telling: Promise<void> | undefined;
  let stopped = false;

  const work = async (): Promise<void> => {
    // Whatever else this turn of the event loop has to tell goes along.
    await Promise.resolve();
    while (waiting.size > 0) {
      const some = [...waiting].slice(0, ITEMS_MAX);
      for (const [key] of some) waiting.delete(key);
      const { script, keys, args } = tell(
        shop,
        some.map(([, item]) => item),
      );
      try {
        await withRedis(redis, () => script.run(redis, { keys, args }));
      } catch {
        // Whether it was told or not, telling it again does no harm.
        if (stopped) return;
        for (const [key, item] of some) if (waiting.size < WAITING_MAX) waiting.set(key, item);
      }
      if (!stopped) await sleep(GATHER_MS);
    }
  };

  return {
    tell(kind, names) {
      for (const name of names) if (waiting.size < WAITING_MAX) waiting.set(`${kind} ${name}`, [kind, name]);
      telling ??= work().finally(() => {
        telling = undefined;
      });
    },
    async stop() {
      stopped = true;
      await telling;
    },
  };
};
