/** How many units are held at each moment, and the most of them in a stretch of time. */
import type { Hold } from './holds.ts';

export type Levels = {
  /** The highest level at any moment from `fromMs` to `toMs`, both included. */
  most(fromMs: number, toMs: number): number;
};

/** Both ends of a hold belong to it, unless it `endsBefore` its end. Builds in n log n, answers in log n. */
export const levelsOf = (holds: readonly Hold[]): Levels => {
  const steps = holds
    .flatMap(({ fromMs, toMs, units, endsBefore }) => [
      { atMs: fromMs, order: 1, delta: units },
      { atMs: toMs, order: endsBefore ? 0 : 2, delta: -units },
    ])
    // What ends before a moment goes first, what ends with it goes last.
    .sort((a, b) => a.atMs - b.atMs || a.order - b.order);
  const times = steps.map(({ atMs }) => atMs);
  // highest[power][at]: the highest of the 2^power levels from `at` on; the level after step `at` is highest[0][at].
  const highest: number[][] = [[]];
  let level = 0;
  for (const { delta } of steps) {
    level += delta;
    highest[0]?.push(level);
  }
  for (let power = 1; 2 ** power <= steps.length; power += 1) {
    const below = highest[power - 1] ?? [];
    const half = 2 ** (power - 1);
    const row: number[] = [];
    for (let at = 0; at + 2 ** power <= steps.length; at += 1)
      row.push(Math.max(below[at] ?? 0, below[at + half] ?? 0));
    highest.push(row);
  }
  return {
    most(fromMs, toMs) {
      const first = firstAt(times, (atMs) => atMs >= fromMs);
      const end = firstAt(times, (atMs) => atMs > toMs);
      const before = highest[0]?.[first - 1] ?? 0;
      if (end <= first) return before;
      const power = Math.floor(Math.log2(end - first));
      const row = highest[power] ?? [];
      return Math.max(before, row[first] ?? 0, row[end - 2 ** power] ?? 0);
    },
  };
};

/** The index of the first time that is late enough; how many there are, if none is. */
const firstAt = (times: readonly number[], late: (atMs: number) => boolean): number => {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (late(times[middle] ?? Number.POSITIVE_INFINITY)) high = middle;
    else low = middle + 1;
  }
  return low;
};
