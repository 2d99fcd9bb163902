import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { openTestFolder } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import type { Report } from '../../src/replay/report.ts';
import { startReplay, storesOf } from './command.ts';
import { openProxy } from './proxy.ts';
import { logLine, stockSkus, writeLog } from './support.ts';

const engine = await openEngine();
await stockSkus(engine.as(engine.staffKey), { LAMP: 10_000, MUG: 10_000 });
const shop = { url: engine.url, env: storesOf(engine) };

const baskets = (count: number, minutesApart = 0): string[] =>
  Array.from({ length: count }, (_, index) =>
    logLine(String(index), index % 2 === 0 ? 'LAMP' : 'MUG', 1 + (index % 3), {
      customer: String(index % 20),
      minute: index * minutesApart,
    }),
  );

describe('cartwright replay', { timeout: 120_000 }, () => {
  it('prints a report, writes it as JSON, and ends with 0 when everything adds up', async () => {
    const folder = await openTestFolder();
    const file = join(folder, 'report.json');
    const log = await writeLog(baskets(40));
    const run = startReplay(shop, [log, '--report', file, '--payments', 'ok', '--seed', 'x']);
    expect(await run.ended, run.output()).toBe(0);
    expect(run.output()).toContain('Everything adds up.');
    const report: Report = JSON.parse(await readFile(file, 'utf8'));
    expect(report).toMatchObject({ walks: 40, stopped: false, findings: { total: 0 } });
    expect(report.confirmed + report.abandoned).toBe(40);
    expect(report.checkoutMs?.count).toBe(report.confirmed);
  });

  it('ends with 1 and says what is off when the shelf has units that no movement explains', async () => {
    await engine.database.query(`
      CREATE FUNCTION tamper() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        UPDATE inventory.stock SET on_hand = on_hand + 1 WHERE sku = NEW.sku;
        RETURN NEW;
      END $$;
      CREATE TRIGGER tamper AFTER INSERT ON inventory.movement FOR EACH ROW EXECUTE FUNCTION tamper()`);
    const run = startReplay(shop, [await writeLog(baskets(3)), '--payments', 'ok']);
    const code = await run.ended;
    await engine.database.query(
      `DROP TRIGGER tamper ON inventory.movement;
       UPDATE inventory.stock SET on_hand = (SELECT sum(on_hand_delta) FROM inventory.movement WHERE movement.sku = stock.sku)`,
    );
    expect(code, run.output()).toBe(1);
    expect(run.output()).toMatch(/OFF: \d/);
    expect(run.output()).toMatch(/LAMP: \d+ are on hand, and the ledger comes to 10000\./);
  });

  it('ends after the shoppers under way at Ctrl-C, checks them, and leaves nothing behind', async () => {
    const folder = await openTestFolder();
    // At this speed the log takes an hour.
    const args = [await writeLog(baskets(600, 1)), '--speed', '10', '--payments', 'ok'];
    const run = startReplay({ ...shop, env: { ...shop.env, TMPDIR: folder } }, args);
    await until(() => /, [1-9]\d* orders,/.test(run.output()), { deadlineMs: 20_000, what: 'an order' });
    run.interrupt();
    expect(await run.ended, run.output()).toBe(130);
    expect(run.output()).toContain('Stopping after the shoppers under way');
    expect(run.output()).toMatch(/^Stopped\n {2}Log/m);
    expect(run.output()).toContain('Everything adds up.');
    expect(await readdir(folder)).toEqual([]);
  });

  it('ends at once at a second Ctrl-C, whoever is still under way, and leaves nothing behind', async () => {
    const folder = await openTestFolder();
    const asked = { checkouts: 0 };
    const silent = await openProxy(engine.url, ({ path }) => {
      if (!path.endsWith('/checkout')) return undefined;
      asked.checkouts += 1;
      return new Promise(() => {});
    });
    const run = startReplay({ url: silent, env: { ...shop.env, TMPDIR: folder } }, [
      await writeLog(baskets(10)),
    ]);
    await until(() => asked.checkouts > 0, { deadlineMs: 20_000, what: 'a checkout' });
    // What comes within a second of the first is taken for the same Ctrl-C.
    const again = setInterval(() => run.interrupt(), 200);
    const code = await run.ended.finally(() => clearInterval(again));
    expect(code, run.output()).toBe(130);
    expect(run.output()).not.toContain('Checked');
    expect(await readdir(folder)).toEqual([]);
  });

  it('says what to do when it cannot begin', async () => {
    const folder = await openTestFolder();
    const log = await writeLog(baskets(1));
    const notALog = join(folder, 'products.csv');
    await writeFile(notALog, 'Handle,Title\na,b\n');
    const cases: [what: RegExp, Parameters<typeof startReplay>[0], string[]][] = [
      [/cannot be read: ENOENT/, shop, [join(folder, 'nothing.csv')]],
      [/is no file/, shop, [folder]],
      [/cannot be read as an order log: the header lacks InvoiceNo/, shop, [notALog]],
      [/No shop runs on .*Start one with `npm start`/, { env: { CARTWRIGHT_DATA_DIR: folder } }, [log]],
      [/cannot be reached at http:\/\/127\.0\.0\.1:9 /, { ...shop, url: 'http://127.0.0.1:9' }, [log]],
      [/whole number from 1 to 512/, shop, [log, '--concurrency', '513']],
      [/a day as 2010-12-01/, shop, [log, '--from', '2010-02-30']],
      [/the report cannot be written/i, shop, [log, '--report', join(folder, 'missing', 'report.json')]],
    ];
    for (const [what, where, args] of cases) {
      const run = startReplay(where, args);
      expect(await run.ended, run.output()).toBe(1);
      expect(run.output()).toMatch(what);
      expect(run.output()).not.toMatch(/\n {4}at /);
    }
  });
});
