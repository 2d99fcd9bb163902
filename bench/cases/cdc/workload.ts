/** Traffic in the write-ahead log: stock that comes and goes, orders that are placed and confirmed, on Zipf SKUs. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { randomFrom } from '../../../packages/engine/src/demo/random.ts';
import { ensureOrderPartitions } from '../../../packages/engine/src/modules/order/index.ts';
import type { Database } from '../../../packages/engine/src/platform/postgres.ts';
import { zipf } from '../../core/zipf.ts';

/** A shop's mix, again and again: 12 changes of receipts, 27 of placements, 2 of a confirmation. */
const CYCLE = [
  ...['receipt', 'place', 'receipt', 'receipt', 'place'],
  ...['receipt', 'receipt', 'place', 'receipt', 'confirm'],
];
const CHANGES_PER_CYCLE = 41;

/** Group commit pays up to here; more only queue for the hot SKUs. */
const CONNECTIONS = 8;
/** Of a connection in one call, so that the arrays of a call stay small: 2,000 × 10 transactions. */
const CYCLES_PER_CALL = 2_000;

export type Workload = {
  /** Row changes to make, rounded up to whole cycles of 41 for each of the 8 connections. */
  changes: number;
  /** Undefined for as fast as can be. */
  changesPerSecond?: number;
  seed: string;
};

/** Makes room for a workload: partitions for its orders, and stock that does not run out. Before it is measured. */
export const prepareWorkload = async (database: Database): Promise<void> => {
  const now = new Date();
  await ensureOrderPartitions(database, { from: now, to: now });
  await database.query('UPDATE inventory.stock SET on_hand = on_hand + 10000000');
  await database.query('VACUUM (FULL, ANALYZE) inventory.stock');
};

/**
 * Runs a workload in real transactions of 2 to 9 changes and returns when all are committed. Needs at least two SKUs,
 * and `prepareWorkload` before. PostgreSQL 18 (`uuidv7()`).
 */
export const runWorkload = async (
  at: { databaseUrl: string; database: Database },
  workload: Workload,
): Promise<{ transactions: number; changes: number; seconds: number }> => {
  const { rows } = await at.database.query<{ sku: string }>(
    'SELECT sku FROM inventory.stock JOIN catalog.variant USING (sku) ORDER BY md5(sku)',
  );
  const skus = rows.map(({ sku }) => sku);
  if (skus.length < 2) throw new Error('A workload needs two SKUs at least; seed a catalogue first (--size)');
  const cycles = Math.ceil(workload.changes / CHANGES_PER_CYCLE / CONNECTIONS);
  const transactions = cycles * CYCLE.length * CONNECTIONS;
  const changes = cycles * CHANGES_PER_CYCLE * CONNECTIONS;
  const gapSeconds =
    workload.changesPerSecond === undefined
      ? 0
      : (CONNECTIONS * CHANGES_PER_CYCLE) / CYCLE.length / workload.changesPerSecond;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: CONNECTIONS }, (_, index) =>
      runConnection(at.databaseUrl, { skus, cycles, gapSeconds, seed: `${workload.seed} ${index}` }),
    ),
  );
  return { transactions, changes, seconds: (performance.now() - startedAt) / 1_000 };
};

const runConnection = async (
  databaseUrl: string,
  part: { skus: readonly string[]; cycles: number; gapSeconds: number; seed: string },
): Promise<void> => {
  const random = randomFrom(part.seed);
  const pick = zipf({ count: part.skus.length, random });
  const client = new Client({ connectionString: databaseUrl, application_name: 'cartwright-bench-workload' });
  // A connection that breaks fails the call that is under way.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query(await readFile(join(import.meta.dirname, 'workload.sql'), 'utf8'));
    await client.query('SELECT setseed($1)', [random()]);
    for (let left = part.cycles; left > 0; left -= CYCLES_PER_CALL) {
      const kinds = Array.from({ length: Math.min(left, CYCLES_PER_CALL) }, () => CYCLE).flat();
      const pairs = kinds.map(() => pairOf(part.skus, pick));
      await client.query('CALL pg_temp.bench_workload($1::text[], $2::text[], $3::text[], $4::float8)', [
        kinds,
        pairs.map(([first]) => first),
        pairs.map(([, second]) => second),
        part.gapSeconds,
      ]);
    }
  } finally {
    await client.end();
  }
};

/** Two different SKUs in the order of their text, which is also the order of locking. */
const pairOf = (skus: readonly string[], pick: () => number): [string, string] => {
  const first = pick();
  const second = pick();
  const other = second === first ? (first + 1) % skus.length : second;
  const [one, two] = [skus[first] ?? '', skus[other] ?? ''];
  return one < two ? [one, two] : [two, one];
};
