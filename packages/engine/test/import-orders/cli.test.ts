import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openStores, openTestFolder } from '../../../../test/support/stores.ts';
import { countOf, emptied } from './importing.ts';
import { logOf, row } from './order-log.ts';
import { TRAP_LOG, TRAPS_LEFT_OUT } from './traps.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const { databaseUrl, database, redisUrl } = await openStores();
const folder = await openTestFolder();
const file = join(folder, 'log.csv');
const leftOut = join(folder, 'left-out.csv');
beforeEach(() => emptied(database));

/** Runs the command to its end and tells what it said. */
const cartwright = async (log: string, ...args: string[]) => {
  await writeFile(file, log);
  const child = spawn(process.execPath, [MAIN, 'import', file, ...args], {
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl,
      CARTWRIGHT_CURRENCY: 'GBP',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const said: { out: string[]; err: string[] } = { out: [], err: [] };
  child.stdout.setEncoding('utf8').on('data', (text: string) => void said.out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => void said.err.push(text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out: said.out.join(''), err: said.err.join('') };
};
const FORMAT = ['--format', 'online-retail-csv'];

describe('an order log imported from the command line', () => {
  it('says what was accepted and what was left out, by rule, day and country', async () => {
    const { code, out, err } = await cartwright(TRAP_LOG, ...FORMAT, '--on-hand', '7');
    expect(code).toBe(0);
    expect(out).toMatch(/10 orders \(0 were in already\), 8 returns, 4 new products, 7 new customers/);
    expect(out).toMatch(/^Accepted \(GBP\)$/m);
    for (const [name, lines, amount] of [
      ['goods', 13, '275.25'],
      ['shipping', 4, '90.50'],
      ['goods taken back', 6, '-124.40'],
      ['shipping given back', 1, '-18.00'],
      ['together', 24, '223.35'],
    ])
      expect(out).toMatch(new RegExp(`^ +${name} +${lines} lines +${amount}$`, 'm'));
    expect(out).toMatch(/^ {2}2010-12-07 +-71\.45 +-99\.00$/m);
    expect(out).toMatch(/^ {2}EIRE +5\.70 +0\.00$/m);
    expect(err).toMatch(new RegExp(`^LEFT OUT: ${TRAPS_LEFT_OUT.length}$`, 'm'));
    expect(err).toMatch(/ {2}line 4: duplicate: invoice 1001, code 85123A /);
    expect(err).toMatch(new RegExp(`and ${TRAPS_LEFT_OUT.length - 20} more`));
    expect(await countOf(database, 'inventory.stock WHERE on_hand = 7')).toBe(4);
  });

  it('writes every row that stays out to a file, none of which a spreadsheet runs', async () => {
    const formula = row({ invoice: '536370', sku: '=CMD', description: '=1+1', price: '0', quantity: 2 });
    const { code } = await cartwright(
      TRAP_LOG + logOf([formula], { header: '' }).trimStart(),
      ...FORMAT,
      '--left-out',
      leftOut,
    );
    expect(code).toBe(0);
    const rows: Record<string, string>[] = parse(await readFile(leftOut, 'utf8'), { columns: true });
    expect(rows.map(({ line, rule }) => ({ line: Number(line), rule })).slice(0, -1)).toEqual(TRAPS_LEFT_OUT);
    expect(rows.at(-1)).toMatchObject({
      rule: 'price-not-positive',
      invoice: '536370',
      sku: "'=CMD",
      description: "'=1+1",
      quantity: '2',
      at: '2010-12-01T08:26:00.000Z',
      unitPriceMinor: '0',
      customer: '17850',
      country: 'United Kingdom',
    });
  });

  it('that is none fails, with the reason and without a word of products', async () => {
    const { code, out, err } = await cartwright('Handle,Title\na,b\n', ...FORMAT);
    expect(code).toBe(1);
    expect(err).toMatch(/The import failed: the header lacks InvoiceNo/);
    expect(out).not.toMatch(/products created/);
  });

  it('is not guessed by its name, and --left-out is for order logs alone', async () => {
    const { code, err } = await cartwright(TRAP_LOG, '--left-out', leftOut);
    expect(code).toBe(1);
    expect(err).toMatch(/--left-out is for --format online-retail-csv/);
    expect((await cartwright(TRAP_LOG, ...FORMAT, '--on-hand', '-1')).err).toMatch(
      /whole number from 0 to 1000000/,
    );
  });
});
