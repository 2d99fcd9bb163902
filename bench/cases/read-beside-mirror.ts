/** How all reads are measured: the ceiling by turns with a bare server that sends the same, then the latency. */
import { randomFrom } from '../../packages/engine/src/demo/random.ts';
import { assert } from '../../packages/engine/src/shared/assert.ts';
import type { Bench, Measured, Sample } from '../core/case.ts';
import { type GetRequests, getRequests } from '../core/load/get-requests.ts';
import { type Outcomes, sumOf } from '../core/load/outcomes.ts';
import type { ClosedLoopReport, CpuMicros } from '../core/load/plan.ts';
import { interleave, type Side } from '../core/rounds.ts';
import { median } from '../core/statistics.ts';
import { zipf } from '../core/zipf.ts';
import { recordTypical, startMirror } from '../rig/mirror.ts';

/** More than the engine's 20 connections to PostgreSQL, so that it always has work. */
const CONNECTIONS = 32;
/** As many in an open loop wait at most; past that the server has given up on the rate. */
const OUTSTANDING_MAX = 2_000;
/** Where a shop would be run. */
const LATENCY_AT = 0.5;

/** GETs on `paths`, the most popular first, as a Zipf distribution asks for them. Throws when one is not answered with 2xx. */
export const measureReads = async (
  bench: Bench,
  reads: Pick<GetRequests, 'paths' | 'headers'>,
): Promise<Measured> => {
  const { rig, load, pace, seed } = bench;
  assert(reads.paths.length > 0, 'there is nothing to read');
  const pick = zipf({ count: reads.paths.length, random: randomFrom(`${seed} recorded`) });
  const answer = await recordTypical({
    ...reads,
    port: rig.port,
    nextPath: () => reads.paths[pick()] ?? '/',
  });
  const mirror = await startMirror(answer, { folder: rig.folder, onEnd: bench.onEnd });
  const requests = getRequests({ ...reads, seed });
  const sides = {
    ours: { port: rig.port, watch: rig.pids },
    limit: { port: mirror.port, watch: { limit: mirror.pid } },
  } as const;
  const ceiling = async (side: Side, warmUpMs = pace.warmUpMs): Promise<Sample> => {
    const { windowMs } = pace;
    return sampleOf(
      await load.closedLoop({ ...sides[side], requests, connections: CONNECTIONS, warmUpMs, windowMs }),
    );
  };
  for (const side of ['limit', 'ours'] as const) await ceiling(side, pace.firstWarmUpMs);
  const rounds = await interleave({
    rounds: pace.rounds,
    measure: { limit: () => ceiling('limit'), ours: () => ceiling('ours') },
    onSample: ({ side, round, sample }) =>
      bench.say(
        `round ${round} of ${pace.rounds}, ${side}: ${Math.round(sample.value).toLocaleString('en-US')}/s`,
      ),
  });

  const ratePerSecond = LATENCY_AT * median(rounds.ours.map(({ value }) => value));
  bench.say(`latency at ${Math.round(ratePerSecond).toLocaleString('en-US')}/s`);
  const open = await load.openLoop({
    ...sides.ours,
    requests,
    ratePerSecond,
    durationMs: pace.openLoopMs,
    connections: CONNECTIONS,
    outstandingMax: OUTSTANDING_MAX,
    seed,
  });
  refuseFailures(open.outcomes);
  const { latency, dropped, unanswered, lateness, outcomes, seconds } = open;
  return {
    ...rounds,
    latency: { ...latency, offeredPerSecond: open.offered / seconds, dropped, unanswered },
    detail: {
      bodyBytes: answer.body.length,
      distinctRequests: reads.paths.length,
      connections: CONNECTIONS,
      openLoop: { outcomes, generatorLateness: lateness, seconds },
    },
  };
};

const sampleOf = ({ outcomes, seconds, cpuMicros }: ClosedLoopReport): Sample => {
  refuseFailures(outcomes);
  const value = outcomes.ok / seconds;
  if (cpuMicros === undefined) return { value };
  const each = Object.entries(cpuMicros).map(([name, micros]) => [name, micros / outcomes.ok] as const);
  const cpuMicrosPerRequest: CpuMicros = Object.fromEntries(each);
  return { value, cpuMicrosPerRequest };
};

/** A read that failed is no read; quickly said no would look fast. */
const refuseFailures = (outcomes: Outcomes): void => {
  if (outcomes.ok === 0 || outcomes.ok !== sumOf(outcomes))
    throw new Error(`Not every read succeeded: ${JSON.stringify(outcomes)}.`);
};
