import { afterAll, describe, expect, it } from 'vitest';
import { openTestRedis } from '../../../../../test/support/stores.ts';
import { until } from '../../../../../test/support/until.ts';
import type { CacheStrategy } from '../../../src/platform/cache/port.ts';
import { openRedis } from '../../../src/platform/redis.ts';
import { cacheOf, createTruth, type Truth, tea } from './support.ts';

const { redis, url } = await openTestRedis();
const otherRedis = openRedis({ url, onError: () => {} });
await otherRedis.connect();
afterAll(() => otherRedis.destroy());

const dearTea = { ...tea, price: 990 };
const loadsOf = (truth: Truth, count: number) =>
  until(() => truth.loads.length === count, { deadlineMs: 2_000, what: `${count} loads` });

/** A reader and a writer with a connection each, as two processes have them. */
const twoProcesses = (truth: Truth, strategy: CacheStrategy) => {
  const reader = cacheOf(truth, { redis, strategy, tuning: { waitMs: 10_000 } });
  return { reader, writer: cacheOf(truth, { redis: otherRedis, strategy, name: reader.name }) };
};

describe('a reader who read before a change and stores after it', () => {
  it('does not store the old value, and is given the new one', async () => {
    const truth = createTruth({ tea });
    const { reader, writer } = twoProcesses(truth, 'aside');
    const letGo = truth.hold();
    const asked = reader.get('tea');
    await loadsOf(truth, 1); // It has read the old value, and is held before it answers.
    truth.rows.set('tea', dearTea);
    await writer.changed(['tea']);
    letGo();
    expect(await asked).toEqual(dearTea);
    expect(reader.stats().refusedStores).toBe(1);
    expect(await writer.get('tea')).toEqual(dearTea);
    expect(truth.loads).toHaveLength(2);
  });

  it('does not store that nothing is there', async () => {
    const truth = createTruth();
    const { reader, writer } = twoProcesses(truth, 'aside');
    const letGo = truth.hold();
    const asked = reader.get('tea');
    await loadsOf(truth, 1);
    truth.rows.set('tea', tea);
    await writer.changed(['tea']);
    letGo();
    await asked;
    expect(await writer.get('tea')).toEqual(tea);
  });

  it('is not joined by who asks after the change in the same process', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis });
    const letGo = truth.hold();
    const before = cache.get('tea');
    await loadsOf(truth, 1);
    truth.rows.set('tea', dearTea);
    await cache.changed(['tea']);
    const after = cache.get('tea');
    await loadsOf(truth, 2);
    letGo();
    expect(await after).toEqual(dearTea);
    await before;
    expect(await cache.get('tea')).toEqual(dearTea);
  });

  it('gives up after a second change, with what it loaded last', async () => {
    const truth = createTruth({ tea });
    const { reader, writer } = twoProcesses(truth, 'aside');
    let letGo = truth.hold();
    const asked = reader.get('tea');
    for (const round of [1, 2]) {
      await loadsOf(truth, round);
      truth.rows.set('tea', { ...tea, price: round });
      await writer.changed(['tea']);
      const next = truth.hold;
      const go = letGo;
      letGo = next();
      go();
    }
    expect(await asked).toEqual({ ...tea, price: 1 });
    letGo();
    expect(await redis.exists(reader.valueKey('tea'))).toBe(0);
    expect(await reader.get('tea')).toEqual({ ...tea, price: 2 });
  });
});

describe.each(['string', 'hash', 'json'] as const)('fields that are replaced in the %s codec', (codec) => {
  it('are not overwritten by a reader who read before', async () => {
    const truth = createTruth({ tea });
    const reader = cacheOf(truth, { redis, codec, tuning: { waitMs: 10_000 } });
    const writer = cacheOf(truth, { redis: otherRedis, codec, name: reader.name });
    const letGo = truth.hold();
    const asked = reader.get('tea');
    await loadsOf(truth, 1);
    truth.rows.set('tea', dearTea);
    expect(await writer.setFields('tea', { price: dearTea.price })).toBe(false);
    letGo();
    expect(await asked).toEqual(dearTea);
    expect(await writer.get('tea')).toEqual(dearTea);
  });
});

