/** Half a million lines of an order log, in a process that may not grow, killed twice on its way. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { openStores, openTestFolder } from '../support/stores.ts';

const MAIN = join(import.meta.dirname, '../../packages/engine/src/main.ts');
const LINES = 520_000;
const SKUS = 4_000;
const CUSTOMERS = 4_300;
const LINES_PER_INVOICE = 20;
/** Every 50th invoice is cancelled in full by its customer, a day later. */
const CANCELLED_EVERY = 50;
/** Node's heap; a process that kept the log's lines would need some 300 MB. */
const HEAP_MB = 64;
const MINUTES = 60_000;

type Written = { orders: number; soldMinor: number; backMinor: number; cancelled: number };

/** A year of orders, none of them real, with the sums that have to come out. */
const writeLog = async (path: string): Promise<Written> => {
  const file = createWriteStream(path);
  const written: Written = { orders: 0, soldMinor: 0, backMinor: 0, cancelled: 0 };
  file.write('InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\r\n');
  const line = async (text: string) => {
    if (!file.write(`${text}\r\n`)) await once(file, 'drain');
  };
  for (let invoice = 0; invoice * LINES_PER_INVOICE < LINES; invoice += 1) {
    const at = new Date(Date.UTC(2011, 0, 1) + invoice * 20 * 60_000);
    const time = (days: number) =>
      new Date(at.getTime() + days * 86_400_000).toISOString().slice(0, 19).replace('T', ' ');
    const end = `${10_000 + (invoice % CUSTOMERS)}.0,${invoice % 7 === 0 ? 'France' : 'United Kingdom'}`;
    const cancelled = invoice % CANCELLED_EVERY === 0;
    written.orders += 1;
    written.cancelled += cancelled ? 1 : 0;
    for (let position = 0; position < LINES_PER_INVOICE; position += 1) {
      const sku = 10_000 + ((invoice * 37 + position * 101) % SKUS);
      const quantity = 1 + ((invoice + position) % 12);
      const priceMinor = 50 + (sku % 900);
      written.soldMinor += quantity * priceMinor;
      const price = (priceMinor / 100).toFixed(2);
      await line(`${500_000 + invoice},${sku},THING ${sku},${quantity},${time(0)},${price},${end}`);
      if (!cancelled) continue;
      written.backMinor += quantity * priceMinor;
      await line(`C${500_000 + invoice},${sku},THING ${sku},-${quantity},${time(1)},${price},${end}`);
    }
  }
  file.end();
  await finished(file);
  return written;
};

it(
  'imports half a million lines to the penny in little memory, however often it is killed',
  async () => {
    const [stores, folder] = [await openStores(), await openTestFolder()];
    const path = join(folder, 'log.csv');
    const written = await writeLog(path);

    /** Runs the import; ends it by SIGKILL when it says what `killAt` waits for. */
    const run = async (killAt?: RegExp): Promise<{ code: number | null; said: string[] }> => {
      const child = spawn(
        process.execPath,
        [`--max-old-space-size=${HEAP_MB}`, MAIN, 'import', path, '--format', 'online-retail-csv'],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
          env: { PATH: process.env.PATH, DATABASE_URL: stores.databaseUrl, REDIS_URL: stores.redisUrl },
        },
      );
      const said: string[] = [];
      for await (const text of createInterface({ input: child.stdout })) {
        said.push(text);
        if (killAt?.test(text) === true) child.kill('SIGKILL');
      }
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
      return { code: child.exitCode, said };
    };

    expect((await run(/^ {2}orders: (?!0)/)).code).toBeNull();
    expect((await run(/^ {2}orders: \d{5}/)).code).toBeNull();
    // As if the killed runs had been silent for long: then their lines go.
    await stores.database.query(`UPDATE catalog.import_run SET heard_at = now() - interval '2 minutes'`);
    const { code, said } = await run();
    expect(code).toBe(0);
    process.stdout.write(`${said.find((text) => text.startsWith('Imported'))}\n`);

    const { rows } = await stores.database.query<Record<string, string>>(`
      SELECT (SELECT count(*) FROM orders.placed_order)::text AS orders,
             (SELECT sum(total) FROM orders.placed_order)::text AS sold,
             (SELECT sum(amount) FROM payment.reversal WHERE kind = 'refund' AND status = 'done')::text AS back,
             (SELECT count(*) FROM orders.placed_order WHERE status = 'refunded')::text AS refunded,
             (SELECT count(*) FROM order_log.line)::text AS kept`);
    expect(rows).toEqual([
      {
        orders: String(written.orders),
        sold: String(written.soldMinor),
        back: String(written.backMinor),
        refunded: String(written.cancelled),
        kept: '0',
      },
    ]);
  },
  20 * MINUTES,
);
