import type { Bench, BenchCase, Measured, NotRun, Sample } from '../core/case.ts';
import type { CpuMicros } from '../core/load/plan.ts';
import { interleave } from '../core/rounds.ts';
import { findRecvlogical } from './cdc/recvlogical.ts';
import { type RecordedWal, recordWal, type Wal } from './cdc/wal.ts';

const CHANGES = { full: 200_000, quick: 40_000 };

/** Decodes a stretch of WAL from its slot and applies it; says how many row changes that were, and how long it took. */
export type CatchUp = (
  wal: Wal,
) => Promise<{ changes: number; seconds: number; cpuMicros?: CpuMicros | undefined }>;

export type CatchUpOptions = {
  publication: string;
  /** `prepare` brings the read side to where the WAL is going to begin, before it is made. */
  open: (bench: Bench) => Promise<{ prepare: (startLsn: string) => Promise<void>; catchUp: CatchUp }>;
};

/** How fast a read side that lay still catches up, beside a program that only reads. */
export const cdcCatchUp = (ours: CatchUpOptions) =>
  ({
    name: 'cdc-catchup',
    title: 'CDC catch-up, decode and apply to Redis',
    unit: 'changes/s',
    limitIs: '`pg_recvlogical`, pgoutput to nowhere',
    goal: { of: 'ratio', is: 'at-least', target: 0.35, stretch: 0.6 },
    products: { full: 1_000, quick: 1_000 },
    async run(bench) {
      const { publication } = ours;
      const { prepare, catchUp } = await ours.open(bench);
      const changes = bench.pace.quick ? CHANGES.quick : CHANGES.full;
      bench.say(`writing ${changes.toLocaleString('en-US')} changes`);
      const wal = await recordWal(bench.rig, {
        publication,
        workload: { changes, seed: bench.seed },
        prepare,
      });
      bench.onEnd(wal.drop);
      return measureCatchUp(wal, { rounds: bench.pace.rounds, catchUp, say: bench.say });
    },
  }) as const satisfies BenchCase;

/** Both read the same stretch by turns. Throws when ours has seen another number of changes than there are. */
export const measureCatchUp = async (
  wal: RecordedWal,
  options: { rounds: number; catchUp: CatchUp; say: (line: string) => void },
): Promise<Measured | NotRun> => {
  const readToNowhere = findRecvlogical();
  if ('notRun' in readToNowhere) return readToNowhere;
  const sides = {
    limit: async (): Promise<Sample> => {
      const { seconds } = await wal.read(readToNowhere);
      return { value: wal.changes / seconds };
    },
    ours: async (): Promise<Sample> => {
      const { changes, seconds, cpuMicros } = await wal.read(options.catchUp);
      if (changes !== wal.changes)
        throw new Error(`The projector saw ${changes} changes where there are ${wal.changes}`);
      const value = changes / seconds;
      if (cpuMicros === undefined) return { value };
      const each = Object.entries(cpuMicros).map(([name, micros]) => [name, micros / changes] as const);
      return { value, cpuMicrosPerRequest: Object.fromEntries(each) };
    },
  };
  // The first reading brings the WAL into memory, for whoever comes next.
  for (const side of [sides.limit, sides.ours]) await side();
  const rounds = await interleave({
    rounds: options.rounds,
    measure: sides,
    onSample: ({ side, round, sample }) =>
      options.say(`round ${round}, ${side}: ${Math.round(sample.value).toLocaleString('en-US')} changes/s`),
  });
  return { ...rounds, detail: { changes: wal.changes, written: wal.written } };
};
