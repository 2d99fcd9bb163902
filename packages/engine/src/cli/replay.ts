import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { lockHolder } from '../../../../tools/lock-file.mjs';
import { currencyOf, dataDirOf, port } from '../platform/config.ts';
import { UnreadableFile } from '../platform/files/unreadable-file.ts';
import { CONCURRENCY_MAX, type ReplayOptions, replay } from '../replay/index.ts';
import { PAYMENT_MIXES } from '../replay/plan.ts';
import { progressText, type Report, reportText } from '../replay/report.ts';
import type { StockWish } from '../replay/shelf.ts';
import { runningShop, shopLock } from '../roles/stores.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import { INTERRUPTED, untilTold } from './until-told.ts';
import { withDatabase } from './with-stores.ts';

const PROJECT_ROOT = join(import.meta.dirname, '..', '..', '..', '..');

type Given = Omit<ReplayOptions, 'file' | 'apiUrl' | 'currency' | 'patienceMs'> & {
  api?: string;
  patience: number;
  report?: string;
};

/** `replay`: drives the baskets of an order log through the running shop, and checks what came of them. */
export const register = (program: Command): void => {
  program
    .command('replay')
    .description(
      'Drive the baskets of an order log through the running shop as shoppers, and check the outcome',
    )
    .argument('<file>', 'the order log (CSV), whose products are in the catalogue')
    .option('--api <url>', 'the shop’s API; the shop that runs on the data folder when missing', urlOf)
    .option('--speed <n>', 'the log’s time runs n times faster; max: as fast as it goes', speedOf, 'max')
    .option('--concurrency <n>', `shoppers at once, 1 to ${CONCURRENCY_MAX}`, wholeOf(1, CONCURRENCY_MAX), 16)
    .option('--seed <text>', 'the same text gives the same shoppers', 'cartwright')
    .option('--limit <carts>', 'end after so many carts', wholeOf(1, Number.MAX_SAFE_INTEGER))
    .option('--from <date>', 'leave out what is before this day, as 2010-12-01', dayOf)
    .option('--to <date>', 'leave out what is after this day', (text: string) => dayAfter(dayOf(text)))
    .option('--stock <units>', 'units to put on the shelf of each SKU of the log, or as-is', stockOf, 'as-is')
    .addOption(new Option('--payments <mix>', 'how shoppers pay').choices(PAYMENT_MIXES).default('mixed'))
    .option('--patience <seconds>', 'how long a request without an answer is repeated', wholeOf(1, 3_600), 90)
    .option('--report <file>', 'write the report as JSON, too')
    .addHelpText(
      'after',
      `
Ctrl-C ends it after the shoppers under way; a second one at once.
Exit code: 0 when everything adds up, 1 when something is off, 130 when it was stopped and all is right so far.`,
    )
    .action(async (file: string, given: Given) => {
      const code = await run(resolve(file), given);
      // At once: connections that are kept open to the shop are of no use any more.
      process.exit(code);
    });
};

const run = async (file: string, given: Given): Promise<number> => {
  const { api, patience, report: reportFile, ...wishes } = given;
  await readable(file);
  if (reportFile !== undefined) await writable(reportFile);
  const apiUrl = api ?? (await shopUrl());
  const currency = currencyOf(process.env);
  const options = { ...wishes, file, apiUrl, currency, patienceMs: patience * 1_000 };
  const stopping = untilTold(() =>
    say('\nStopping after the shoppers under way. Ctrl-C again ends at once.'),
  );
  const report = await withDatabase('replay', (db) =>
    replay(db, options, {
      stopping,
      say,
      onProgress: (figures, elapsedMs) => say(progressText(figures, elapsedMs)),
    }),
  ).catch((error: unknown) => {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new ExpectedError(`${file} cannot be read as an order log: ${error.message}.`, { cause: error });
  });
  say(`\n${reportText(report)}`);
  if (reportFile !== undefined) await writeFile(reportFile, `${JSON.stringify(report, null, 2)}\n`);
  return exitCodeOf(report);
};

const exitCodeOf = ({ findings, stopped }: Report): number =>
  findings.total > 0 ? 1 : stopped ? INTERRUPTED : 0;

/** The running shop's API. Throws `ExpectedError` when none runs: a replay would start stores that nobody serves. */
const shopUrl = async (): Promise<string> => {
  const dataDir = dataDirOf(process.env, PROJECT_ROOT);
  const own = `http://localhost:${port(process.env, 'CARTWRIGHT_API_PORT', 4_000)}`;
  if (process.env.DATABASE_URL && process.env.REDIS_URL) return own;
  if ((await runningShop(dataDir)) === undefined)
    throw new ExpectedError(
      `No shop runs on ${dataDir}. Start one with \`npm start\`, or set CARTWRIGHT_DATA_DIR to the folder of one that runs.`,
    );
  const held = lockHolder(shopLock(dataDir))?.apiUrl;
  return typeof held === 'string' ? held : own;
};

const readable = async (file: string): Promise<void> => {
  const about = await stat(file).catch((error: Error) => {
    throw new ExpectedError(`${file} cannot be read: ${error.message}`);
  });
  if (!about.isFile()) throw new ExpectedError(`${file} is no file. Name an order log; it is read twice.`);
  await access(file, constants.R_OK).catch((error: Error) => {
    throw new ExpectedError(`${file} cannot be read: ${error.message}`);
  });
};

const writable = async (file: string): Promise<void> => {
  await access(dirname(resolve(file)), constants.W_OK).catch((error: Error) => {
    throw new ExpectedError(`The report cannot be written to ${file}: ${error.message}`);
  });
};

function urlOf(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError('Give an address such as http://localhost:4000.');
}

function speedOf(text: string): number | 'max' {
  const speed = Number(text);
  if (text === 'max' || (Number.isFinite(speed) && speed > 0)) return text === 'max' ? 'max' : speed;
  throw new InvalidArgumentError('Give a number above zero, or max.');
}

const STOCK_MAX = 1_000_000;

function stockOf(text: string): StockWish {
  return text === 'as-is' ? 'as-is' : wholeOf(0, STOCK_MAX)(text);
}

function wholeOf(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
  };
}

function dayOf(text: string): Date {
  const day = new Date(`${text}T00:00:00Z`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text))
    return day;
  throw new InvalidArgumentError('Give a day as 2010-12-01.');
}

const DAY_MS = 86_400_000;

function dayAfter(day: Date): Date {
  return new Date(day.getTime() + DAY_MS);
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
