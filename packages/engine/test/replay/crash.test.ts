import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createClient } from '@cartwright/contract';
import { afterAll, describe, expect, it } from 'vitest';
import { openProvider } from '../../../../test/support/money.ts';
import { openStores } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { freePort } from '../../src/platform/embedded/ports.ts';
import { MAIN } from './command.ts';
import { logLine, replayHere, stockSkus } from './support.ts';

const stores = await openStores();
const provider = await openProvider();
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
const STAFF_KEY = 'an-owners-key-for-tests';

let engine: ChildProcess | undefined;
const startEngine = async (): Promise<void> => {
  engine = spawn(process.execPath, [MAIN, 'serve'], {
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: stores.databaseUrl,
      REDIS_URL: stores.redisUrl,
      CARTWRIGHT_PAYMENT_PROVIDER_URL: provider.url,
      CARTWRIGHT_API_PORT: String(port),
      CARTWRIGHT_STAFF_KEY: STAFF_KEY,
      CARTWRIGHT_PAYMENT_LEASE_MS: '1000',
      CARTWRIGHT_SWEEP_INTERVAL_MS: '200',
    },
  });
  await until(async () => (await fetch(`${url}/readyz`)).ok, { deadlineMs: 40_000, what: 'the engine' });
};
const kill = async (): Promise<void> => {
  if (engine === undefined || engine.exitCode !== null || engine.signalCode !== null) return;
  engine.kill('SIGKILL');
  await once(engine, 'exit');
};
afterAll(kill);

const placed = async (): Promise<number> =>
  Number(
    (await stores.database.query<{ count: string }>('SELECT count(*) FROM orders.placed_order')).rows[0]
      ?.count,
  );

describe('an engine killed and started again amid a replay', { timeout: 180_000 }, () => {
  it('costs repeated calls, and neither loses an order nor makes one twice', async () => {
    await startEngine();
    await stockSkus(createClient({ baseUrl: url, token: () => STAFF_KEY }), { LAMP: 1_000, MUG: 1_000 });
    const lines = Array.from({ length: 120 }, (_, index) => [
      logLine(String(index), 'LAMP', 2, { customer: String(index % 40) }),
      logLine(String(index), 'MUG', 1, { customer: String(index % 40) }),
    ]).flat();
    const replaying = replayHere(
      { url, database: stores.database },
      { lines, options: { payments: 'ok', seed: 'killed' } },
    );
    for (const orders of [10, 50]) {
      await until(async () => (await placed()) >= orders, { deadlineMs: 60_000, what: `${orders} orders` });
      await kill();
      await startEngine();
    }
    const report = await replaying;
    expect(report.findings).toEqual({ total: 0, listed: [] });
    expect(report.retried.connection).toBeGreaterThan(0);
    expect(report).toMatchObject({ walks: 120, gaveUp: 0, refused: {}, undecided: 0 });
    expect(report.confirmed + report.abandoned).toBe(120);
    expect(await placed()).toBe(report.confirmed);
  });
});
