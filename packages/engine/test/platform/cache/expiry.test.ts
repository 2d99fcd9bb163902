import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTestRedis } from '../../../../../test/support/stores.ts';
import { until } from '../../../../../test/support/until.ts';
import { isDueEarly, jitteredMs } from '../../../src/platform/cache/expiry.ts';
import { cacheOf, createTruth, tea } from './support.ts';

const { redis } = await openTestRedis();
const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('a time to live', () => {
  it('is shortened or lengthened by the jitter at most', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 86_400 }),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        unit,
        (seconds, jitter, random) => {
          const ms = jitteredMs(seconds, { jitter, random });
          expect(ms).toBeGreaterThanOrEqual(Math.floor(seconds * 1_000 * (1 - jitter)));
          expect(ms).toBeLessThanOrEqual(Math.ceil(seconds * 1_000 * (1 + jitter)));
        },
      ),
    );
    expect(jitteredMs(100, { jitter: 0.1, random: 0 })).toBe(90_000);
    expect(jitteredMs(100, { jitter: 0.1, random: 0.5 })).toBe(100_000);
  });

  it.each([
    [0, 90_000],
    [0.999_999, 110_000],
  ])('ends in Redis where the jitter says (random number %d)', async (random, ttlMs) => {
    const cache = cacheOf(createTruth({ tea }), {
      redis,
      ttlSeconds: 100,
      random: () => random,
      tuning: { jitter: 0.1 },
    });
    await cache.get('tea');
    const leftMs = await redis.pTTL(cache.valueKey('tea'));
    expect(leftMs).toBeGreaterThan(ttlMs - 5_000);
    expect(leftMs).toBeLessThanOrEqual(ttlMs);
  });
});

describe('what does not exist', () => {
  it('is known not to, for the shorter time', async () => {
    const truth = createTruth();
    const cache = cacheOf(truth, { redis, negativeTtlSeconds: 5, tuning: { jitter: 0 } });
    expect(await cache.get('ghost')).toBeUndefined();
    expect(await cache.get('ghost')).toBeUndefined();
    expect(await cache.getMany(['ghost'])).toEqual(new Map());
    expect(await cache.getFields('ghost', ['title'])).toBeUndefined();
    expect(truth.loads).toHaveLength(1);
    expect(cache.stats()).toMatchObject({ misses: 1, negativeHits: 3 });
    const leftMs = await redis.pTTL(cache.valueKey('ghost'));
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(5_000);
  });

  it('is forgotten when it comes to exist', async () => {
    const truth = createTruth();
    const cache = cacheOf(truth, { redis });
    await cache.get('ghost');
    truth.rows.set('ghost', tea);
    await cache.changed(['ghost']);
    expect(await cache.get('ghost')).toEqual(tea);
  });
});

describe('early refresh', () => {
  const at = { nowMs: 1_000, expiresAtMs: 1_500, loadMs: 100, beta: 1 };

  it('is the likelier the nearer the end is, and certain at the end', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2_000 }),
        fc.integer({ min: 0, max: 2_000 }),
        unit,
        (a, b, random) => {
          const [near, far] = [Math.min(a, b), Math.max(a, b)];
          const due = (leftMs: number) => isDueEarly({ ...at, nowMs: 1_500 - leftMs, random });
          expect(due(near) || !due(far)).toBe(true);
          expect(due(0)).toBe(true);
        },
      ),
    );
  });

  it('comes one load time before the end with probability 1/e, and never with β = 0', () => {
    const oneLoadBefore = { ...at, nowMs: 1_400 };
    expect(isDueEarly({ ...oneLoadBefore, random: 1 / Math.E - 0.001 })).toBe(true);
    expect(isDueEarly({ ...oneLoadBefore, random: 1 / Math.E + 0.001 })).toBe(false);
    expect(isDueEarly({ ...at, beta: 0, random: 0 })).toBe(false);
    expect(isDueEarly({ ...at, loadMs: 0, random: 0 })).toBe(true);
  });

  it('loads a hot value anew in the background, while the present one is answered', async () => {
    const truth = createTruth({ tea });
    let random = 0.5;
    const cache = cacheOf(truth, { redis, random: () => random, tuning: { earlyRefreshBeta: 1 } });
    await cache.get('tea');
    expect(await cache.get('tea')).toEqual(tea);
    expect(cache.stats().earlyRefreshes).toBe(0);

    const dearTea = { ...tea, price: 990 };
    truth.rows.set('tea', dearTea);
    const letGo = truth.hold();
    random = 0;
    // Each of them would refresh; one does, and nobody waits for it.
    const answers = await Promise.all(Array.from({ length: 20 }, () => cache.get('tea')));
    expect(answers).toEqual(Array.from({ length: 20 }, () => tea));
    await until(() => truth.loads.length === 2, { deadlineMs: 2_000, what: 'the refresh' });
    random = 0.5;
    expect(await cache.get('tea')).toEqual(tea);
    letGo();
    await until(async () => (await cache.get('tea'))?.price === 990, {
      deadlineMs: 2_000,
      what: 'the new value',
    });
    expect(truth.loads).toHaveLength(2);
    expect(cache.stats()).toMatchObject({ earlyRefreshes: 1, misses: 1 });
  });

  it('happens once for all processes, and not over a change', async () => {
    const truth = createTruth({ tea });
    const options = { redis, random: () => 0, tuning: { earlyRefreshBeta: 1 } };
    const here = cacheOf(truth, { ...options, random: () => 0.5 });
    const hot = [1, 2].map(() => cacheOf(truth, { ...options, name: here.name }));
    await here.get('tea');
    const letGo = truth.hold();
    await Promise.all(hot.map((cache) => cache.get('tea')));
    await until(() => truth.loads.length === 2, { deadlineMs: 2_000, what: 'the refresh' });
    await Promise.all(hot.map((cache) => cache.get('tea')));
    truth.rows.delete('tea');
    await here.changed(['tea']);
    letGo();
    await until(() => hot.some((cache) => cache.stats().refusedStores === 1), {
      deadlineMs: 2_000,
      what: 'the refusal',
    });
    expect(truth.loads).toHaveLength(2);
    expect(await here.get('tea')).toBeUndefined();
  });

  it('that fails is nobody’s error but counted', async () => {
    const truth = createTruth({ tea });
    const cache = cacheOf(truth, { redis, random: () => 0, tuning: { earlyRefreshBeta: 1 } });
    await cache.get('tea');
    truth.failure = new Error('the truth is away');
    expect(await cache.get('tea')).toEqual(tea);
    await until(() => cache.stats().errors === 1, { deadlineMs: 2_000, what: 'the error' });
    expect(await redis.exists(cache.leaseKey('tea'))).toBe(0);
  });
});
