import { assert } from '../../shared/assert.ts';
import { createLimit } from '../limit.ts';
import { createEntries, type Entries } from './entries.ts';
import { createOwed, type Owed } from './owed.ts';
import { type CacheOptions, type CacheStats, type CacheStrategy, type CacheTuning, TUNING } from './port.ts';
import { createReach, type Reach } from './reach.ts';

/** What the reading and the writing half of one cache share. */
export type Parts<V extends object> = {
  strategy: CacheStrategy;
  entries: Entries;
  reach: Reach;
  owed: Owed;
  /** Loads in progress of this process, by key. */
  flights: Map<string, Promise<V | undefined>>;
  counts: CacheStats;
  tuning: CacheTuning;
  ttlSeconds: number;
  negativeTtlSeconds: number;
  now: () => number;
  random: () => number;
  /** Reads the truth, so many at once; throws what the loader throws, and `Overloaded`. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, V>>;
  /** Drops entries in Redis, now or as soon as it can be reached. Whoever reads after this gets a new load. */
  drop(keys: readonly string[]): Promise<void>;
  isCacheable(key: string): boolean;
};

const NAME = /^[a-z0-9.-]{1,64}$/;

export const createParts = <V extends object>(options: CacheOptions<V>): Parts<V> => {
  const { redis, name, log, ttlSeconds, negativeTtlSeconds } = options;
  const tuning = { ...TUNING, ...options.tuning };
  assert(NAME.test(name), `“${name}” is no name for a cache`);
  assert(ttlSeconds > 0 && negativeTtlSeconds > 0, `the cache ${name} has no time to live`);
  assert(tuning.jitter >= 0 && tuning.jitter < 1, `the cache ${name} has a jitter of ${tuning.jitter}`);
  const counts: CacheStats = {
    hits: 0,
    misses: 0,
    negativeHits: 0,
    loads: 0,
    sharedLoads: 0,
    waits: 0,
    earlyRefreshes: 0,
    refusedStores: 0,
    tooLarge: 0,
    errors: 0,
  };
  const onError = (): void => {
    counts.errors += 1;
  };
  const flights: Parts<V>['flights'] = new Map();
  const limit = createLimit({
    concurrency: tuning.loadConcurrencyMax,
    queueMax: tuning.loadQueueMax,
  });
  const entries = createEntries({
    redis,
    name,
    codec: options.codec,
    valueBytesMax: tuning.valueBytesMax,
    log,
    onTooLarge: () => {
      counts.tooLarge += 1;
    },
    onUnreadable: onError,
  });
  const reach = createReach({
    redis,
    timeoutMs: tuning.redisTimeoutMs,
    pauseMs: tuning.redisPauseMs,
    onError,
    log,
  });
  const owed = createOwed({
    keysMax: tuning.owedKeysMax,
    drop: async (keys) => (await reach(() => entries.drop(keys))).ok,
    onLost: (keys) => log(`The cache ${name} has ${keys} keys in Redis that may be wrong until they expire`),
  });
  const isCacheable = (key: string): boolean => key.length <= tuning.keyLengthMax;

  return {
    strategy: options.strategy,
    entries,
    reach,
    owed,
    flights,
    counts,
    tuning,
    ttlSeconds,
    negativeTtlSeconds,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
    isCacheable,
    load: (keys) =>
      limit(() => {
        counts.loads += keys.length;
        return options.load(keys);
      }),
    drop: async (keys) => {
      const dropped = keys.filter(isCacheable);
      for (const key of keys) flights.delete(key);
      if (!(await reach(() => entries.drop(dropped))).ok) owed.add(dropped);
    },
  };
};
