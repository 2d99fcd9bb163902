import {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportKind,
  ORDER_STATUSES,
  type OrderStatus,
} from '@cartwright/contract';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { exportProducts } from '../modules/catalog/index.ts';
import { exportMovements } from '../modules/inventory/index.ts';
import { exportOrders } from '../modules/order/index.ts';
import { currencyOf, publicUrlOf } from '../platform/config.ts';
import type { FileChunk } from '../platform/files/write.ts';
import { type Database, isDatabaseAway } from '../platform/postgres.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import { parseInstant } from '../shared/instant.ts';
import { openOutput } from './export-output.ts';
import { INTERRUPTED } from './until-told.ts';
import { withDatabase } from './with-stores.ts';

type Chunks = AsyncGenerator<FileChunk, void, undefined>;
type Common<K extends ExportKind> = { format: ExportFormat<K>; out?: string };
type Period = { from?: Date; to?: Date };

/** `export`: products, orders or the stock ledger as a file, or to standard output. */
export const register = (program: Command): void => {
  const command = program
    .command('export')
    .description('Write products, orders or the stock ledger as a file')
    .addHelpText('after', HELP);

  kind(command, 'products', 'All products, drafts included').action(async (options: Common<'products'>) => {
    const shop = { currency: currencyOf(process.env), publicUrl: publicUrlOf(process.env) };
    await run('products', options.out, (db) => exportProducts(db, { format: options.format, ...shop }));
  });

  withPeriod(kind(command, 'orders', 'Orders, the oldest first'))
    .addOption(new Option('--status <status>', 'only orders that stand there').choices(ORDER_STATUSES))
    .action(async (options: Common<'orders'> & Period & { status?: OrderStatus }) => {
      const { format, out, from = null, to = null, status = null } = options;
      await run('orders', out, (db) => exportOrders(db, { format, from, to, status }));
    });

  withPeriod(kind(command, 'movements', 'The stock ledger, the oldest movement first'))
    .option('--sku <sku>', 'only what was booked on this SKU')
    .action(async (options: Common<'movements'> & Period & { sku?: string }) => {
      const { format, out, from = null, to = null, sku = null } = options;
      await run('movements', out, (db) => exportMovements(db, { format, from, to, sku }));
    });
};

const HELP = `
Everything in a file is of one moment. Without --out it goes to standard output; with it the file is there when
it is whole, and not before. Through npm, add --silent to keep npm's own lines out of standard output.`;

const kind = (parent: Command, name: ExportKind, description: string): Command =>
  parent
    .command(name)
    .description(description)
    .addOption(
      new Option('--format <format>', 'what to write')
        .choices(EXPORT_FORMATS[name])
        .default(EXPORT_FORMATS[name][0]),
    )
    .option('--out <file>', 'where to write it');

const withPeriod = (command: Command): Command =>
  command
    .option('--from <time>', 'from this time on, for example 2026-11-27T00:00:00Z', timeOf)
    .option('--to <time>', 'up to this time, itself not included', timeOf);

const timeOf = (text: string): Date => {
  const at = parseInstant(text);
  if (at !== undefined) return at;
  throw new InvalidArgumentError('Give a time as RFC 3339 writes it, for example 2026-11-27T00:00:00Z.');
};

const SAY_EVERY_MS = 1_000;
/** As shells say that Ctrl-C ended a program. */

/** Writes an export to its file, or to standard output, and says every second how far it is. */
const run = async (
  what: ExportKind,
  file: string | undefined,
  open: (db: Database) => Chunks,
): Promise<void> => {
  const output = await openOutput(file);
  const stopping = new AbortController();
  const stop = () => {
    // Who asks twice does not wait for the database.
    if (stopping.signal.aborted) process.exit(INTERRUPTED);
    stopping.abort();
  };
  for (const signal of SIGNALS) process.on(signal, stop);
  const startedAt = performance.now();
  let saidAt = startedAt;
  let records = 0;
  const soFar = () => `${records} ${what}, ${rate(records, performance.now() - startedAt)}`;
  try {
    const whole = await withDatabase('export', (db) =>
      output.write(open(db), {
        signal: stopping.signal,
        onChunk: (chunk) => {
          records += chunk.records;
          if (performance.now() - saidAt < SAY_EVERY_MS) return;
          saidAt = performance.now();
          say(`  ${soFar()}`);
        },
      }),
    );
    if (whole) say(`Exported ${soFar()}`);
  } catch (error) {
    if (!stopping.signal.aborted) throw explained(error);
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, stop);
    output.discard();
  }
  if (stopping.signal.aborted) process.exitCode = INTERRUPTED;
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const explained = (error: unknown): unknown => {
  if (isDatabaseAway(error) && error instanceof Error)
    return new ExpectedError(`PostgreSQL went away (${error.message}). Export again.`);
  return error;
};

const rate = (records: number, elapsedMs: number): string =>
  `${Math.round(records / (Math.max(elapsedMs, 1) / 1_000))}/s`;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
