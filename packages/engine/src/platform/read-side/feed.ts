/**
 * Every process's view of the read side: how far it is, which generations are whole, and what has changed, told to
 * whoever keeps copies. A gap in the feed, or a new era, drops every copy; nothing that is kept is ever older than the
 * position that this view reports.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Lsn, lsnOfSortable, NO_LSN } from '../cdc/index.ts';
import { type Redis, withRedis } from '../redis.ts';
import type { FeedItem } from './projection.ts';
import { feedKey, loadGeneration, loadState, type ReadSideState } from './state.ts';

export type Listener = {
  changed(items: readonly FeedItem[]): void;
  /** Everything that is kept may be old. */
  reset(): void;
};

export type Feed = {
  /** Whose it is: the short name of the shop. */
  readonly shop: string;
  /** What every copy reflects at least, and in which history of the database. Undefined while nothing is known. */
  position(): { epoch: string; lsn: Lsn } | undefined;
  /** How long ago that was how the database was, by this machine's clock; undefined while nothing is known. */
  lagMs(): number | undefined;
  /** The generation of a model that is whole; undefined while it is being made for the first time. */
  generation(projection: string): string | undefined;
  /** Whether that generation is still the whole one in Redis itself; asked before anything is said not to exist. */
  stillWhole(projection: string, generation: string): Promise<boolean>;
  /** Waits until everything before `lsn` is reflected. False when that takes longer. */
  reaches(lsn: Lsn, waitMs: number): Promise<boolean>;
  listen(listener: Listener): void;
  stop(): Promise<void>;
};

const BLOCK_MS = 1_000;
const ENTRIES_A_STEP = 200;
const RETRY_MS = 200;
/** So long without a word from Redis, what is kept may have become old. */
const DEAF_MS = 2_500;
/** Callers that wait for a position at once; one more is told at once that it takes too long. */
const WAITERS_MAX = 10_000;

type Entry = { id: string; message: Record<string, string> };
type Waiter = { lsn: Lsn; settle(reached: boolean): void };

/** Follows the feed in the background, on a connection of its own; never rejects. `ping` may hasten the position. */
export const followFeed = (options: {
  shop: string;
  redis: Redis;
  blocking: Redis;
  ping?: () => void;
}): Feed => {
  const { shop, redis, blocking } = options;
  const listeners: Listener[] = [];
  const waiters = new Set<Waiter>();
  let known:
    | { era: string; epoch: string; lsn: Lsn; sentAtMs: number; number: number; id: string }
    | undefined;
  let generations = new Map<string, string>();
  let stopped = false;
  let heardAtMs = performance.now();
  // A Redis that comes back may have less than it had, and its models be older than the position that is known.
  let doubted = false;

  const reached = (): Lsn => (doubted ? NO_LSN : (known?.lsn ?? NO_LSN));

  const settle = (): void => {
    for (const waiter of waiters) if (reached() >= waiter.lsn) waiter.settle(true);
  };

  /** After a break: goes on where the feed still has what was read last, else begins anew. */
  const resume = async (): Promise<void> => {
    const last = known && (await blocking.xRange(feedKey(shop), known.id, known.id));
    doubted = false;
    if (last?.length === 1) settle();
    else await begin();
  };

  const forget = (): void => {
    if (known === undefined) return;
    known = undefined;
    generations = new Map();
    for (const listener of listeners) listener.reset();
  };

  /** Takes the state as it is now, and whatever comes after it from the feed. */
  const begin = async (): Promise<void> => {
    // The place in the feed first: what is read after it is at least as new.
    const newest = await blocking.xRevRange(feedKey(shop), '+', '-', { COUNT: 1 });
    const [last] = newest as unknown as Entry[];
    const state = await loadState(blocking, shop);
    for (const listener of listeners) listener.reset();
    if (state === undefined || last === undefined) {
      known = undefined;
      generations = new Map();
      return;
    }
    generations = generationsOf(state);
    const { era, epoch } = state;
    // The entry's own position: the state may have moved on since, and its changes come next.
    const lsn = lsnOfSortable(last.message.p ?? '0');
    known = {
      era,
      epoch,
      lsn,
      sentAtMs: Number(last.message.t),
      number: Number(last.message.n),
      id: last.id,
    };
    settle();
  };

  /** Takes an entry; false where it led to beginning anew, so that those after it are known already. */
  const take = async (entry: Entry): Promise<boolean> => {
    const { e: era, n: number, p: position, t: sentAt, c: changed } = entry.message;
    if (known === undefined || era !== known.era || Number(number) !== known.number + 1) {
      await begin();
      return false;
    }
    const items = changed === undefined || changed === '[]' ? [] : (JSON.parse(changed) as FeedItem[]);
    if (items.some(([kind]) => kind === 'reset')) {
      await begin();
      return false;
    }
    if (items.some(([kind]) => kind === 'generation'))
      generations = generationsOf(await loadState(blocking, shop));
    if (items.length > 0) for (const listener of listeners) listener.changed(items);
    known.number += 1;
    known.id = entry.id;
    known.lsn = lsnOfSortable(position ?? '0');
    known.sentAtMs = Math.max(known.sentAtMs, Number(sentAt));
    settle();
    return true;
  };

  const running = (async () => {
    while (!stopped) {
      try {
        if (doubted) await resume();
        if (known === undefined) await begin();
        if (known === undefined) await sleep(RETRY_MS);
        else {
          const answer = (await blocking.xRead(
            { key: feedKey(shop), id: known.id },
            { BLOCK: BLOCK_MS, COUNT: ENTRIES_A_STEP },
          )) as unknown as { messages: Entry[] }[] | null;
          heardAtMs = performance.now();
          // Silence is suspicious, because there are heartbeats: is the feed that was read still there?
          if (answer === null && (await loadState(blocking, shop))?.era !== known?.era) await begin();
          for (const entry of answer?.[0]?.messages ?? []) if (!(await take(entry))) break;
        }
      } catch {
        // Redis is away. A moment later nobody knows any more what has changed, and PostgreSQL is asked instead.
        doubted = true;
        if (performance.now() - heardAtMs > DEAF_MS) forget();
        if (!stopped) await sleep(RETRY_MS);
      }
    }
  })();

  return {
    shop,
    position: () => known && { epoch: known.epoch, lsn: known.lsn },
    lagMs: () =>
      known === undefined || known.sentAtMs === 0 ? undefined : Math.max(0, Date.now() - known.sentAtMs),
    generation: (projection) => generations.get(projection),
    async stillWhole(projection, generation) {
      return (await withRedis(redis, () => loadGeneration(redis, { shop, projection }))) === generation;
    },
    async reaches(lsn, waitMs) {
      if (reached() >= lsn) return true;
      if (waitMs <= 0 || waiters.size >= WAITERS_MAX) return false;
      options.ping?.();
      return new Promise<boolean>((resolve) => {
        const settleOnce = (reached: boolean): void => {
          clearTimeout(timer);
          waiters.delete(waiter);
          resolve(reached);
        };
        const waiter: Waiter = { lsn, settle: settleOnce };
        const timer = setTimeout(() => settleOnce(false), waitMs);
        waiters.add(waiter);
      });
    },
    listen(listener) {
      listeners.push(listener);
    },
    async stop() {
      stopped = true;
      blocking.destroy();
      await running;
    },
  };
};

const generationsOf = (state: ReadSideState | undefined): Map<string, string> =>
  new Map([...(state?.generations ?? [])].map(([name, { generation }]) => [name, generation]));
