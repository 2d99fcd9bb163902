/**
 * A whole engine for the test file that calls it: HTTP on a free port, its own database, Redis and payment
 * provider, all real.
 *
 *   const { url, as, staffKey } = await openEngine();
 *
 * at the top of a test file is all; everything stops when the file is done.
 */
import { type Client, createClient } from '@cartwright/contract';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import { sortableLsn, walEnd } from '../../packages/engine/src/platform/cdc/index.ts';
import { type Config, loadConfig } from '../../packages/engine/src/platform/config.ts';
import { freePort } from '../../packages/engine/src/platform/embedded/ports.ts';
import type { Database } from '../../packages/engine/src/platform/postgres.ts';
import { openRedis, type Redis } from '../../packages/engine/src/platform/redis.ts';
import { startEngine } from '../../packages/engine/src/roles/engine.ts';
import { type Charged, openProvider } from './money.ts';
import { redisClusterInUse } from './redis-cluster.ts';
import { openStores } from './stores.ts';

export type TestEngine = {
  url: string;
  config: Config;
  database: Database;
  redis: Redis;
  providerUrl: string;
  /** What the provider's own ledger says an order was charged. */
  charged(orderId: string): Promise<Charged>;
  /** An owner's API key. */
  staffKey: string;
  /** Stops the engine before the file is done. */
  stop(): Promise<void>;
  /** Sends no token: each call is a new guest's. */
  client: Client;
  /** A client with a session token, staff token or API key. */
  as(token: string): Client;
};

const STAFF_KEY = 'an-owners-key-for-tests';

/** Starts an engine with the default configuration, short intervals, and what `overrides` say. */
export const openEngine = async (overrides: Partial<Config> = {}): Promise<TestEngine> => {
  const [stores, provider, port] = await Promise.all([openStores(), openProvider(), freePort()]);
  const config: Config = {
    ...loadConfig({
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: redisClusterInUse() ?? stores.redisUrl,
      CARTWRIGHT_PAYMENT_PROVIDER_URL: provider.url,
      CARTWRIGHT_API_PORT: String(port),
      CARTWRIGHT_STAFF_KEY: STAFF_KEY,
      CARTWRIGHT_PAYMENT_LEASE_MS: '500',
      CARTWRIGHT_SWEEP_INTERVAL_MS: '100',
    }),
    ...overrides,
  };
  const redis = config.redisUrl === stores.redisUrl ? stores.redis : await openOwnRedis(config.redisUrl);
  const engine = await startEngine(config, { log: pino({ level: 'silent' }) });
  // Hooks run last come, first served: the engine stops before what it stands on.
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= engine.stop();
    return stopped;
  };
  afterAll(stop);
  const baseUrl = engine.url;
  return {
    url: baseUrl,
    config,
    database: stores.database,
    redis,
    providerUrl: provider.url,
    charged: provider.charged,
    staffKey: STAFF_KEY,
    stop,
    client: createClient({ baseUrl }),
    as: (token) => createClient({ baseUrl, token: () => token }),
  };
};

/** A `Cartwright-Min-Lsn` for whoever wants to see all that is committed by now, past the engine too. */
export const minLsnNow = async ({ url, database }: Pick<TestEngine, 'url' | 'database'>): Promise<string> => {
  const { headers } = await fetch(`${url}/v1/categories`);
  const [history] = (headers.get('cartwright-lsn') ?? '').split('.');
  return `${history}.${sortableLsn(await walEnd(database))}`;
};

/** A client to a Redis that is not the run's own. */
const openOwnRedis = async (url: string): Promise<Redis> => {
  const redis = openRedis({ url, onError: () => {} });
  await redis.connect();
  afterAll(() => redis.destroy());
  return redis;
};
