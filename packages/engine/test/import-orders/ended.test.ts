import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openStores, openTestFolder } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { completed, countOf, emptied, importing, outcomeOf } from './importing.ts';
import { longLog } from './long-log.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const { databaseUrl, database, redisUrl } = await openStores();
const folder = await openTestFolder();

/** Enough for several transactions in each of the stages. */
const INVOICES = 2_400;

/** What comes of a log that nobody disturbs. */
const undisturbed = async (log: string) => {
  await emptied(database);
  completed(await importing(database)(log));
  const clean = await outcomeOf(database);
  await emptied(database);
  return clean;
};
beforeEach(() => emptied(database));

describe('an import that is stopped', { timeout: 120_000 }, () => {
  const log = longLog({ invoices: 2_100, cancellations: 1_050 });

  it('at any of its steps, is finished by the next one', async () => {
    const clean = await undisturbed(log);
    const steps: string[] = [];
    for (let stopAt = 1; ; stopAt += 1) {
      await emptied(database);
      const stopping = new AbortController();
      let step = 0;
      const { run } = await importing(database)(log, {
        signal: stopping.signal,
        onOrders: ({ stage }) => {
          step += 1;
          if (step === stopAt) {
            steps.push(stage);
            stopping.abort(new Error('it was stopped'));
          }
        },
      });
      if (step < stopAt) break;
      // What came after the last step was not stopped any more.
      if (run.status !== 'completed')
        expect(run).toMatchObject({ status: 'failed', error: 'it was stopped', report: null });
      expect(await countOf(database, 'order_log.line')).toBe(0);
      completed(await importing(database)(log));
      expect(await outcomeOf(database), `stopped at step ${stopAt}, ${steps.at(-1)}`).toEqual(clean);
    }
    expect(new Set(steps)).toEqual(new Set(['lines', 'products', 'orders', 'cancellations']));
  });

  it('again and again at odd moments, comes to the same in the end', async () => {
    const clean = await undisturbed(log);
    let seed = 20_101_201;
    const random = (): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    for (let round = 0; round < 12; round += 1) {
      const stopping = new AbortController();
      const over = new AbortController();
      const stop = delay(random() * 1_500, undefined, { signal: over.signal }).then(
        () => stopping.abort(new Error('it was stopped')),
        () => {},
      );
      await importing(database)(log, { signal: stopping.signal, chunkBytes: 4_096 });
      over.abort();
      await stop;
    }
    completed(await importing(database)(log));
    expect(await outcomeOf(database)).toEqual(clean);
    expect(await countOf(database, 'order_log.line')).toBe(0);
  });
});

describe('an import whose process is killed', { timeout: 180_000 }, () => {
  const log = longLog({ invoices: INVOICES, cancellations: INVOICES / 2 });
  const killedWhen = async (what: string, amid: () => Promise<boolean>): Promise<void> => {
    const file = join(folder, 'log.csv');
    await writeFile(file, log);
    const child = spawn(process.execPath, [MAIN, 'import', file, '--format', 'online-retail-csv'], {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: databaseUrl,
        REDIS_URL: redisUrl,
        CARTWRIGHT_CURRENCY: 'GBP',
      },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    onTestFinished(() => {
      child.kill('SIGKILL');
    });
    await until(amid, { deadlineMs: 60_000, what });
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
    // Its connections may still be finishing what they were told.
    await until(
      async () =>
        (await countOf(
          database,
          `pg_stat_activity WHERE application_name = 'cartwright-import' AND datname = current_database()`,
        )) === 0,
      { deadlineMs: 10_000, what: 'the end of its connections' },
    );
  };
  const orders = () => countOf(database, `orders.imported WHERE reference NOT LIKE 'C%'`);
  const taken = () => countOf(database, `orders.imported WHERE reference LIKE 'C%'`);

  it.each([
    ['orders', async () => (await orders()) > 0, async () => (await orders()) < INVOICES],
    ['cancellations', async () => (await taken()) > 0, async () => (await taken()) < INVOICES],
  ] as const)(
    'amid its %s is finished by the next one, and leaves nothing lying about',
    async (_, amid, unfinished) => {
      const clean = await undisturbed(log);
      await killedWhen('the midst of it', amid);
      expect(await unfinished()).toBe(true);
      expect(await countOf(database, 'order_log.line')).toBeGreaterThan(0);
      // As if a minute had passed, after which a silent import is taken for dead.
      await database.query(
        `UPDATE catalog.import_run SET heard_at = heard_at - interval '2 minutes' WHERE status = 'running'`,
      );
      completed(await importing(database)(log));
      expect(await outcomeOf(database)).toEqual(clean);
      expect(await countOf(database, 'order_log.line')).toBe(0);
    },
  );
});
