/**
 * Finds the latency at a rate. Requests are due when a Poisson process says so, whatever became of those before, and
 * their latency counts from then: a server that stalls for half a second is late for everyone who came meanwhile, and
 * not only for those whom a connection was free for (“coordinated omission”).
 */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { randomFrom } from '../../../packages/engine/src/demo/random.ts';
import { type Connection, openConnection } from './connection.ts';
import { cpuBetween, cpuMicrosOf } from './cpu-time.ts';
import { type LatencyRecorder, recordLatency } from './latency.ts';
import { noOutcomes, outcomeOf } from './outcomes.ts';
import type { OpenLoopPlan, OpenLoopReport } from './plan.ts';
import { poissonArrivals } from './poisson.ts';

/** After the last arrival. */
const GRACE_MS = 5_000;
const GRACE_POLL_MS = 5;
/** Timers keep to 1 ms at the best; arrivals that are nearer are slept for in these steps, between turns of I/O. */
const TIMER_FROM_MS = 2;
const STEP_MS = 0.1;
/** Arrivals that were all due already, after which answers are read again. */
const BURST_MAX = 64;

/** Nothing is left open. */
export const runOpenLoop = async (plan: OpenLoopPlan, nextRequest: () => Buffer): Promise<OpenLoopReport> => {
  const lanes = createLanes(plan, nextRequest);
  const lateness = recordLatency();
  let [offered, dropped] = [0, 0];
  const cpuBefore = cpuMicrosOf(plan.watch ?? {});
  try {
    const startedAt = performance.now();
    for (const atMs of poissonArrivals({ ...plan, random: randomFrom(plan.seed) })) {
      const dueAt = startedAt + atMs;
      await waitUntil(dueAt);
      offered += 1;
      if (offered % BURST_MAX === 0) await nextTurn();
      lateness.record(performance.now() - dueAt);
      if (lanes.outstanding() >= plan.outstandingMax) dropped += 1;
      else lanes.arrive(dueAt);
    }
    await waitUntil(startedAt + plan.durationMs);
    const cpuMicros = cpuBetween(cpuBefore, cpuMicrosOf(plan.watch ?? {}));
    const seconds = (performance.now() - startedAt) / 1_000;
    const giveUpAt = performance.now() + GRACE_MS;
    while (lanes.outstanding() > 0 && performance.now() < giveUpAt) await sleep(GRACE_POLL_MS);
    const unanswered = lanes.giveUp();
    return {
      ...{ loop: 'open', seconds, offered, dropped, unanswered, outcomes: lanes.outcomes, cpuMicros },
      ...{ latency: lanes.latency.latency(), lateness: lateness.latency() },
    };
  } finally {
    lanes.close();
  }
};

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** Spinning would be as exact, and take a whole core from the server. */
const waitUntil = async (dueAt: number): Promise<void> => {
  for (let gapMs = dueAt - performance.now(); gapMs > 0; gapMs = dueAt - performance.now()) {
    if (gapMs > TIMER_FROM_MS) {
      await sleep(Math.floor(gapMs) - 1);
      continue;
    }
    await nextTurn();
    Atomics.wait(sleeper, 0, 0, Math.min(STEP_MS, Math.max(0, dueAt - performance.now())));
  }
};

type Lanes = {
  /** On their way or waiting for a connection. */
  outstanding(): number;
  /** Sends a request now, or as soon as a connection is free. */
  arrive(dueAt: number): void;
  outcomes: ReturnType<typeof noOutcomes>;
  latency: LatencyRecorder;
  /** Counts what is outstanding with the age that it has reached; returns how many that were. */
  giveUp(): number;
  close(): void;
};

/** Connections, and who waits for one. */
const createLanes = (plan: OpenLoopPlan, nextRequest: () => Buffer): Lanes => {
  const outcome = outcomeOf(plan.expectedRefusals ?? []);
  const outcomes = noOutcomes();
  const latency = recordLatency();
  const free: Connection[] = [];
  const busy = new Map<Connection, number>();
  // Oldest first; `next` moves on instead of shifting, which would cost with the length.
  let waiting: number[] = [];
  let next = 0;
  let closing = false;

  const send = (connection: Connection, dueAt: number): void => {
    busy.set(connection, dueAt);
    connection.send(nextRequest());
  };
  const settle = (connection: Connection, kind: keyof typeof outcomes): void => {
    const dueAt = busy.get(connection);
    if (dueAt === undefined) return;
    busy.delete(connection);
    outcomes[kind] += 1;
    latency.record(performance.now() - dueAt);
  };
  const takeUp = (connection: Connection): void => {
    const dueAt = waiting[next];
    if (dueAt === undefined) {
      free.push(connection);
      return;
    }
    next += 1;
    if (next === waiting.length) [waiting, next] = [[], 0];
    send(connection, dueAt);
  };
  const open = (): Connection =>
    openConnection({
      port: plan.port,
      onAnswer(connection, status) {
        settle(connection, outcome(status));
        takeUp(connection);
      },
      // Never more often than requests were sent, unless idle ones break: those are not replaced before they are needed.
      onBroken(connection) {
        const wasBusy = busy.has(connection);
        settle(connection, 'broken');
        const index = free.indexOf(connection);
        if (index >= 0) free.splice(index, 1);
        if (wasBusy && !closing) takeUp(open());
      },
    });
  for (let index = 0; index < plan.connections; index += 1) free.push(open());

  return {
    outcomes,
    latency,
    outstanding: () => busy.size + waiting.length - next,
    arrive(dueAt) {
      const connection = free.pop() ?? (busy.size < plan.connections ? open() : undefined);
      if (connection === undefined) waiting.push(dueAt);
      else send(connection, dueAt);
    },
    giveUp() {
      const now = performance.now();
      const left = [...busy.values(), ...waiting.slice(next)];
      for (const dueAt of left) latency.record(now - dueAt);
      return left.length;
    },
    close() {
      closing = true;
      for (const connection of [...free, ...busy.keys()]) connection.close();
    },
  };
};
