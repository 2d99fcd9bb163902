import { afterAll, describe, expect, it } from 'vitest';
import { openTestFolder } from '../../../../../test/support/stores.ts';
import { until } from '../../../../../test/support/until.ts';
import { startEmbeddedRedis } from '../../../src/platform/embedded/redis.ts';
import { openRedis } from '../../../src/platform/redis.ts';
import { Unavailable } from '../../../src/shared/expected-error.ts';
import { cacheOf, createTruth, tea } from './support.ts';

// A server of this file's own, because it stops it.
const dataDir = await openTestFolder();
let server = await startEmbeddedRedis({ dataDir, log: () => {} });
const redis = openRedis({ url: server.url, onError: () => {} });
await redis.connect();
afterAll(async () => {
  redis.destroy();
  await server.stop();
});
const isBack = () =>
  until(async () => (await redis.ping()) === 'PONG', { deadlineMs: 15_000, what: 'Redis' });
const dearTea = { ...tea, price: 990 };

describe('Redis away', { timeout: 60_000 }, () => {
  it('leaves the truth to answer, one load for all at once; a missed change is made good when Redis is back', async () => {
    const said: string[] = [];
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis, log: (message) => void said.push(message) });
    await cache.getMany(['tea', 'cup']);
    await server.stop();
    await until(
      () =>
        redis.ping().then(
          () => false,
          () => true,
        ),
      { deadlineMs: 5_000, what: 'the loss' },
    );

    const letGo = truth.hold();
    const asked = Promise.all(Array.from({ length: 10 }, () => cache.get('tea')));
    await until(() => truth.loads.length === 2, { deadlineMs: 2_000, what: 'the load' });
    letGo();
    expect(await asked).toEqual(Array.from({ length: 10 }, () => tea));
    expect(truth.loads).toHaveLength(2);
    truth.rows.set('tea', dearTea);
    await cache.changed(['tea']);
    expect(await cache.get('tea')).toEqual(dearTea);
    expect(await cache.setFields('cup', { price: 1 })).toBe(false);
    expect(await cache.getFields('tea', ['price'])).toEqual({ price: 990 });
    expect(cache.stats().errors).toBeGreaterThan(10);
    expect(said).toHaveLength(1);

    server = await startEmbeddedRedis({ dataDir, log: () => {} });
    await isBack();
    // Redis kept the old value in its file. This process does not believe it, and drops it.
    expect(await cache.get('tea')).toEqual(dearTea);
    await until(async () => (await redis.exists(cache.valueKey('tea'))) === 0, {
      deadlineMs: 5_000,
      what: 'the missed drop',
    });
    expect(await cacheOf(truth, { redis, name: cache.name }).get('tea')).toEqual(dearTea);
  });

  it('makes put throw, so that the stream brings the change again', async () => {
    const cache = cacheOf(createTruth({ tea }), { redis, strategy: 'cdc' });
    await isBack();
    await server.stop();
    await until(
      () =>
        redis.ping().then(
          () => false,
          () => true,
        ),
      { deadlineMs: 5_000, what: 'the loss' },
    );
    await expect(cache.put([{ key: 'tea', value: tea, version: '1' }])).rejects.toBeInstanceOf(Unavailable);
    await expect(cache.get('tea')).resolves.toEqual(tea);
    server = await startEmbeddedRedis({ dataDir, log: () => {} });
    await isBack();
  });

  it('through: what could not be stored is dropped when it is back', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis, strategy: 'through' });
    await isBack();
    await cache.get('tea');
    await server.stop();
    await until(
      () =>
        redis.ping().then(
          () => false,
          () => true,
        ),
      { deadlineMs: 5_000, what: 'the loss' },
    );
    truth.rows.set('tea', dearTea);
    await cache.changed(['tea']);
    expect(await cache.get('tea')).toEqual(dearTea);
    server = await startEmbeddedRedis({ dataDir, log: () => {} });
    await isBack();
    await until(async () => (await redis.exists(cache.valueKey('tea'))) === 0, {
      deadlineMs: 5_000,
      what: 'the missed change',
    });
  });
});

describe('Redis hung', { timeout: 60_000 }, () => {
  it('costs a reader its time-out, and those after it nothing', async () => {
    await isBack();
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis, tuning: { redisTimeoutMs: 200, redisPauseMs: 60_000 } });
    await cache.get('tea');
    const pid = Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
    process.kill(pid, 'SIGSTOP');
    try {
      const askedAtMs = performance.now();
      expect(await cache.get('tea')).toEqual(tea);
      const firstMs = performance.now() - askedAtMs;
      expect(firstMs).toBeGreaterThan(150);
      expect(firstMs).toBeLessThan(1_000);
      for (let reads = 0; reads < 100; reads += 1) expect(await cache.get('tea')).toEqual(tea);
      expect(performance.now() - askedAtMs - firstMs).toBeLessThan(200);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await isBack();
  });
});
