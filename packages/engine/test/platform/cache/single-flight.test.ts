import { afterAll, describe, expect, it } from 'vitest';
import { openTestRedis } from '../../../../../test/support/stores.ts';
import { until } from '../../../../../test/support/until.ts';
import { openRedis } from '../../../src/platform/redis.ts';
import { Overloaded } from '../../../src/shared/expected-error.ts';
import { cacheOf, createTruth, type Truth, tea } from './support.ts';

const { redis, url } = await openTestRedis();
const otherRedis = openRedis({ url, onError: () => {} });
await otherRedis.connect();
afterAll(() => otherRedis.destroy());

const times = <T>(count: number, work: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, work));
const loading = (truth: Truth) =>
  until(() => truth.loads.length > 0, { deadlineMs: 2_000, what: 'the load' });

/** Two caches of one name, each with a connection of its own, as two processes have them. */
const twoProcesses = (truth: Truth, tuning: { leaseMs?: number; waitMs?: number } = {}) => {
  const here = cacheOf(truth, { redis, tuning });
  return [here, cacheOf(truth, { redis: otherRedis, name: here.name, tuning })] as const;
};

describe('a cold key', () => {
  it('is loaded once, however many ask for it in one process', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis });
    const letGo = truth.hold();
    const asked = times(100, () => cache.get('tea'));
    await loading(truth);
    letGo();
    expect(await asked).toEqual(Array.from({ length: 100 }, () => tea));
    expect(truth.loads).toEqual([['tea']]);
    expect(cache.stats()).toMatchObject({ misses: 100, loads: 1, sharedLoads: 99 });
    expect(await cache.get('tea')).toEqual(tea);
    expect(cache.stats()).toMatchObject({ hits: 1, loads: 1 });
  });

  it('is loaded once by two processes: one waits for what the other stores', async () => {
    const truth = createTruth({ tea });
    const [here, there] = twoProcesses(truth, { waitMs: 10_000 });
    const letGo = truth.hold();
    const asked = Promise.all([times(50, () => here.get('tea')), times(50, () => there.get('tea'))]);
    await until(() => here.stats().waits + there.stats().waits === 1, {
      deadlineMs: 2_000,
      what: 'one to wait',
    });
    letGo();
    expect((await asked).flat()).toEqual(Array.from({ length: 100 }, () => tea));
    expect(truth.loads).toEqual([['tea']]);
  });

  it('leaves no lease behind once it is stored', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis });
    await cache.getMany(['tea', 'nothing']);
    expect(await redis.exists(cache.leaseKey('tea'))).toBe(0);
    expect(await redis.exists(cache.leaseKey('nothing'))).toBe(0);
  });

  it('whose loader died is loaded by who waits, when the lease has ended and not before', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis, tuning: { waitMs: 10_000 } });
    await redis.set(cache.leaseKey('tea'), 'of the dead', { expiration: { type: 'PX', value: 300 } });
    const askedAtMs = performance.now();
    expect(await cache.get('tea')).toEqual(tea);
    expect(performance.now() - askedAtMs).toBeGreaterThan(250);
    expect(truth.loads).toHaveLength(1);
    // It took the lease over, so it could store.
    expect(await redis.exists(cache.valueKey('tea'))).toBe(1);
  });

  it('is loaded without being stored by who has waited long enough', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis, tuning: { waitMs: 100 } });
    await redis.set(cache.leaseKey('tea'), 'of the slow', { expiration: { type: 'PX', value: 60_000 } });
    expect(await cache.get('tea')).toEqual(tea);
    expect(await redis.exists(cache.valueKey('tea'))).toBe(0);
    expect(await redis.get(cache.leaseKey('tea'))).toBe('of the slow');
  });

  it('is not stored by a load that outlives its lease, nor is the lease of the next one taken away', async () => {
    const truth = createTruth({ tea });
    const [slow, next] = twoProcesses(truth, { leaseMs: 50, waitMs: 10_000 });
    const letGo = truth.hold();
    const slowly = slow.get('tea');
    await loading(truth);
    await until(async () => (await redis.exists(slow.leaseKey('tea'))) === 0, {
      deadlineMs: 2_000,
      what: 'the end of the lease',
    });
    await redis.set(slow.leaseKey('tea'), 'of the next', { expiration: { type: 'PX', value: 60_000 } });
    letGo();
    expect(await slowly).toEqual(tea);
    expect(slow.stats()).toMatchObject({ refusedStores: 1, loads: 1 });
    expect(await redis.get(next.leaseKey('tea'))).toBe('of the next');
    expect(await redis.exists(next.valueKey('tea'))).toBe(0);
  });
});

describe('a load that fails', () => {
  it('fails all who share it with its own error, and the next one is tried at once', async () => {
    const truth = createTruth({ tea });
    const [here, there] = twoProcesses(truth);
    truth.failure = new Error('the truth is away');
    const outcomes = await Promise.allSettled([here.get('tea'), here.get('tea')]);
    expect(outcomes).toEqual(
      Array.from({ length: 2 }, () => ({ status: 'rejected', reason: truth.failure })),
    );
    truth.failure = undefined;
    // No lease was left for her to wait for.
    expect(await there.get('tea')).toEqual(tea);
    expect(there.stats().waits).toBe(0);
  });

  it('does not take the lease away from who came after it', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis });
    const letGo = truth.hold();
    const asked = cache.get('tea');
    await loading(truth);
    await redis.set(cache.leaseKey('tea'), 'of the next', { expiration: { type: 'PX', value: 60_000 } });
    truth.failure = new Error('the truth is away');
    letGo();
    await expect(asked).rejects.toBe(truth.failure);
    expect(await redis.get(cache.leaseKey('tea'))).toBe('of the next');
  });

  it('is refused when too many wait already', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis, tuning: { loadConcurrencyMax: 1, loadQueueMax: 1 } });
    const letGo = truth.hold();
    const asked = Promise.allSettled(['a', 'b', 'c'].map((key) => cache.get(key)));
    await loading(truth);
    await until(async () => (await redis.exists(cache.leaseKey('c'))) === 0, {
      deadlineMs: 2_000,
      what: 'the refusal',
    });
    letGo();
    const refused = (await asked).filter((outcome) => outcome.status === 'rejected');
    expect(refused.map(({ reason }) => reason)).toEqual([expect.any(Overloaded)]);
  });
});

describe('many keys', () => {
  it('are answered together: what is cached from there, the rest by one load', async () => {
    const cup = { title: 'Cup', price: 900 };
    const truth = createTruth({ tea, cup });
    const cache = cacheOf(truth, { redis });
    await cache.get('tea');
    const found = await cache.getMany(['tea', 'cup', 'none', 'cup']);
    expect(found).toEqual(new Map(Object.entries({ tea, cup })));
    expect(truth.loads).toEqual([['tea'], ['cup', 'none']]);
    expect(cache.stats()).toMatchObject({ hits: 1, misses: 3, loads: 3 });
  });

  it('share the loads that are in progress', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis });
    const letGo = truth.hold();
    const one = cache.get('tea');
    await loading(truth);
    const many = cache.getMany(['tea', 'cup']);
    await until(() => truth.loads.length === 2, { deadlineMs: 2_000, what: 'the second load' });
    letGo();
    expect(await one).toEqual(tea);
    expect(await many).toEqual(new Map([['tea', tea]]));
    expect(truth.loads).toEqual([['tea'], ['cup']]);
  });
});
