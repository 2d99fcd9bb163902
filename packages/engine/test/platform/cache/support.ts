import { randomUUID } from 'node:crypto';
import { createCache } from '../../../src/platform/cache/cache.ts';
import type { Cache, CacheOptions } from '../../../src/platform/cache/port.ts';
import type { Redis } from '../../../src/platform/redis.ts';

export type Product = { title: string; price: number; tags?: string[]; details?: { colour: string } };

/** A truth to be cached: rows, what was loaded of it, and a way to hold a load after it has read and before it answers. */
export type Truth = {
  rows: Map<string, Product>;
  /** The keys of each load, in order. */
  loads: (readonly string[])[];
  load(keys: readonly string[]): Promise<Map<string, Product>>;
  /** Holds the loads that begin from now on until the returned function is called. */
  hold(): () => void;
  failure: Error | undefined;
};

export const createTruth = (rows: Record<string, Product> = {}): Truth => {
  let held: Promise<void> | undefined;
  const truth: Truth = {
    rows: new Map(Object.entries(rows)),
    loads: [],
    failure: undefined,
    load: async (keys) => {
      truth.loads.push(keys);
      const read = new Map<string, Product>();
      for (const key of keys) {
        const row = truth.rows.get(key);
        if (row !== undefined) read.set(key, row);
      }
      await held;
      if (truth.failure !== undefined) throw truth.failure;
      return read;
    },
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return () => {
        held = undefined;
        resolve();
      };
    },
  };
  return truth;
};

export type TestCache = Cache<Product> & {
  name: string;
  valueKey(key: string): string;
  leaseKey(key: string): string;
};

/** A cache of the truth with a name of its own, never refreshed early unless asked for. */
export const cacheOf = (
  truth: Truth,
  options: Partial<CacheOptions<Product>> & { redis: Redis },
): TestCache => {
  const name = options.name ?? `test-${randomUUID()}`;
  const cache = createCache<Product>({
    name,
    strategy: 'aside',
    codec: 'string',
    load: truth.load,
    log: () => {},
    ttlSeconds: 60,
    negativeTtlSeconds: 5,
    ...options,
    // Other test files may keep both cores busy.
    tuning: { earlyRefreshBeta: 0, redisTimeoutMs: 10_000, ...options.tuning },
  });
  return {
    ...cache,
    name,
    valueKey: (key) => `cache:${name}:{${key}}`,
    leaseKey: (key) => `cache:${name}:{${key}}:lease`,
  };
};

export const tea: Product = {
  title: 'Tea',
  price: 450,
  tags: ['hot', 'green'],
  details: { colour: 'green' },
};
