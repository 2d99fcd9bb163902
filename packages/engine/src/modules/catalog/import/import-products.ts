import { setInterval } from 'node:timers';
import type { ImportFormat } from '@cartwright/contract';
import { UnreadableFile } from '../../../platform/files/unreadable-file.ts';
import { type Database, isDatabaseAway, sqlStateOf } from '../../../platform/postgres.ts';
import { Batches, LostRun } from './batches.ts';
import type { Reader } from './item.ts';
import { readJsonl } from './jsonl.ts';
import { withOwnPictures } from './own-pictures.ts';
import { type Counts, endImport, HEARTBEAT_MS, noteAlive } from './runs.ts';
import { readShopifyCsv } from './shopify-csv.ts';

/** Formats of products; orders come in otherwise. */
export type ProductFormat = Exclude<ImportFormat, 'online-retail-csv'>;

const READERS: Record<ProductFormat, Reader> = { 'shopify-csv': readShopifyCsv, jsonl: readJsonl };

export type Import = {
  /** Started by `startImport`. */
  importId: string;
  format: ProductFormat;
  source: AsyncIterable<Uint8Array>;
  /** Who the stock ledger names. */
  actor: string;
  /** The shop's. */
  currency: string;
  /** The shop's address: pictures under it become its own. Left out, all are taken as they are named. */
  publicUrl?: string;
  signal?: AbortSignal;
  onProgress?: (counts: Counts) => void;
};

/**
 * Reads a file of products as it comes and saves them batch by batch, each product whole or not at all, and
 * writes down with each batch how far it is. Importing again updates. Ends the run as completed, or as failed
 * with the reason: what was saved until then stays. Throws only when the run's end cannot be written down, as
 * when PostgreSQL is away; the run then fails by its silence.
 */
export const importProducts = async (
  db: Database,
  options: Import,
): Promise<{ status: 'completed' | 'failed'; error: string | null; counts: Counts }> => {
  const { publicUrl } = options;
  const batches = new Batches(db, options);
  const heartbeat = setInterval(() => {
    // A failure shows in the next batch.
    noteAlive(db, options.importId).catch(() => {});
  }, HEARTBEAT_MS);
  let error: string | null = null;
  try {
    const items = READERS[options.format](abortable(options), { currency: options.currency });
    try {
      for await (const item of items)
        await batches.take(publicUrl === undefined ? item : withOwnPictures(item, publicUrl));
    } catch (cause) {
      // What came in whole before the file broke off is kept.
      if (!(cause instanceof LostRun)) await batches.flush();
      throw cause;
    }
    await batches.flush();
  } catch (cause) {
    error = importFailure(cause, options.signal);
  } finally {
    clearInterval(heartbeat);
  }
  const status = error === null ? 'completed' : 'failed';
  await endImport(db, { importId: options.importId, status, error });
  return { status, error, counts: batches.counts };
};

/** The file as it comes, until its import is stopped. */
export async function* abortable({
  source,
  signal,
}: Pick<Import, 'source' | 'signal'>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of source) {
    signal?.throwIfAborted();
    yield chunk;
  }
}

/** SQLSTATE query_canceled: statement_timeout. */
const STATEMENT_TIMEOUT = '57014';

/** Why an import ended, for the person who sent the file. */
export const importFailure = (error: unknown, signal: AbortSignal | undefined): string => {
  if (signal?.aborted === true)
    return signal.reason instanceof Error ? signal.reason.message : 'the import was stopped';
  if (error instanceof UnreadableFile || error instanceof LostRun) return error.message;
  if (sqlStateOf(error) === STATEMENT_TIMEOUT)
    return 'PostgreSQL took too long over a statement; import the file again when it has less to do';
  if (isDatabaseAway(error)) return 'PostgreSQL went away; import the file again, what is in is updated';
  return error instanceof Error ? error.message : String(error);
};
