import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProductInput } from '@cartwright/contract';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { openStores, openTestFolder } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { linesOf, saving } from './exporting.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const { databaseUrl, database, redisUrl } = await openStores();
const folder = await openTestFolder();
const locker = await database.connect();
afterAll(() => locker.release());

const PRODUCTS = 250;
await saving(database)(
  Array.from(
    { length: PRODUCTS },
    (_, index): ProductInput => ({
      productId: `p${index}`,
      title: `Thing ${index}, “quoted”`,
      // 12 MB together: far more than a pipe holds.
      description: 'long '.repeat(10_000),
      variants: [{ sku: `S${index}`, price: { amount: 100, currency: 'USD' }, onHand: 3 }],
    }),
  ),
);

const start = (...args: string[]) => {
  const child = spawn(process.execPath, [MAIN, 'export', ...args], {
    env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([code]: unknown[]) => ({ code, said }));
  return { child, ended };
};
const run = async (...args: string[]) => {
  const { child, ended } = start(...args);
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  return { ...(await ended), text };
};

/** Holds up whoever reads products, in the midst of it, until it is called off. */
const holdUp = async (): Promise<() => Promise<unknown>> => {
  await locker.query('BEGIN');
  await locker.query('LOCK TABLE catalog.product_attribute IN ACCESS EXCLUSIVE MODE');
  return () => locker.query('ROLLBACK');
};
/** An export to a file that has begun and cannot go on. */
const heldUp = async (file: string) => {
  const goOn = await holdUp();
  const running = start('products', '--out', file);
  await until(
    async () =>
      (await readdir(folder)).some((name) => name.endsWith('.part')) &&
      (await database.query(`SELECT FROM pg_locks WHERE NOT granted`)).rows.length === 1,
    { deadlineMs: 10_000, what: 'an export under way' },
  );
  return { ...running, goOn };
};

it('writes to standard output, and nothing else there', async () => {
  const { code, said, text } = await run('products');
  expect({ code, said }).toEqual({
    code: 0,
    said: expect.stringMatching(/^Exported 250 products, \d+\/s\n$/m),
  });
  expect(
    linesOf<ProductInput>(text)
      .map(({ productId }) => productId)
      .toSorted(),
  ).toEqual(Array.from({ length: PRODUCTS }, (_, index) => `p${index}`).toSorted());
});

it('writes orders and movements, chosen as asked', async () => {
  expect((await run('orders', '--format', 'csv', '--status', 'confirmed')).text).toMatch(/^"orderId".*\n$/);
  expect(linesOf((await run('movements', '--sku', 'S7')).text)).toMatchObject([
    { sku: 'S7', onHandDelta: 3 },
  ]);
  expect((await run('movements', '--to', '2020-01-01T00:00:00Z')).text).toBe('');
});

it('puts a file in its place when it is whole, for its owner to read', async () => {
  const file = join(folder, 'products.csv');
  await writeFile(file, 'the one before');
  const { code, said, text } = await run('products', '--format', 'shopify-csv', '--out', file);
  expect({ code, text }).toEqual({ code: 0, text: '' });
  expect(said).toMatch(/Exported 250 products/);
  expect((await readFile(file, 'utf8')).trimEnd().split('\n')).toHaveLength(PRODUCTS + 1);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(['products.csv']);
});

it('leaves no half file behind Ctrl-C, and the one before as it was', async () => {
  const file = join(folder, 'products.csv');
  await writeFile(file, 'the one before');
  const { child, ended, goOn } = await heldUp(file);
  child.kill('SIGINT');
  await goOn();
  expect(await ended).toEqual({ code: 130, said: '' });
  expect(await readdir(folder)).toEqual(['products.csv']);
  expect(await readFile(file, 'utf8')).toBe('the one before');
});

it('does not wait for the database when Ctrl-C comes twice', async () => {
  const { child, ended, goOn } = await heldUp(join(folder, 'products.csv'));
  child.kill('SIGTERM');
  child.kill('SIGINT');
  expect(await ended).toEqual({ code: 130, said: '' });
  expect(await readdir(folder)).toEqual(['products.csv']);
  await goOn();
});

it('fails, says so and leaves nothing when the database goes away', async () => {
  const { ended, goOn } = await heldUp(join(folder, 'products.csv'));
  await database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'cartwright-export' AND datname = current_database()`,
  );
  const { code, said } = await ended;
  await goOn();
  expect(code).toBe(1);
  expect(said).toMatch(/PostgreSQL went away .* Export again\./);
  expect(said).not.toMatch(/ at .*\.ts/);
  expect(await readdir(folder)).toEqual(['products.csv']);
});

it('ends quietly when nobody reads any more', async () => {
  const { child, ended } = start('products');
  await once(child.stdout, 'data');
  child.stdout.destroy();
  expect(await ended).toEqual({ code: 0, said: '' });
});

it('says what is wrong with a call', async () => {
  await mkdir(join(folder, 'sub'));
  for (const [args, message] of [
    [['products', '--out', join(folder, 'sub')], /is no plain file/],
    [['products', '--out', join(folder, 'none', 'file')], /none is not there/],
    [['orders', '--from', 'yesterday'], /Give a time as RFC 3339/],
    [['orders', '--format', 'xml'], /Allowed choices are jsonl, csv/],
  ] as const) {
    const { code, said } = await run(...args);
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(message) });
  }
});
