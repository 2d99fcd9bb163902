import { describe, expect, it } from 'vitest';
import { recordLatency } from '../../bench/core/load/latency.ts';
import { outcomeOf } from '../../bench/core/load/outcomes.ts';
import { poissonArrivals } from '../../bench/core/load/poisson.ts';
import { median, spread } from '../../bench/core/statistics.ts';
import { zipf } from '../../bench/core/zipf.ts';
import { randomFrom } from '../../packages/engine/src/demo/random.ts';

describe('the maths of the bench', () => {
  it('takes the middle of an odd number of rounds, and between the two in the middle of an even one', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 7])).toBe(6);
    expect(() => median([])).toThrow('nothing');
  });

  it('gives the spread as a share of the median', () => {
    expect(spread([90, 100, 120])).toBeCloseTo(0.3);
    expect(spread([100])).toBe(0);
    expect(spread([0, 0])).toBe(0);
  });

  it('gives percentiles that a thousandth of the values is true to', () => {
    const recorder = recordLatency();
    for (let ms = 1; ms <= 10_000; ms += 1) recorder.record(ms);
    const { count, p50Ms, p95Ms, p99Ms, p999Ms, maxMs } = recorder.latency();
    expect(count).toBe(10_000);
    for (const [found, wanted] of [
      [p50Ms, 5_000],
      [p95Ms, 9_500],
      [p99Ms, 9_900],
      [p999Ms, 9_990],
      [maxMs, 10_000],
    ] as const)
      expect(Math.abs(found - wanted) / wanted).toBeLessThan(0.001);
  });

  it('counts what is slower than its bound as that slow, and nothing as no latency', () => {
    const recorder = recordLatency();
    expect(recorder.latency()).toMatchObject({ count: 0, p50Ms: 0, maxMs: 0 });
    recorder.record(10_000_000);
    expect(recorder.latency().maxMs).toBeGreaterThan(119_000);
  });

  it('has arrivals come at their rate, one by one, with the gaps of a Poisson process', () => {
    const options = { ratePerSecond: 1_000, durationMs: 60_000 };
    const arrivals = [...poissonArrivals({ ...options, random: randomFrom('arrivals') })];
    expect(arrivals.length).toBeGreaterThan(59_000);
    expect(arrivals.length).toBeLessThan(61_000);
    expect(arrivals.at(-1)).toBeLessThan(60_000);
    const gaps = arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? 0));
    expect(gaps.every((gap) => gap >= 0)).toBe(true);
    // Exponential: 1 ÷ e of the gaps are longer than the mean.
    expect(gaps.filter((gap) => gap > 1).length / gaps.length).toBeCloseTo(1 / Math.E, 1);
    expect([...poissonArrivals({ ...options, random: randomFrom('arrivals') })]).toEqual(arrivals);
  });

  it('picks keys by Zipf’s law, each rank among them, the same for the same seed', () => {
    const picks = (seed: string) => {
      const pick = zipf({ count: 1_000, random: randomFrom(seed) });
      return Array.from({ length: 100_000 }, pick);
    };
    const picked = picks('keys');
    const share = (rank: number) => picked.filter((each) => each === rank).length / picked.length;
    expect(share(0)).toBeCloseTo(0.1336, 2);
    expect(share(1)).toBeCloseTo(0.1336 / 2, 2);
    expect(Math.min(...picked)).toBe(0);
    expect(Math.max(...picked)).toBeLessThan(1_000);
    expect(picks('keys')).toEqual(picked);
    expect(zipf({ count: 1, random: randomFrom('one') })()).toBe(0);
  });

  it('tells success, an expected refusal, “later” and failure apart', () => {
    const outcome = outcomeOf([409]);
    expect([200, 201, 204].map(outcome)).toEqual(['ok', 'ok', 'ok']);
    expect([409, 429, 503, 400, 404, 500, 302].map(outcome)).toEqual([
      ...['refused', 'overloaded', 'overloaded', 'failed', 'failed', 'failed', 'failed'],
    ]);
    expect(outcomeOf([])(409)).toBe('failed');
  });
});
