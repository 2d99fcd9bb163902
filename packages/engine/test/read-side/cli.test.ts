import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { PROJECTIONS } from '@cartwright/contract';
import { expect, it, onTestFinished } from 'vitest';
import { openReadSide } from '../../../../test/support/read-side.ts';
import { openTestFolder } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { taskPage } from '../../src/platform/read-side/tasks.ts';
import { publishEnvironment, takeDataDir } from '../../src/roles/stores.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
// Nothing is compared but what a command asks for.
const side = await openReadSide({ reconcilePerSecond: 0 });
const dataDir = await openTestFolder();

const SKUS = 1_000;
await side.database.query(
  `INSERT INTO inventory.stock (sku, on_hand) SELECT 'S' || number, 5 FROM generate_series(1, $1) AS number`,
  [SKUS],
);

const start = (...args: string[]) => {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: side.databaseUrl,
      REDIS_URL: side.redisUrl,
      CARTWRIGHT_DATA_DIR: dataDir,
      CARTWRIGHT_RECONCILE_PER_SECOND: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let said = '';
  let told = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, said, told }));
  return { child, ended, told: () => told };
};
const run = (...args: string[]) => start(...args).ended;

const stockKeys = () => side.redis.keys('stock:*');
const latest = async () => {
  const [task] = await taskPage(side.database, { kind: 'rebuild', before: null, limit: 1 });
  return task;
};

it('says what is wrong with a name, before anything is begun', { timeout: 60_000 }, async () => {
  for (const [args, message] of [
    [['rebuild', 'nonsense'], /no read model nonsense.*stock.*orders/],
    [['reconcile', 'nonsense'], /no read model nonsense.*stock.*orders/],
    [['reconcile', 'trending'], /too small to be compared.*cartwright rebuild trending/],
  ] as const) {
    const { code, told } = await run(...args);
    expect({ code, told }).toEqual({ code: 1, told: expect.stringMatching(message) });
    expect(told).not.toMatch(/ at .*\.ts/);
  }
  expect(await latest()).toBeUndefined();
});

it('tells in its help what its exit code means', { timeout: 60_000 }, async () => {
  expect((await run('reconcile', '--help')).said).toMatch(/exit code is 1 when anything had drifted/);
});

it('follows the changes itself where nobody does, and ends when it is done', {
  timeout: 60_000,
}, async () => {
  const { code, said, told } = await run('rebuild', 'stock');
  expect(told).toMatch(/Nobody follows the changes of PostgreSQL: this command does/);
  expect({ code, said }).toEqual({
    code: 0,
    said: expect.stringMatching(/^stock: made anew, 1,000 documents in \d+\.\d s, [\d,]+\/s\n$/),
  });
  expect(await stockKeys()).toHaveLength(SKUS);
});

it('rebuilds every model where a projector runs, and names each', { timeout: 60_000 }, async () => {
  side.start();
  await side.whole();
  const { code, said } = await run('rebuild');
  expect(code).toBe(0);
  expect(said.trimEnd().split('\n')).toEqual(
    PROJECTIONS.map((name) => expect.stringMatching(`^${name}: made anew, [\\d,]+ documents? in`)),
  );
});

it('compares, repairs and tells by its exit code that something had drifted', {
  timeout: 60_000,
}, async () => {
  side.start();
  await side.whole();
  const clean = await run('reconcile');
  expect(clean.code).toBe(0);
  expect(clean.said).toMatch(/^stock +1,000 +0 +0 +0$/m);
  expect(clean.said).toMatch(/^orders +0 +0 +0 +0$/m);
  expect(clean.said).toMatch(/Nothing had drifted/);

  const [key = '', other = ''] = await stockKeys();
  await side.redis.del(key);
  await side.redis.hSet(other, 'onHand', '99');
  const { code, said } = await run('reconcile', 'stock');
  expect(code).toBe(1);
  expect(said).toMatch(/^ +looked +missing +different +left over\nstock +1,000 +1 +1 +0\n/m);
  expect(said).toMatch(/2 had drifted, and all were repaired/);
  expect((await run('reconcile', 'stock')).code).toBe(0);
});

it('leaves the work running at Ctrl-C, and says so', { timeout: 60_000 }, async () => {
  side.start();
  await side.whole();
  // A reader that a rebuild of stock has to wait for.
  const locker = await side.database.connect();
  onTestFinished(async () => {
    await locker.query('ROLLBACK');
    locker.release();
  });
  await locker.query('BEGIN');
  await locker.query('LOCK TABLE inventory.stock IN ACCESS EXCLUSIVE MODE');
  const { child, ended, told } = start('rebuild', 'stock', 'products');
  await until(() => told().includes('stock: waiting for its turn'), {
    deadlineMs: 10_000,
    what: 'progress of the rebuild',
  });
  child.kill('SIGINT');
  const { code } = await ended;
  const task = await latest();
  expect(code).toBe(130);
  expect(told()).toMatch(/goes on without this command; GET \/v1\/admin\/rebuilds\/[0-9a-f-]{36} tells/);
  await locker.query('ROLLBACK');
  await until(async () => (await latest())?.status === 'completed', {
    deadlineMs: 10_000,
    what: `the rest of ${task?.projections}`,
  });
});

it('says what to start where a shop runs whose projector does not', { timeout: 60_000 }, async () => {
  await side.stop();
  // What `cartwright start` leaves for others to find; the process is this one.
  const lock = await takeDataDir(dataDir, { command: 'start' });
  const unpublish = await publishEnvironment(dataDir, {
    DATABASE_URL: side.databaseUrl,
    REDIS_URL: side.redisUrl,
  });
  const { code, told } = await run('rebuild', 'stock');
  await unpublish();
  lock.release();
  expect({ code, told }).toEqual({
    code: 1,
    told: expect.stringMatching(
      `A shop runs on .*process ${process.pid}.*projector\\.log.*cartwright serve --roles projector`,
    ),
  });
  expect(await latest()).toMatchObject({ status: 'waiting', projections: ['stock'] });
});
