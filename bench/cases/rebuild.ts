import { admin, type Rebuild } from '@cartwright/contract';
import { poll } from '../../packages/engine/src/platform/embedded/server-process.ts';
import type { Bench, BenchCase, Sample } from '../core/case.ts';
import { getRequests } from '../core/load/get-requests.ts';
import { sumOf } from '../core/load/outcomes.ts';
import type { OpenLoopReport } from '../core/load/plan.ts';
import { memoryOf } from '../core/memory.ts';
import { median } from '../core/statistics.ts';
import type { Rig } from '../rig/rig.ts';
import { productPaths } from './product-get.ts';

/** The same whatever the catalogue, so that sizes can be compared. */
const READS_PER_SECOND = 1_000;
const CONNECTIONS = 32;
const OUTSTANDING_MAX = 2_000;
/** After which no further rebuild is begun; a large catalogue takes longer than this once. */
const ROUNDS_BUDGET_MS = 100_000;
const REBUILD_DEADLINE_MS = 1_800_000;

/** Makes the products' read model anew while shoppers look at products, and what that does to them. */
export const rebuild = {
  name: 'rebuild',
  title: 'rebuild of the products while they are read',
  unit: 'documents/s',
  limitIs: '–',
  goal: { of: 'ours', is: 'at-least', target: 5_000, stretch: 10_000 },
  products: { full: 50_000, quick: 1_000 },
  async run(bench) {
    const { rig, pace, say } = bench;
    const read = readerOf(bench, await productPaths(rig.database));
    await read('warm-up', pace.firstWarmUpMs);
    const before = await read('before', pace.openLoopMs);
    const { postgres: _postmasterAlone, ...pids } = rig.pids;
    const memory = () => memoryOf({ redis: rig.redis, pids });
    const memoryBefore = await memory();
    say(`before: p50 ${ms(before.latency.p50Ms)}, p99 ${ms(before.latency.p99Ms)} ms`);

    const rebuilds: Rebuilt[] = [];
    const startedAt = performance.now();
    const inBudget = (): boolean => performance.now() - startedAt < ROUNDS_BUDGET_MS;
    const progress = { enough: false, rebuilding: true };
    const rebuilding = (async () => {
      do {
        const rebuilt = await rebuildOnce(rig);
        rebuilds.push(rebuilt);
        say(`rebuild ${rebuilds.length}: ${rebuilt.documents} documents in ${rebuilt.seconds.toFixed(2)} s`);
      } while (!progress.enough && inBudget());
    })().finally(() => {
      progress.rebuilding = false;
    });
    // Thrown below.
    rebuilding.catch(() => {});
    const during: OpenLoopReport[] = [];
    while (progress.rebuilding && !progress.enough) {
      const window = await read(`during ${during.length}`, pace.openLoopMs);
      // One that the last rebuild did not outlast has rest in it.
      if (during.length === 0 || progress.rebuilding) during.push(window);
      progress.enough = rebuilds.length >= pace.rounds;
    }
    await rebuilding;
    const worst = worstOf(during);
    const { latency, dropped, unanswered } = worst;
    say(`during: p50 ${ms(latency.p50Ms)}, p99 ${ms(latency.p99Ms)} ms in the worst of ${during.length}`);

    const ours: Sample[] = rebuilds.map(({ documents, seconds }) => ({ value: documents / seconds }));
    return {
      ours,
      limit: [],
      latency: { ...latency, offeredPerSecond: worst.offered / worst.seconds, dropped, unanswered },
      detail: {
        rebuilds,
        readsBefore: figuresOf(before),
        readsDuring: during.map(figuresOf),
        medianP99MsDuring: median(during.map((window) => window.latency.p99Ms)),
        memoryBefore,
        memoryAfter: await memory(),
      },
    };
  },
} as const satisfies BenchCase;

const ms = (value: number): string => value.toFixed(2);

const worstOf = (windows: readonly OpenLoopReport[]): OpenLoopReport => {
  const [worst] = windows.toSorted((a, b) => b.latency.p99Ms - a.latency.p99Ms);
  if (worst === undefined) throw new Error('nothing was read');
  return worst;
};

const figuresOf = ({ latency, lateness, outcomes, offered, dropped, unanswered }: OpenLoopReport) => ({
  ...{ latency, outcomes, offered, dropped, unanswered },
  latenessP99Ms: lateness.p99Ms,
});

/** An open loop of product GETs. A shop that answers with errors while it rebuilds has failed. */
const readerOf =
  ({ rig, load, seed }: Bench, paths: readonly string[]) =>
  async (name: string, durationMs: number): Promise<OpenLoopReport> => {
    const report = await load.openLoop({
      port: rig.port,
      watch: rig.pids,
      requests: getRequests({ paths, seed: `${seed} ${name}` }),
      ratePerSecond: READS_PER_SECOND,
      durationMs,
      connections: CONNECTIONS,
      outstandingMax: OUTSTANDING_MAX,
      seed: `${seed} ${name}`,
    });
    if (report.outcomes.ok !== sumOf(report.outcomes))
      throw new Error(`Not every read succeeded: ${JSON.stringify(report.outcomes)}`);
    return report;
  };

type Rebuilt = { documents: number; seconds: number };

/** Asks for a rebuild and waits for its end; the seconds are those of the process that does it. */
const rebuildOnce = async (rig: Rig): Promise<Rebuilt> => {
  const staff = rig.client(rig.staffKey);
  const { rebuildId } = (await staff.call(admin.createRebuild, { body: { projection: 'products' } })).body;
  let now: Rebuild | undefined;
  await poll({
    deadlineMs: REBUILD_DEADLINE_MS,
    until: async () => {
      now = (await staff.call(admin.getRebuild, { params: { rebuildId } })).body;
      return now.finishedAt !== null;
    },
  });
  if (now?.status !== 'completed' || now.startedAt === null || now.finishedAt === null)
    throw new Error(`The rebuild ended as ${now?.status}: ${now?.error}`);
  if (now.done < rig.products)
    throw new Error(`The rebuild made ${now.done} documents of ${rig.products} products`);
  return {
    documents: now.done,
    seconds: (Date.parse(now.finishedAt) - Date.parse(now.startedAt)) / 1_000,
  };
};
