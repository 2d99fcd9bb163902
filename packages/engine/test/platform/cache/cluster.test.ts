import { afterAll, describe, expect, it } from 'vitest';
import { openRedisCluster } from '../../../../../test/support/redis-cluster.ts';
import { openRedis } from '../../../src/platform/redis.ts';
import { cacheOf, createTruth, tea } from './support.ts';

const cluster = await openRedisCluster();
const redis = openRedis({ url: cluster.url, onError: () => {} });
await redis.connect();
afterAll(() => redis.destroy());

const keys = Array.from({ length: 100 }, (_, index) => `key-${index}`);

describe.each(['string', 'hash', 'json'] as const)('on a cluster, with the %s codec', (codec) => {
  it('many keys of many nodes are loaded once, read together, changed in part, dropped and put', async () => {
    const truth = createTruth(Object.fromEntries(keys.map((key) => [key, tea])));
    const cache = cacheOf(truth, { redis, codec });
    const all = new Map(keys.map((key) => [key, tea]));
    expect(await cache.getMany(keys)).toEqual(all);
    expect(await cache.getMany(keys)).toEqual(all);
    expect(truth.loads).toHaveLength(1);
    expect(await Promise.all(keys.map((key) => cache.setFields(key, { price: 1 })))).not.toContain(false);
    expect(await cache.getFields('key-7', ['price'])).toEqual({ price: 1 });
    await cache.changed(keys);
    expect(await cache.getMany(keys)).toEqual(all);
    expect(cache.stats()).toMatchObject({ hits: 101, misses: 200, loads: 200, errors: 0 });

    const projected = cacheOf(truth, { redis, codec, strategy: 'cdc' });
    await projected.put(keys.map((key) => ({ key, value: tea, version: 'a1' })));
    expect(await projected.getMany(keys)).toEqual(all);
    const through = cacheOf(truth, { redis, codec, strategy: 'through' });
    await through.changed(keys);
    expect(await through.getMany(keys)).toEqual(all);
    expect([projected, through].map((each) => each.stats().hits)).toEqual([100, 100]);
  });
});
