import type { BenchCase, Sample } from '../core/case.ts';
import type { Latency } from '../core/load/latency.ts';
import type { Rig } from '../rig/rig.ts';
import { type RecordedWal, recordWal } from './cdc/wal.ts';
import { prepareWorkload, runWorkload } from './cdc/workload.ts';
import type { CatchUp, CatchUpOptions } from './cdc-catchup.ts';

const PROBE_CHANGES = 40_000;
const LOAD = 0.5;
/** Of what this machine can write at all beside a projector: more is a queue of writers, and no open loop. */
const WRITE_LOAD = 0.7;

/** Follows the database until it is stopped, and then gives the lag of all that it saw: from commit to readable. */
export type Follow = (rig: Rig) => Promise<{ stop(): Promise<Latency> }>;

/** How late the read side is while the shop is busy: half of what it can catch up with. */
export const cdcLag = (ours: CatchUpOptions & { follow: Follow }) =>
  ({
    name: 'cdc-lag',
    title: 'CDC lag at half the catch-up rate, p99',
    unit: 'ms',
    limitIs: '–',
    goal: { of: 'ours', is: 'at-most', target: 50, stretch: 25 },
    products: { full: 1_000, quick: 1_000 },
    async run(bench) {
      const { rig, pace, seed, say } = bench;
      const { prepare, catchUp } = await ours.open(bench);
      const probe = await recordWal(rig, {
        publication: ours.publication,
        workload: { changes: PROBE_CHANGES, seed },
        prepare,
      });
      const probed = await measureRates(probe, catchUp).finally(probe.drop);
      const { halfPerSecond, writablePerSecond } = probed;
      const aimedAtPerSecond = Math.min(halfPerSecond, writablePerSecond);
      say(
        `half the catch-up rate is ${said(halfPerSecond)} changes/s, ${WRITE_LOAD * 100} % of what can be written ${said(writablePerSecond)}; aiming at the lower`,
      );
      const samples: Sample[] = [];
      const rounds: Record<string, unknown>[] = [];
      for (let round = 1; round <= pace.rounds; round += 1) {
        await prepareWorkload(rig.database);
        const following = await ours.follow(rig);
        const changesPerSecond = aimedAtPerSecond / probed.publishedShare;
        const changes = Math.ceil((changesPerSecond * pace.openLoopMs) / 1_000);
        const done = await runWorkload(rig, { changes, changesPerSecond, seed: `${seed} ${round}` });
        const lag = await following.stop();
        const reachedPerSecond = (done.changes * probed.publishedShare) / done.seconds;
        say(
          `round ${round} of ${pace.rounds}: p50 ${lag.p50Ms.toFixed(1)}, p99 ${lag.p99Ms.toFixed(1)}, p99.9 ${lag.p999Ms.toFixed(1)} ms at ${said(reachedPerSecond)} changes/s`,
        );
        samples.push({ value: lag.p99Ms });
        rounds.push({ lag, reachedPerSecond, transactionsPerSecond: done.transactions / done.seconds });
      }
      return { ours: samples, limit: [], detail: { ...probed, aimedAtPerSecond, rounds } };
    },
  }) as const satisfies BenchCase;

const said = (perSecond: number): string => Math.round(perSecond).toLocaleString('en-US');

/** All in changes that the publication has. */
const measureRates = async (probe: RecordedWal, catchUp: CatchUp) => {
  // Only the second reading finds code that is compiled, and the WAL in memory.
  await probe.read(catchUp);
  const { changes, seconds } = await probe.read(catchUp);
  const publishedShare = probe.changes / probe.written.changes;
  return {
    publishedShare,
    halfPerSecond: (LOAD * changes) / seconds,
    writablePerSecond: (WRITE_LOAD * probe.changes) / probe.written.seconds,
  };
};
