import type { Random } from '../../../packages/engine/src/demo/random.ts';

/**
 * The times, in milliseconds from the start, at which requests of a Poisson process come: whoever sends them has no say
 * in it, so that a server that stalls is not given a rest. Ends before `durationMs`.
 */
export function* poissonArrivals(options: {
  ratePerSecond: number;
  durationMs: number;
  random: Random;
}): Generator<number, void, undefined> {
  const meanGapMs = 1_000 / options.ratePerSecond;
  // 1 − random() is never 0, whose logarithm would be an endless gap.
  for (let atMs = 0; ; ) {
    atMs -= Math.log(1 - options.random()) * meanGapMs;
    if (atMs >= options.durationMs) return;
    yield atMs;
  }
}
