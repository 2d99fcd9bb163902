/**
 * What a case is. It measures, round by round; medians, ratios, flags and the table are made from that elsewhere, the
 * same way for all.
 *
 *   export const cartPut = { name: 'cart-put', … , run: (bench) => … } as const satisfies BenchCase;
 */

import type { Rig } from '../rig/rig.ts';
import type { Latency } from './load/latency.ts';
import type { LoadProcess } from './load/load-process.ts';
import type { CpuMicros } from './load/plan.ts';
import type { Pace } from './pace.ts';

export type BenchCase = {
  /** As it is asked for on the command line: lower case, with dashes. */
  name: string;
  /** One line for the table. */
  title: string;
  /** Of `ours` and `limit`. */
  unit: string;
  /** What the limit is, for the table; '–' where there is none. */
  limitIs: string;
  goal: Goal;
  /** Products in the catalogue when `--size` does not say. */
  products: { full: number; quick: number };
  run(bench: Bench): Promise<Measured | NotRun>;
};

/** What of a case is held against its target: `ours` itself, or `ours` ÷ `limit`. */
export type Goal = {
  of: 'ratio' | 'ours';
  is: 'at-least' | 'at-most';
  target: number;
  stretch: number;
};

/** What a case works with. Everything in it is stopped by whoever made it. */
export type Bench = {
  rig: Rig;
  load: LoadProcess;
  pace: Pace;
  /** Seeds all randomness, so that a run can be had again. */
  seed: string;
  /** Tells the user how far the case is. */
  say(line: string): void;
  /** Runs when the case is over, however it ends; last come, first served. */
  onEnd(stop: () => Promise<void>): void;
};

/** One figure per round, in the case's unit. */
export type Measured = {
  ours: readonly Sample[];
  /** Empty where the case has no limit. */
  limit: readonly Sample[];
  /** From an open loop on ours. */
  latency?: OpenLoopLatency;
  /** Whatever explains the figures; goes into the JSON as it is. */
  detail?: Readonly<Record<string, unknown>>;
};

export type Sample = { value: number; cpuMicrosPerRequest?: CpuMicros };

export type OpenLoopLatency = Latency & { offeredPerSecond: number; dropped: number; unanswered: number };

/** A strategy or program that is not here is said so, never guessed. */
export type NotRun = { notRun: string };
