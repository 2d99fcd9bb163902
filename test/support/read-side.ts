/** A read side for the test file that calls it: a projector on stores of its own, and one that reads. */

import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll } from 'vitest';
import { walEnd } from '../../packages/engine/src/platform/cdc/index.ts';
import { type Config, loadConfig } from '../../packages/engine/src/platform/config.ts';
import {
  type Feed,
  followFeed,
  type Reader,
  readerOf,
} from '../../packages/engine/src/platform/read-side/index.ts';
import { shopNameOf, slotOf } from '../../packages/engine/src/platform/read-side/names.ts';
import { openRedis, type Redis } from '../../packages/engine/src/platform/redis.ts';
import { loadShopIdentity } from '../../packages/engine/src/platform/settings.ts';
import { type RunningProjector, startProjector } from '../../packages/engine/src/roles/projector.ts';
import { createProjectorMetrics } from '../../packages/engine/src/roles/projector-metrics.ts';
import { openStores } from './stores.ts';
import { until } from './until.ts';

/** With the default configuration and what `overrides` say; nothing is running before `start`. */
export const openReadSide = async (overrides: Partial<Config> = {}) => {
  const stores = await openStores();
  const redisUrl = overrides.redisUrl ?? stores.redisUrl;
  const config: Config = {
    ...loadConfig({
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: redisUrl,
      CARTWRIGHT_PAYMENT_PROVIDER_URL: 'unused:',
    }),
    ...overrides,
  };
  const { shopId } = await loadShopIdentity(stores.database);
  const blocking = openRedis({ url: redisUrl, onError: () => {} });
  const redis: Redis = openRedis({ url: redisUrl, onError: () => {} });
  await Promise.all([blocking.connect(), redis.connect()]);
  let projector: RunningProjector | undefined;
  const feed: Feed = followFeed({ shop: shopNameOf(shopId), redis, blocking, ping: () => projector?.ping() });
  const registry = new Registry();
  const start = (): void => {
    projector ??= startProjector({
      config,
      db: stores.database,
      shopId,
      log: pino({ level: process.env.CARTWRIGHT_TEST_LOG ?? 'silent' }),
      metrics: createProjectorMetrics(new Registry()),
    });
  };
  const stop = async (): Promise<void> => {
    await projector?.stop();
    projector = undefined;
  };
  const projections = ['stock', 'orders', 'open-carts', 'products', 'categories', 'trending', 'sales'];
  afterAll(async () => {
    await stop();
    await feed.stop();
    redis.destroy();
  });
  return {
    ...stores,
    redis,
    config,
    feed,
    registry,
    slot: slotOf(shopId),
    start,
    stop,
    reader: (): Reader => readerOf({ db: stores.database, redis, feed }),
    /** Waits until every model is whole. */
    whole: () =>
      until(() => projections.every((name) => feed.generation(name) !== undefined), {
        deadlineMs: 30_000,
        what: 'every read model to be whole',
      }),
    /** Waits until everything that is committed now is in the read side. */
    caughtUp: async () => {
      const end = await walEnd(stores.database);
      if (!(await feed.reaches(end, 20_000))) throw new Error('the read side does not catch up');
    },
  };
};