describe('after a change', () => {
  it('none: every read is a load anyway, and nothing is stored', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis, strategy: 'none' });
    await cache.get('tea');
    await cache.changed(['tea']);
    await cache.put([{ key: 'tea', value: tea, version: '1' }]);
    expect(await cache.setFields('tea', { price: 1 })).toBe(false);
    expect(await cache.getFields('tea', ['title'])).toEqual({ title: 'Tea' });
    expect(await redis.keys(`cache:${cache.name}:*`)).toEqual([]);
    expect(truth.loads).toHaveLength(2);
  });

  it('aside: the value is dropped, and the next reader loads it', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis, strategy: 'aside' });
    await cache.get('tea');
    truth.rows.set('tea', dearTea);
    await cache.changed(['tea']);
    expect(await redis.exists(cache.valueKey('tea'))).toBe(0);
    expect(await cache.get('tea')).toEqual(dearTea);
    expect(truth.loads).toHaveLength(2);
  });

  it('through: the new value is stored, and the next reader finds it', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis, strategy: 'through' });
    await cache.get('tea');
    truth.rows.set('tea', dearTea);
    await cache.changed(['tea']);
    expect(truth.loads).toHaveLength(2);
    expect(await cache.get('tea')).toEqual(dearTea);
    truth.rows.delete('tea');
    await cache.changed(['tea']);
    expect(await cache.get('tea')).toBeUndefined();
    await cache.changed(['tea', 'tea']);
    expect(cache.stats()).toMatchObject({ hits: 1, misses: 1, negativeHits: 1, loads: 4, refusedStores: 0 });
  });

  it.each(['aside', 'through'] as const)(
    '%s: of thousands of keys, some named twice, none is forgotten',
    async (strategy) => {
      const keys = Array.from({ length: 2_500 }, (_, index) => `key-${index}`);
      const truth = createTruth(Object.fromEntries(keys.map((key) => [key, tea])));
      const cache = cacheOf(truth, { redis, strategy });
      for (const some of [keys.slice(0, 1_000), keys.slice(1_000, 2_000), keys.slice(2_000)])
        await cache.getMany(some);
      for (const key of keys) truth.rows.set(key, dearTea);
      await cache.changed([...keys, ...keys.slice(0, 10)]);
      const { misses } = cache.stats();
      const found = await cache.getMany(keys.slice(0, 1_000));
      expect([...found.values()].every(({ price }) => price === dearTea.price)).toBe(true);
      expect(await cache.get('key-2499')).toEqual(dearTea);
      expect(cache.stats()).toMatchObject({ misses: misses + (strategy === 'aside' ? 1_001 : 0), errors: 0 });
    },
  );

  it('through: of two writers the one who read the truth last is believed', async () => {
    const truth = createTruth({ tea });
    const { reader, writer } = twoProcesses(truth, 'through');
    await reader.get('tea');
    truth.rows.set('tea', { ...tea, price: 1 });
    const letGo = truth.hold();
    const early = reader.changed(['tea']);
    await loadsOf(truth, 2); // It has read the first change, and is held.
    truth.rows.set('tea', { ...tea, price: 2 });
    const late = writer.changed(['tea']);
    await loadsOf(truth, 3);
    letGo();
    await Promise.all([early, late]);
    expect(await reader.get('tea')).toEqual({ ...tea, price: 2 });
    expect(reader.stats().refusedStores).toBe(1);
  });

  it('through: a writer who was overtaken leaves no old value behind, though the other has not stored yet', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis, strategy: 'through' });
    await cache.get('tea');
    truth.rows.set('tea', dearTea);
    const letGo = truth.hold();
    const changing = cache.changed(['tea']);
    await loadsOf(truth, 2);
    await redis.set(cache.leaseKey('tea'), 'of another writer', {
      expiration: { type: 'PX', value: 60_000 },
    });
    letGo();
    await changing;
    expect(await redis.exists(cache.valueKey('tea'))).toBe(0);
    expect(await redis.get(cache.leaseKey('tea'))).toBe('of another writer');
  });

  it('through: a truth that cannot be read drops the value instead of failing the change', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis, strategy: 'through' });
    await cache.get('tea');
    truth.failure = new Error('the truth is away');
    await cache.changed(['tea']);
    expect(await redis.exists(cache.valueKey('tea'))).toBe(0);
    expect(cache.stats().errors).toBe(1);
  });

  it('cdc: nothing is done, and the stream writes the value', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis, strategy: 'cdc' });
    expect(await cache.get('tea')).toEqual(tea);
    expect(await redis.keys(`cache:${cache.name}:*`)).toEqual([]);
    await cache.put([{ key: 'tea', value: tea, version: '1a' }]);
    truth.rows.set('tea', dearTea);
    await cache.changed(['tea']);
    expect(await cache.get('tea')).toEqual(tea);
    await cache.put([{ key: 'tea', value: dearTea, version: '1b' }]);
    expect(await cache.get('tea')).toEqual(dearTea);
    expect(truth.loads).toHaveLength(1);
    expect(await redis.ttl(cache.valueKey('tea'))).toBe(-1);
  });
});

describe.each(['string', 'hash', 'json'] as const)('put with the %s codec', (codec) => {
  it('changes nothing when a later version is there, also of what was deleted', async () => {
    const cache = cacheOf(createTruth(), { redis, strategy: 'cdc', codec });
    await cache.put([{ key: 'tea', value: dearTea, version: '00ff' }]);
    await cache.put([{ key: 'tea', value: tea, version: '00fe' }]);
    await cache.put([{ key: 'tea', value: undefined, version: '9' }]);
    expect(await cache.get('tea')).toEqual(dearTea);
    await cache.put([{ key: 'tea', value: tea, version: '100' }]);
    expect(await cache.get('tea')).toEqual(tea);
    await cache.put([{ key: 'tea', value: undefined, version: '0101' }]);
    await cache.put([{ key: 'tea', value: tea, version: '100' }]);
    expect(await cache.get('tea')).toBeUndefined();
    expect(cache.stats()).toMatchObject({ negativeHits: 1, loads: 0 });
    expect(await redis.ttl(cache.valueKey('tea'))).toBeGreaterThan(0);
  });
});
