import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { IMPORT_FORMATS, type ImportFormat } from '@cartwright/contract';
import { type Command, Option } from 'commander';
import { findImport, type ImportCounts, importProducts, startImport } from '../modules/catalog/index.ts';
import { currencyOf } from '../platform/config.ts';
import type { Database } from '../platform/postgres.ts';
import { assert } from '../shared/assert.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import { newId } from '../shared/ids.ts';
import { withDatabase } from './with-stores.ts';

/** `import`: brings products from a file, or from what is piped in, into the catalogue. */
export const register = (program: Command): void => {
  program
    .command('import')
    .description('Import products from a file; importing it again updates them')
    .argument('<file>', 'the file, or - for what is piped in')
    .addOption(
      new Option('--format <format>', 'what the file is; told by its name when missing').choices(
        IMPORT_FORMATS,
      ),
    )
    .addHelpText(
      'after',
      `
Formats:
  shopify-csv  a product export of Shopify (.csv)
  jsonl        one product a line as JSON, ours or the CQRS tutorial's (.jsonl, .ndjson)

Every product comes in whole or not at all; what is rejected is listed with its line and the reason.`,
    )
    .action(async (file: string, options: { format?: ImportFormat }) => {
      const format = options.format ?? formatOf(file);
      const source = await sourceOf(file);
      process.exitCode = await withDatabase('import', (db) => run(db, { format, source }));
    });
};

const EXTENSIONS: Readonly<Record<string, ImportFormat>> = {
  csv: 'shopify-csv',
  jsonl: 'jsonl',
  ndjson: 'jsonl',
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
const run = async (db: Database, what: { format: ImportFormat; source: Readable }): Promise<number> => {
  const importId = newId();
  const stopping = new AbortController();
  const stop = () =>
    stopping.abort(new Error('it was stopped; import the file again, what is in is updated'));
  for (const signal of SIGNALS) process.once(signal, stop);
  addAbortSignal(stopping.signal, what.source);
  const startedAt = performance.now();
  let saidAt = startedAt;
  await startImport(db, { importId, format: what.format });
  const { status, error, counts } = await importProducts(db, {
    importId,
    ...what,
    actor: 'command line',
    currency: currencyOf(process.env),
    signal: stopping.signal,
    onProgress: (so) => {
      const now = performance.now();
      if (now - saidAt < SAY_EVERY_MS) return;
      saidAt = now;
      say(`  ${summary(so)}, ${rate(so, now - startedAt)}`);
    },
  });
  for (const signal of SIGNALS) process.removeListener(signal, stop);
  say(
    `${status === 'completed' ? 'Imported' : 'Failed'}: ${summary(counts)}, ${rate(counts, performance.now() - startedAt)}`,
  );
  if (counts.rejected > 0) await listRejections(db, importId);
  if (error !== null) process.stderr.write(`\nThe import failed: ${error}.\n`);
  return status === 'completed' ? 0 : 1;
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const summary = ({ read, created, updated, rejected }: ImportCounts): string =>
  `${read} records read, ${created} products created, ${updated} updated, ${rejected} rejected`;

const rate = ({ created, updated }: ImportCounts, elapsedMs: number): string =>
  `${Math.round((created + updated) / (Math.max(elapsedMs, 1) / 1_000))} products/s`;

const listRejections = async (db: Database, importId: string): Promise<void> => {
  const found = await findImport(db, importId);
  assert(found !== undefined, 'the import is there');
  process.stderr.write(`\nREJECTED: ${found.rejected}\n`);
  for (const { line, reason } of found.rejections.slice(0, REJECTIONS_LISTED_MAX))
    process.stderr.write(`  line ${line}: ${reason}\n`);
  if (found.rejected > REJECTIONS_LISTED_MAX)
    process.stderr.write(`  … and ${found.rejected - REJECTIONS_LISTED_MAX} more\n`);
};

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
