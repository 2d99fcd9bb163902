import type { Redis } from '../redis.ts';

/**
 * How a cache is kept in step with the truth.
 *
 * | strategy  | a miss                 | after a change              | good for |
 * |---|---|---|---|
 * | `none`    | every read is a load   | nothing                     | comparing, and seldom read data |
 * | `aside`   | loads and stores       | drops the value             | much data of which some is hot |
 * | `through` | loads and stores       | loads and stores the value  | what is read right after it was written |
 * | `cdc`     | loads, stores nothing  | nothing: the stream `put`s  | read models that a projection writes |
 *
 * A caller says `changed` after every commit and a projection says `put` for every change, whatever the strategy:
 * those that have no use for it do nothing then.
 */
export type CacheStrategy = 'none' | 'aside' | 'through' | 'cdc';

/**
 * How a value lies in Redis: one text; a hash with a field per top-level property; or a JSON document, where the
 * server has those (else a hash).
 */
export type CodecName = 'string' | 'hash' | 'json';

/**
 * Values by key. What a `get` gives is shared with others who ask at the same time: do not change it. Nothing but
 * `put` throws because of Redis; what `load` throws is thrown on, and `Overloaded` when too many loads wait.
 */
export type Cache<V extends object> = {
  /** From the cache, else from `load`; undefined for what does not exist, which is remembered too. */
  get(key: string): Promise<V | undefined>;
  /** Those that exist: one round trip for all that is cached, one `load` for the rest. At most `KEYS_MAX` keys. */
  getMany(keys: readonly string[]): Promise<Map<string, V>>;
  /** Some top-level properties; of a hash and a JSON document only these are read. At least one must be named. */
  getFields<F extends keyof V & string>(key: string, fields: readonly F[]): Promise<Pick<V, F> | undefined>;
  /**
   * Replaces top-level properties of a value that is cached, and nothing else; undefined removes one. False when no
   * value is there (the next `get` loads it). Of two calls the last wins: where the truth may have been changed by
   * others since, say `changed`.
   */
  setFields(key: string, fields: Partial<V>): Promise<boolean>;
  /**
   * To be called after the commit that changed the truth. When it returns, no reader gets a value from before, on
   * condition that Redis could be reached; otherwise this process reads the truth and tries until Redis could be
   * told, and others may read the old value for the rest of its life (`ttlSeconds`).
   */
  changed(keys: readonly string[]): Promise<void>;
  /**
   * For the projection that writes a `cdc` cache; undefined marks what was deleted. An entry is ignored when a later
   * version is there. A version is up to 40 lower-case hexadecimal digits, compared as a number: the stream's
   * `sortableLsn`, led by an epoch. Throws `Unavailable` when Redis is away: then any part may have been written,
   * and it is to be called again before the change is acknowledged.
   */
  put(entries: readonly { key: string; value: V | undefined; version: string }[]): Promise<void>;
  /** Forgets values, whatever the strategy. */
  drop(keys: readonly string[]): Promise<void>;
  /** Counts since the start of this process. */
  stats(): CacheStats;
};

export type CacheStats = {
  hits: number;
  /** Keys that were asked for and neither there nor known not to exist. */
  misses: number;
  /** Keys that were known not to exist. */
  negativeHits: number;
  /** Keys that `load` was asked for. */
  loads: number;
  /** Keys whose load was begun by another caller in this process. */
  sharedLoads: number;
  /** Keys that waited for another process to load them. */
  waits: number;
  /** Values that were loaded anew before they expired. */
  earlyRefreshes: number;
  /** Values that were not stored because the truth had changed while they were loaded, or loading took too long. */
  refusedStores: number;
  /** Values that were too large to be stored. */
  tooLarge: number;
  /** Calls that Redis did not answer well, and loads in the background that failed. */
  errors: number;
};

export type CacheOptions<V extends object> = {
  redis: Redis;
  /** Leads the Redis keys: `cache:<name>:{<key>}`. A new form of the values needs a new name. `[a-z0-9.-]`, 1–64. */
  name: string;
  strategy: CacheStrategy;
  codec: CodecName;
  /** Reads the truth: what it does not give does not exist. Values are plain data that JSON can carry. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, V>>;
  /** Told in a sentence what an operator should know. */
  log: (message: string) => void;
  ttlSeconds: number;
  negativeTtlSeconds: number;
  tuning?: Partial<CacheTuning>;
  /** Milliseconds since 1970; a number from 0 up to 1. For tests. */
  now?: () => number;
  random?: () => number;
};

export type CacheTuning = typeof TUNING;

/** Keys of one `getMany` or `put`, and of one portion of `changed` and `drop`, which take any number. */
export const KEYS_MAX = 1_000;

export const TUNING = {
  /** The part of a time to live by which it is shortened or lengthened at random: what came together goes apart. */
  jitter: 0.1,
  /** XFetch's β: above 1 refreshes earlier, 0 never. */
  earlyRefreshBeta: 1,
  /** How long one process may load for all. Longer than loads take: what comes later is not stored. */
  leaseMs: 5_000,
  /** How long a process waits for another's load before it loads for itself. */
  waitMs: 1_000,
  /** The longest that a reader waits for Redis, each time it asks. */
  redisTimeoutMs: 1_000,
  /** How long Redis is left alone after it was too slow. */
  redisPauseMs: 1_000,
  /** Calls of `load` at once, and waiting, beyond which they are refused. */
  loadConcurrencyMax: 16,
  loadQueueMax: 1_000,
  /** Of a longer key or a larger value nothing is cached. */
  keyLengthMax: 256,
  valueBytesMax: 524_288,
  /** Keys that Redis still has to be told of; of more the oldest are left to expire. */
  owedKeysMax: 10_000,
};
