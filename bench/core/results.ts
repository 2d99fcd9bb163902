/** From the rounds of a case to its result. */
import { assert } from '../../packages/engine/src/shared/assert.ts';
import type { BenchCase, Goal, Measured, NotRun, OpenLoopLatency, Sample } from './case.ts';
import type { Environment } from './environment.ts';
import type { CpuMicros } from './load/plan.ts';
import { median, spread } from './statistics.ts';

/** A limit that moved by more than this between rounds: the machine had something else to do. */
export const LIMIT_SPREAD_MAX = 0.1;

export type CaseResult = CaseFigures | ({ case: string; title: string } & NotRun);

export type CaseFigures = {
  case: string;
  title: string;
  unit: string;
  products: number;
  /** Medians of the rounds. */
  ours: number;
  limit: number | null;
  limitIs: string;
  ratio: number | null;
  goal: Goal;
  reached: 'stretch' | 'target' | 'missed';
  rounds: number;
  /** (max − min) ÷ median. */
  spread: number;
  limitSpread: number | null;
  flagged: boolean;
  /** Medians of the rounds on ours, by process. */
  cpuMicrosPerRequest: CpuMicros | null;
  limitCpuMicrosPerRequest: CpuMicros | null;
  latency: OpenLoopLatency | null;
  detail: Readonly<Record<string, unknown>>;
};

export type Run = Environment & {
  quick: boolean;
  seed: string;
  /** The load average of the machine in the minute before: whoever else is at work is in the figures. */
  loadBefore: number;
  cases: CaseResult[];
};

/** The result of a case on a catalogue of `products`. */
export const resultOf = (benchCase: BenchCase, measured: Measured | NotRun, products: number): CaseResult => {
  const { name, title, unit, limitIs, goal } = benchCase;
  if ('notRun' in measured) return { case: name, title, ...measured };
  const [ours, limits] = [valuesOf(measured.ours), valuesOf(measured.limit)];
  assert(ours.length > 0, `the case ${name} has measured nothing`);
  const limit = limits.length === 0 ? null : median(limits);
  const ratio = limit === null ? null : median(ours) / limit;
  const limitSpread = limits.length === 0 ? null : spread(limits);
  const held = goal.of === 'ratio' ? ratio : median(ours);
  assert(held !== null, `the case ${name} has a goal against a limit, and no limit`);
  return {
    ...{ case: name, title, unit, products, ours: median(ours), limit, limitIs, ratio, goal },
    reached: reachedOf(goal, held),
    rounds: ours.length,
    spread: spread(ours),
    limitSpread,
    flagged: (limitSpread ?? 0) > LIMIT_SPREAD_MAX,
    cpuMicrosPerRequest: medianCpu(measured.ours),
    limitCpuMicrosPerRequest: medianCpu(measured.limit),
    latency: measured.latency ?? null,
    detail: { oursByRound: ours, limitByRound: limits, ...measured.detail },
  };
};

/** A figure against its goal. */
const reachedOf = (goal: Goal, figure: number): CaseFigures['reached'] => {
  const reaches = (wanted: number): boolean => (goal.is === 'at-least' ? figure >= wanted : figure <= wanted);
  return reaches(goal.stretch) ? 'stretch' : reaches(goal.target) ? 'target' : 'missed';
};

const valuesOf = (samples: readonly Sample[]): number[] => samples.map(({ value }) => value);

const medianCpu = (samples: readonly Sample[]): CpuMicros | null => {
  const known = samples.flatMap(({ cpuMicrosPerRequest: cpu }) => (cpu === undefined ? [] : [cpu]));
  const names = Object.keys(known[0] ?? {});
  if (names.length === 0) return null;
  return Object.fromEntries(names.map((name) => [name, median(known.map((each) => each[name] ?? 0))]));
};
