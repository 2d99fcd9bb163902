import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { IMPORT_FORMATS, type ImportFormat } from '@cartwright/contract';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { findImport, type ImportCounts, startImport } from '../modules/catalog/index.ts';
import { currencyOf, publicUrlOf } from '../platform/config.ts';
import type { Database } from '../platform/postgres.ts';
import { type OrderImportProgress, runImport } from '../processes/run-import.ts';
import { assert } from '../shared/assert.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import { newId } from '../shared/ids.ts';
import { leftOutFile, orderReport } from './import-report.ts';
import { withDatabase } from './with-stores.ts';

type Options = { format?: ImportFormat; onHand: number; leftOut?: string };

/** `import`: brings products, or an order log, from a file or from what is piped in. */
export const register = (program: Command): void => {
  program
    .command('import')
    .description(
      'Import products or an order log from a file; importing it again updates, and doubles nothing',
    )
    .argument('<file>', 'the file, or - for what is piped in')
    .addOption(
      new Option('--format <format>', 'what the file is; told by its name when missing').choices(
        IMPORT_FORMATS,
      ),
    )
    .option('--on-hand <units>', 'order log: units on hand that new products start with', unitsOf, 0)
    .option('--left-out <file>', 'order log: write every line that stays out, and why, to this CSV file')
    .addHelpText(
      'after',
      `
Formats:
  shopify-csv        a product export of Shopify (.csv)
  jsonl              one product a line as JSON, ours or the CQRS tutorial's (.jsonl, .ndjson)
  online-retail-csv  an order log in the form of the UCI data set “Online Retail”: one line per invoice and
                     product; makes the catalogue and imports the orders as history (say --format)

What is rejected is listed with its line and the reason.`,
    )
    .action(async (file: string, options: Options) => {
      const format = options.format ?? formatOf(file);
      if (format !== 'online-retail-csv' && options.leftOut !== undefined)
        throw new ExpectedError(`--left-out is for --format online-retail-csv, and this is ${format}.`);
      const source = await sourceOf(file);
      process.exitCode = await withDatabase('import', (db) => run(db, { ...options, format, source }), {
        handlesSignals: true,
      });
    });
};

const EXTENSIONS: Readonly<Record<string, ImportFormat>> = {
  csv: 'shopify-csv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
};

const ON_HAND_MAX = 1_000_000;
const unitsOf = (text: string): number => {
  const units = Number(text);
  if (Number.isInteger(units) && units >= 0 && units <= ON_HAND_MAX) return units;
  throw new InvalidArgumentError(`Give a whole number from 0 to ${ON_HAND_MAX}.`);
};

const formatOf = (file: string): ImportFormat => {
  const format = EXTENSIONS[file.split('.').at(-1)?.toLowerCase() ?? ''];
  if (format !== undefined) return format;
  throw new ExpectedError(
    `The name ${file} does not tell what is in it. Say --format ${IMPORT_FORMATS.join(' or --format ')}.`,
  );
};

const sourceOf = async (file: string): Promise<Readable> => {
  if (file === '-') return process.stdin;
  const about = await stat(file).catch((error: Error) => {
    throw new ExpectedError(`${file} cannot be read: ${error.message}`);
  });
  if (about.isDirectory()) throw new ExpectedError(`${file} is a folder. Name a file.`);
  return createReadStream(file);
};

const SAY_EVERY_MS = 1_000;
const REJECTIONS_LISTED_MAX = 20;

/** Returns the exit code: 1 when the import failed as a whole. */
const run = async (
  db: Database,
  what: Options & { format: ImportFormat; source: Readable },
): Promise<number> => {
  const { format, source, onHand } = what;
  const importId = newId();
  const stopping = new AbortController();
  const stop = () =>
    stopping.abort(
      new Error('it was stopped; import the file again, it goes on where there is something new'),
    );
  for (const signal of SIGNALS) process.once(signal, stop);
  addAbortSignal(stopping.signal, source);
  const startedAt = performance.now();
  let saidAt = startedAt;
  const sayNowAndThen = (line: () => string): void => {
    const now = performance.now();
    if (now - saidAt < SAY_EVERY_MS) return;
    saidAt = now;
    say(`  ${line()}`);
  };
  const leftOut = what.leftOut === undefined ? undefined : await leftOutFile(what.leftOut);
  await startImport(db, { importId, format });
  const { status, error, counts, report } = await runImport(db, {
    importId,
    format,
    source,
    onHand,
    actor: 'command line',
    currency: currencyOf(process.env),
    publicUrl: publicUrlOf(process.env),
    signal: stopping.signal,
    onProducts: (so) => sayNowAndThen(() => `${summary(so)}, ${rate(so, performance.now() - startedAt)}`),
    onOrders: (so) => sayNowAndThen(() => stageLine(so, performance.now() - startedAt)),
    ...(leftOut === undefined ? {} : { onLeftOut: leftOut.write }),
  });
  await leftOut?.close();
  for (const signal of SIGNALS) process.removeListener(signal, stop);
  const elapsedMs = performance.now() - startedAt;
  if (report !== null) say(orderReport(report, { read: counts.read, elapsedMs }));
  else if (format === 'online-retail-csv')
    say(`Failed: ${counts.read} lines read, ${counts.created} orders imported`);
  else
    say(`${status === 'completed' ? 'Imported' : 'Failed'}: ${summary(counts)}, ${rate(counts, elapsedMs)}`);
  if (counts.rejected > 0)
    await listRejections(db, { importId, title: report === null ? 'REJECTED' : 'LEFT OUT' });
  if (error !== null) process.stderr.write(`\nThe import failed: ${error}.\n`);
  return status === 'completed' ? 0 : 1;
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const summary = ({ read, created, updated, rejected }: ImportCounts): string =>
  `${read} records read, ${created} products created, ${updated} updated, ${rejected} rejected`;

const rate = ({ created, updated }: ImportCounts, elapsedMs: number): string =>
  `${Math.round((created + updated) / (Math.max(elapsedMs, 1) / 1_000))} products/s`;

const stageLine = ({ stage, done, total }: OrderImportProgress, elapsedMs: number): string =>
  `${stage}: ${done}${total === undefined ? '' : ` of ${total}`} after ${(elapsedMs / 1_000).toFixed(0)} s`;

const listRejections = async (
  db: Database,
  { importId, title }: { importId: string; title: string },
): Promise<void> => {
  const found = await findImport(db, importId);
  assert(found !== undefined, 'the import is there');
  process.stderr.write(`\n${title}: ${found.rejected}\n`);
  for (const { line, reason } of found.rejections.slice(0, REJECTIONS_LISTED_MAX))
    process.stderr.write(`  line ${line}: ${reason}\n`);
  if (found.rejected > REJECTIONS_LISTED_MAX)
    process.stderr.write(`  … and ${found.rejected - REJECTIONS_LISTED_MAX} more\n`);
};

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
