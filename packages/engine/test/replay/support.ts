import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { admin, type Client } from '@cartwright/contract';
import type { TestEngine } from '../../../../test/support/engine.ts';
import { openTestFolder } from '../../../../test/support/stores.ts';
import { readOrderLog } from '../../src/modules/order-log/index.ts';
import type { Database } from '../../src/platform/postgres.ts';
import { type ReplayHooks, type ReplayOptions, replay } from '../../src/replay/index.ts';
import { type Plan, planOf } from '../../src/replay/plan.ts';
import type { Report } from '../../src/replay/report.ts';
import { noLogCounts, type Step, stepsOf } from '../../src/replay/steps.ts';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

/** A line of a log; the minute counts from 08:00 of 1 December 2010. */
export const logLine = (
  invoice: string,
  sku: string,
  quantity: number,
  { customer = '17850', minute = 0, price = '2.50' } = {},
): string => {
  const at = new Date(Date.UTC(2010, 11, 1, 8, minute)).toISOString().slice(0, 19).replace('T', ' ');
  return `${invoice},${sku},THING ${sku},${quantity},${at},${price},${customer},United Kingdom`;
};

const logText = (lines: readonly string[]): string => `${[HEADER, ...lines].join('\n')}\n`;

/** A log in a folder that goes when the test file is done. */
export const writeLog = async (lines: readonly string[]): Promise<string> => {
  const file = join(await openTestFolder(), 'log.csv');
  await writeFile(file, logText(lines));
  return file;
};

/** The steps of a log, and what was counted on the way. */
export const stepsIn = async (lines: readonly string[], range: { from?: Date; to?: Date } = {}) => {
  const counts = noLogCounts();
  const steps: Step[] = [];
  const log = readOrderLog(Readable.from([Buffer.from(logText(lines))]), {
    currency: 'USD',
    now: new Date(),
  });
  for await (const step of stepsOf(log, { counts, ...range })) steps.push(step);
  return { steps, counts };
};

/** Products of one variant each, by SKU with the units that are there. */
export const stockSkus = async (staff: Client, units: Readonly<Record<string, number>>): Promise<void> => {
  for (const [sku, onHand] of Object.entries(units))
    await staff.call(admin.createProduct, {
      body: {
        title: `Thing ${sku}`,
        variants: [{ sku, price: { amount: 250, currency: 'USD' }, onHand }],
      },
    });
};

const OPTIONS: Omit<ReplayOptions, 'file' | 'apiUrl'> = {
  currency: 'USD',
  seed: 'test',
  payments: 'ok',
  speed: 'max',
  concurrency: 8,
  limit: undefined,
  from: undefined,
  to: undefined,
  stock: 'as-is',
  patienceMs: 60_000,
};

/** Replays a log against a shop in this process. */
export const replayHere = async (
  shop: Pick<TestEngine, 'url'> & { database: Database },
  wanted: { lines: readonly string[]; options?: Partial<ReplayOptions>; hooks?: Partial<ReplayHooks> },
): Promise<Report> =>
  replay(
    shop.database,
    { ...OPTIONS, apiUrl: shop.url, file: await writeLog(wanted.lines), ...wanted.options },
    { stopping: new AbortController().signal, say: () => {}, onProgress: () => {}, ...wanted.hooks },
  );

/** The first seed with which each of these invoices is planned as asked. */
export const seedFor = (wanted: Readonly<Record<string, (plan: Plan) => boolean>>): string => {
  for (let number = 0; ; number += 1) {
    const seed = `seed ${number}`;
    const fits = Object.entries(wanted).every(([invoice, as]) =>
      as(planOf({ invoice, part: 0, lines: [] }, { seed, payments: 'mixed' })),
    );
    if (fits) return seed;
  }
};
