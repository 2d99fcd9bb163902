import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ADMIT_MAX,
  decidePace,
  firstPace,
  marginOf,
  type Pace,
  type Seen,
  WINDOW_FIRST,
  WINDOW_MAX,
  WINDOW_MIN,
} from '../../src/modules/waiting-room/domain/pace.ts';

const NOTHING: Seen = {
  atMs: 1_000_000,
  waiting: 10_000,
  remaining: 100_000,
  expected: 0,
  claimed: 0,
  perSecondMax: null,
  resolved: 0,
  sold: 0,
  answers: 0,
  late: 0,
};

const count = (max: number) => fc.integer({ min: 0, max });
/** What may be seen from one step to the next; counters only grow, except for units ordered. */
const change = fc.record({
  ms: fc.integer({ min: -5_000, max: 20_000 }),
  waiting: count(100_000),
  remaining: count(10_000),
  expected: count(5_000),
  claimed: count(5_000),
  perSecondMax: fc.option(fc.integer({ min: 1, max: 5_000 })),
  claims: count(1_000),
  ordered: fc.integer({ min: -50, max: 1_000 }),
  answers: count(2_000),
  late: count(100),
});

describe('the pace', () => {
  it('lets in whole shoppers who wait, within the window, the units and the margin, and nobody for nothing', () => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 60 }), (changes) => {
        let seen = NOTHING;
        let pace: Pace = firstPace(seen);
        for (const step of changes) {
          const { waiting, remaining, expected, claimed, perSecondMax } = step;
          seen = {
            ...{ waiting, remaining, expected, claimed, perSecondMax },
            atMs: seen.atMs + step.ms,
            resolved: seen.resolved + step.claims,
            sold: Math.max(seen.sold + step.ordered, 0),
            answers: seen.answers + step.answers,
            late: seen.late + Math.min(step.late, step.answers),
          };
          const decided = decidePace(pace, seen);
          const { admit } = decided;
          expect(Number.isInteger(admit) && admit >= 0 && admit <= ADMIT_MAX).toBe(true);
          expect(admit).toBeLessThanOrEqual(waiting);
          if (remaining === 0) expect(admit).toBe(0);
          if (admit > 0) {
            expect(expected + admit).toBeLessThanOrEqual(remaining + marginOf(remaining));
            expect(expected + admit).toBeLessThanOrEqual(decided.pace.window);
            expect(admit).toBeLessThanOrEqual(perSecondMax ?? ADMIT_MAX);
          }
          pace = decided.pace;
          expect(pace.window).toBeGreaterThanOrEqual(WINDOW_MIN);
          expect(pace.window).toBeLessThanOrEqual(WINDOW_MAX);
          for (const value of Object.values(pace)) expect(Number.isFinite(value)).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('lets nobody in beyond the cap, over any time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 20, max: 3_000 }), { minLength: 1, maxLength: 100 }),
        fc.integer({ min: 1, max: 500 }),
        (pauses, perSecondMax) => {
          let seen: Seen = { ...NOTHING, perSecondMax };
          let pace = firstPace(seen);
          let admitted = 0;
          for (const ms of pauses) {
            seen = { ...seen, atMs: seen.atMs + ms };
            const decided = decidePace(pace, seen);
            pace = decided.pace;
            admitted += decided.admit;
          }
          const seconds = (seen.atMs - NOTHING.atMs) / 1_000;
          expect(admitted).toBeLessThanOrEqual(Math.ceil(perSecondMax * (seconds + 1)));
        },
      ),
    );
  });

  it('lets the first window in at once, and then one for each who is done', () => {
    const first = decidePace(firstPace(NOTHING), NOTHING);
    expect(first.admit).toBe(WINDOW_FIRST);
    const later = { ...NOTHING, atMs: NOTHING.atMs + 500, expected: WINDOW_FIRST };
    const none = decidePace(first.pace, later);
    expect(none.admit).toBe(0);
    const done = { ...later, atMs: later.atMs + 500, expected: WINDOW_FIRST - 10, resolved: 10, sold: 10 };
    // Ten are done, and the window has grown by them too.
    expect(decidePace(none.pace, done).admit).toBe(20);
  });

  it('is cut once when answers come late, and not again before that can have shown', () => {
    const full = { ...NOTHING, atMs: NOTHING.atMs + 500, expected: WINDOW_FIRST, answers: 100, late: 50 };
    const cut = decidePace(firstPace(NOTHING), full);
    expect(cut.pace.window).toBeCloseTo(WINDOW_FIRST * 0.7);
    const again = { ...full, atMs: full.atMs + 500, answers: 200, late: 100 };
    expect(decidePace(cut.pace, again).pace.window).toBe(cut.pace.window);
    const much = { ...again, atMs: again.atMs + 61_000 };
    expect(decidePace(cut.pace, much).pace.window).toBeLessThan(cut.pace.window);
  });
});

