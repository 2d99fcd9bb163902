/** The limit of placing: `pgbench` running the statements of a batch, which are the engine's own, with arrays made in SQL. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import '../../../packages/engine/src/processes/placing.ts';
import { declaredStatements } from '../../../packages/engine/src/platform/sql.ts';
import type { NotRun } from '../../core/case.ts';
import { findProgram } from '../postgres-programs.ts';

/** Orders of one transaction, as many as the engine takes at most. */
export type BatchRun = {
  databaseUrl: string;
  folder: string;
  batch: number;
  skus: number;
  clients: number;
  seconds: number;
};
export type RunBatches = (run: BatchRun) => Promise<{ ordersPerSecond: number }>;

const GRACE_MS = 60_000;

/** Finds the program, or says why there is none. */
export const findPgbench = (): RunBatches | NotRun => {
  const program = findProgram('pgbench');
  return typeof program === 'string' ? (run) => runWith(program, run) : program;
};

const runWith = async (program: string, run: BatchRun): Promise<{ ordersPerSecond: number }> => {
  const { databaseUrl, folder, batch, clients, seconds } = run;
  const script = join(folder, 'batch.sql');
  await writeFile(script, scriptOf(run));
  const url = new URL(databaseUrl);
  const { stdout } = await promisify(execFile)(
    program,
    [
      ...['--no-vacuum', '--protocol=prepared', `--file=${script}`, `--client=${clients}`, `--jobs=1`],
      ...[`--time=${seconds}`, `--host=${url.hostname}`, `--port=${url.port}`],
      ...[`--username=${decodeURIComponent(url.username)}`, url.pathname.slice(1)],
    ],
    {
      timeout: seconds * 1_000 + GRACE_MS,
      env: { PATH: process.env.PATH, PGPASSWORD: decodeURIComponent(url.password) },
    },
  );
  const tps = Number(/^tps = ([0-9.]+)/m.exec(stdout)?.[1]);
  if (!(tps > 0)) throw new Error(`pgbench said:\n${stdout}`);
  return { ordersPerSecond: tps * batch };
};

/** A batch of placements, statement by statement as `processes/placing.ts` runs them. */
const scriptOf = ({ batch, skus }: { batch: number; skus: number }): string => {
  const all = (column: string): string => `array_agg(${column})::text`;
  const arrays = {
    ids: all('order_id'),
    sessions: all('session_id'),
    sessiontexts: all('session_id::text'),
    owners: all(`'session:' || session_id`),
    attempts: all('attempt_id'),
    movements: all('movement_id'),
    keys: all('key'),
    skus: all('sku'),
    distinctskus: `array_agg(DISTINCT sku)::text`,
    operations: all(`'order'::text`),
    hashes: all(`sha256('an order')`),
    ones: all('1'),
    zeros: all('0'),
    prices: all('100::int8'),
    nothings: all('0::int8'),
    nulls: all('NULL::text'),
    nouuids: all('NULL::uuid'),
    emails: all(`'ada@example.com'::text`),
    addresses: all(
      `'{"name":"Ada","line1":"1 High Street","city":"London","postalCode":"N1","country":"GB"}'::text`,
    ),
    currencies: all(`'USD'::text`),
    untils: all(`now() + interval '10 minutes'`),
    ats: all('now()'),
    products: all(`'p'::text`),
    titles: all(`'Thing'::text`),
    placed: all(`'placed'::text`),
    data: all(`'{}'::text`),
    providers: all(`'test'::text`),
    tokens: all(`'tok_ok'::text`),
  };
  const steps: [string, string[]][] = [
    ['customer.lockSessionsShared', ['sessiontexts']],
    ['customer.selectRevoked', ['sessions']],
    ['idempotency.insertIntents', ['owners', 'operations', 'keys', 'hashes', 'ids', 'attempts']],
    ['inventory.lockStock', ['distinctskus']],
    [
      'inventory.moveStock',
      ['movements', 'skus', 'zeros', 'ones', 'zeros', 'ids', 'nulls', 'nulls', `'allocation'`, 'NULL'],
    ],
    [
      'orders.insertOrders',
      [
        ...['ids', 'sessions', 'nouuids', 'nouuids', 'emails', 'addresses', 'nulls', 'currencies'],
        ...['prices', 'nothings', 'nothings', 'nothings', 'prices', 'untils', 'ats'],
      ],
    ],
    ['orders.insertLines', ['ids', 'ones', 'skus', 'products', 'titles', 'ones', 'prices', 'prices']],
    ['orders.insertEvents', ['ids', 'ones', 'placed', 'data', 'ats']],
    [
      'payment.insertAttempts',
      ['attempts', 'ids', 'providers', 'tokens', 'prices', 'currencies', 'untils', 'ats'],
    ],
  ];
  const columns = Object.entries(arrays).map(([name, text]) => `${text} AS ${name}`);
  const wanted = `
    SELECT uuidv7() AS order_id, uuidv7() AS session_id, uuidv7() AS attempt_id, uuidv7() AS movement_id,
           uuidv7()::text AS key, 'bench-' || (turn % ${skus}) AS sku
    FROM generate_series(1, ${batch}) AS turn`;
  return [
    `SELECT ${columns.join(', ')} FROM (${wanted}) AS wanted \\gset`,
    'BEGIN;',
    ...steps.map(([name, values]) => textOf(name, values)),
    'COMMIT;',
    '',
  ].join('\n');
};

/** A declared statement with the script's variables, and a few constants, in place of its parameters. */
const textOf = (name: string, values: readonly string[]): string => {
  const declared = declaredStatements().find((one) => one.name === name);
  if (declared === undefined) throw new Error(`there is no statement ${name}`);
  const expected = Object.keys(declared.params).length;
  if (values.length !== expected) throw new Error(`${name} takes ${expected} values, not ${values.length}`);
  const types = Object.values(declared.params).map(({ pgType }) => pgType);
  const text = declared.text.replace(/\$(\d+)/g, (_, number: string) => {
    const value = values[Number(number) - 1] ?? '';
    const isConstant = value === 'NULL' || value.startsWith("'");
    return isConstant ? `${value}::${types[Number(number) - 1]}` : `:${value}`;
  });
  return `${text.replace(/\s+/g, ' ').trim()};`;
};
