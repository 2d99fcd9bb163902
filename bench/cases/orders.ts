/** How many orders are made durable in a second, beside PostgreSQL's own program running the same statements. */
import type { Bench, BenchCase, Measured, NotRun, Sample } from '../core/case.ts';
import { interleave } from '../core/rounds.ts';
import { openPlacing, type PlacingRig } from '../rig/placing.ts';
import type { PlacedOrders } from '../rig/placing-main.ts';
import { findPgbench } from './orders/pgbench.ts';

const UNIFORM_SKUS = 1_000;
const BATCH = 512;
/** Three batches: one at work, one that gathers, and what has just been answered. */
const IN_FLIGHT = 3 * BATCH;
/** What `one-by-one` uses: half of the connections. */
const SINGLE_LANES = 10;
const PGBENCH_CLIENTS = 2;

type Way = { batchMax: number; lanes: number; inFlight: number };
const BATCHED: Way = { batchMax: BATCH, lanes: 1, inFlight: IN_FLIGHT };
const ONE_BY_ONE: Way = { batchMax: 1, lanes: SINGLE_LANES, inFlight: 2 * SINGLE_LANES };

const measureWay = async (bench: Bench, placing: PlacingRig, way: Way & { skus: number }) => {
  const { warmUpMs, windowMs } = bench.pace;
  return placing.place({ ...way, warmUpMs, windowMs });
};

const sampleOf = ({ placed, seconds, cpuMicros }: PlacedOrders): Sample => ({
  value: placed / seconds,
  cpuMicrosPerRequest: { engine: cpuMicros / placed },
});

const told =
  (bench: Bench) =>
  ({ side, round, sample }: { side: string; round: number; sample: Sample }): void =>
    bench.say(`round ${round}, ${side}: ${Math.round(sample.value).toLocaleString('en-US')}`);

/** One way beside another, on the same database. */
const besides = async (
  bench: Bench,
  {
    ours,
    limit,
    of,
  }: { ours: Way & { skus: number }; limit: Way & { skus: number }; of: (done: PlacedOrders) => Sample },
): Promise<Measured> => {
  const placing = await openPlacing(bench, UNIFORM_SKUS);
  const measure = (way: Way & { skus: number }) => async () => of(await measureWay(bench, placing, way));
  for (const way of [limit, ours]) await measure(way)();
  return interleave({
    rounds: bench.pace.rounds,
    measure: { limit: measure(limit), ours: measure(ours) },
    onSample: told(bench),
  });
};

export const ordersUniform = {
  name: 'orders-uniform',
  title: 'durable orders, uniform SKUs',
  unit: 'orders/s',
  limitIs: '`pgbench`, the batch’s own SQL',
  goal: { of: 'ratio', is: 'at-least', target: 0.6, stretch: 0.8 },
  products: { full: 1_000, quick: 1_000 },
  async run(bench): Promise<Measured | NotRun> {
    const runBatches = findPgbench();
    if ('notRun' in runBatches) return runBatches;
    const placing = await openPlacing(bench, UNIFORM_SKUS);
    const seconds = Math.ceil((bench.pace.warmUpMs + bench.pace.windowMs) / 1_000);
    const sides = {
      limit: async (): Promise<Sample> => {
        const { ordersPerSecond } = await runBatches({
          databaseUrl: placing.databaseUrl,
          folder: bench.rig.folder,
          batch: BATCH,
          skus: UNIFORM_SKUS,
          clients: PGBENCH_CLIENTS,
          seconds,
        });
        return { value: ordersPerSecond };
      },
      ours: async () => sampleOf(await measureWay(bench, placing, { ...BATCHED, skus: UNIFORM_SKUS })),
    };
    for (const side of [sides.limit, sides.ours]) await side();
    const rounds = await interleave({ rounds: bench.pace.rounds, measure: sides, onSample: told(bench) });
    return { ...rounds, detail: { batch: BATCH, pgbenchClients: PGBENCH_CLIENTS } };
  },
} as const satisfies BenchCase;

export const ordersHot = {
  name: 'orders-hot',
  title: 'durable orders, one hot SKU ÷ uniform SKUs',
  unit: 'orders/s',
  limitIs: 'ours, uniform SKUs',
  goal: { of: 'ratio', is: 'at-least', target: 0.9, stretch: 1 },
  products: { full: 1_000, quick: 1_000 },
  run: (bench) =>
    besides(bench, {
      ours: { ...BATCHED, skus: 1 },
      limit: { ...BATCHED, skus: UNIFORM_SKUS },
      of: sampleOf,
    }),
} as const satisfies BenchCase;

export const ordersBatched = {
  name: 'orders-batched',
  title: 'batched ÷ one order per transaction, one hot SKU',
  unit: 'orders/s',
  limitIs: 'ours, one by one',
  goal: { of: 'ratio', is: 'at-least', target: 20, stretch: 35 },
  products: { full: 1_000, quick: 1_000 },
  run: (bench) =>
    besides(bench, { ours: { ...BATCHED, skus: 1 }, limit: { ...ONE_BY_ONE, skus: 1 }, of: sampleOf }),
} as const satisfies BenchCase;

export const ordersLone = {
  name: 'orders-lone',
  title: 'a lone order’s latency, batched ÷ one by one',
  unit: 'ms, median',
  limitIs: 'ours, one by one',
  goal: { of: 'ratio', is: 'at-most', target: 1.1, stretch: 1 },
  products: { full: 1_000, quick: 1_000 },
  run: (bench) =>
    besides(bench, {
      ours: { ...BATCHED, inFlight: 1, skus: UNIFORM_SKUS },
      limit: { ...ONE_BY_ONE, inFlight: 1, skus: UNIFORM_SKUS },
      of: ({ p50Ms }) => ({ value: p50Ms }),
    }),
} as const satisfies BenchCase;