/** A shop that places so many orders per second, late ones after a queue; shoppers take some seconds, and some wander off. */
const simulate = (shop: { perSecond: (second: number) => number; seconds: number; seed: number }) => {
  let state = shop.seed;
  const random = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return (state + 1) / 2 ** 32;
  };
  const after = (mean: number): number => -Math.log(random()) * mean;
  const [TICK, LATE_S, EXPECTED_S] = [0.5, 2, 60];
  let seen: Seen = { ...NOTHING, waiting: 1_000_000, remaining: 1_000_000 };
  let pace = firstPace(seen);
  let spare = 0;
  let arriving: { admittedAt: number; at: number }[] = [];
  let payingAt: number[] = [];
  const queue: number[] = [];
  const orders: { at: number; waited: number }[] = [];
  for (let now = 0; now < shop.seconds; now += TICK) {
    const come = arriving.filter(({ at }) => at <= now).length;
    arriving = arriving.filter(({ at, admittedAt }) => at > now && now - admittedAt < EXPECTED_S);
    for (let i = 0; i < come; i += 1) if (random() < 0.9) payingAt.push(now + after(15));
    for (const at of payingAt) if (at <= now) queue.push(now);
    payingAt = payingAt.filter((at) => at > now);
    spare = Math.min(spare, 1) + shop.perSecond(now) * TICK;
    let late = 0;
    let ordered = 0;
    for (; queue.length > 0 && spare >= 1; spare -= 1) {
      const waited = now - (queue.shift() ?? now);
      orders.push({ at: now, waited });
      ordered += 1;
      if (waited > LATE_S) late += 1;
    }
    seen = {
      ...seen,
      atMs: NOTHING.atMs + now * 1_000,
      expected: arriving.length,
      claimed: seen.claimed + come - ordered,
      resolved: seen.resolved + come,
      sold: seen.sold + ordered,
      answers: seen.answers + come + ordered,
      late: seen.late + late,
    };
    const decided = decidePace(pace, seen);
    pace = decided.pace;
    for (let i = 0; i < decided.admit; i += 1)
      arriving.push({ admittedAt: now, at: random() < 0.2 ? Number.POSITIVE_INFINITY : now + after(3) });
  }
  return (from: number, to: number) => {
    const some = orders.filter(({ at }) => at >= from && at < to);
    const waits = some.map(({ waited }) => waited).sort((a, b) => a - b);
    return { perSecond: some.length / (to - from), waitP95: waits[Math.floor(waits.length * 0.95)] ?? 0 };
  };
};

describe('the pace of a shop', () => {
  it.each([1, 2, 3])('finds what it can do, without queues (seed %i)', (seed) => {
    const measured = simulate({ perSecond: () => 50, seconds: 300, seed })(150, 300);
    expect(measured.perSecond).toBeGreaterThan(40);
    expect(measured.waitP95).toBeLessThan(10);
  });

  it.each([1, 2, 3])('follows when it gets slower, and does not starve it then (seed %i)', (seed) => {
    const measure = simulate({ perSecond: (second) => (second < 100 ? 200 : 40), seconds: 400, seed });
    const slow = measure(250, 400);
    expect(slow.waitP95).toBeLessThan(10);
    expect(slow.perSecond).toBeGreaterThan(20);
  });
});
