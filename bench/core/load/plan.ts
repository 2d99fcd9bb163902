/** What the load process is told to do, and what it tells: plain data, because it goes from process to process. */
import type { Latency } from './latency.ts';
import type { Outcomes } from './outcomes.ts';

type Target = {
  port: number;
  requests: SourcePlan;
  /** Statuses that are a business answer here, such as 409. */
  expectedRefusals?: readonly number[];
  /** Processes whose CPU time is told beside, each with its children, by a name of the caller's. */
  watch?: Readonly<Record<string, number>>;
};

/** A module `*-requests.ts` that exports `createRequests`, by its `import.meta.url`, and what it is called with. */
export type SourcePlan = { module: string; options: unknown };

/** Gives the bytes of one request after the other. It runs in the load process and decides how light that is. */
export type CreateRequests<Options> = (options: Options) => () => Buffer;

/** Every connection sends its next request as soon as it has an answer. Finds a ceiling, and no latency. */
export type ClosedLoopPlan = Target & {
  loop: 'closed';
  connections: number;
  warmUpMs: number;
  windowMs: number;
};

/** Requests come when they come, by a Poisson process. Finds the latency at a rate. */
export type OpenLoopPlan = Target & {
  loop: 'open';
  ratePerSecond: number;
  durationMs: number;
  connections: number;
  /** On their way or waiting for a connection; beyond it arrivals are dropped, and counted. */
  outstandingMax: number;
  seed: string;
};

export type LoadPlan = ClosedLoopPlan | OpenLoopPlan;

/** User and system time in µs, by the names in `watch`, with the load process itself as `generator`. */
export type CpuMicros = Readonly<Record<string, number>>;

export type ClosedLoopReport = {
  loop: 'closed';
  seconds: number;
  outcomes: Outcomes;
  /** During the window; undefined where the system has no /proc. */
  cpuMicros: CpuMicros | undefined;
};

export type OpenLoopReport = {
  loop: 'open';
  seconds: number;
  /** Arrivals, dropped ones included. */
  offered: number;
  dropped: number;
  /** No answer within the grace after the last arrival; in the latency as old as they were then. */
  unanswered: number;
  outcomes: Outcomes;
  /** From the intended time of sending to the whole answer. */
  latency: Latency;
  /** How late the generator itself came to an arrival: what of the latency is not the server's. */
  lateness: Latency;
  cpuMicros: CpuMicros | undefined;
};

export type LoadReport = ClosedLoopReport | OpenLoopReport;
