import type { BenchCase, Sample } from '../core/case.ts';
import type { Latency } from '../core/load/latency.ts';
import type { Rig } from '../rig/rig.ts';
import { recordWal } from './cdc/wal.ts';
import { prepareWorkload, runWorkload } from './cdc/workload.ts';
import type { CatchUp } from './cdc-catchup.ts';

const PROBE_CHANGES = 40_000;
const LOAD = 0.5;

/** Follows the database until it is stopped, and then gives the lag of all that it saw: from commit to readable. */
export type Follow = (rig: Rig) => Promise<{ stop(): Promise<Latency> }>;

/** How late the read side is while the shop is busy: half of what it can catch up with. */
export const cdcLag = (ours: { publication: string; catchUp: CatchUp; follow: Follow }) =>
  ({
    name: 'cdc-lag',
    title: 'CDC lag at half the catch-up rate, p99',
    unit: 'ms',
    limitIs: '–',
    goal: { of: 'ours', is: 'at-most', target: 50, stretch: 25 },
    products: { full: 1_000, quick: 1_000 },
    async run(bench) {
      const { rig, pace, seed } = bench;
      const probe = await recordWal(rig, {
        publication: ours.publication,
        workload: { changes: PROBE_CHANGES, seed },
      });
      const caughtUp = await probe.read(ours.catchUp).finally(probe.drop);
      const changesPerSecond = (LOAD * caughtUp.changes) / caughtUp.seconds;
      const samples: Sample[] = [];
      const rounds: Record<string, unknown>[] = [];
      for (let round = 1; round <= pace.rounds; round += 1) {
        await prepareWorkload(rig.database);
        const following = await ours.follow(rig);
        const changes = Math.ceil((changesPerSecond * pace.openLoopMs) / 1_000);
        const done = await runWorkload(rig, { changes, changesPerSecond, seed: `${seed} ${round}` });
        const lag = await following.stop();
        bench.say(`round ${round} of ${pace.rounds}: p99 ${lag.p99Ms.toFixed(1)} ms`);
        samples.push({ value: lag.p99Ms });
        rounds.push({ lag, changesPerSecond: done.changes / done.seconds });
      }
      return { ours: samples, limit: [], detail: { aimedAtChangesPerSecond: changesPerSecond, rounds } };
    },
  }) as const satisfies BenchCase;
