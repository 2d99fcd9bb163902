import type { Writable } from 'node:stream';
import { stringify } from 'csv-stringify/sync';

/** A piece of a file in the making, and how many records it has. */
export type FileChunk = { text: string; records: number };

/** Records as JSON, one a line. */
export const jsonLines = (records: readonly object[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join('');

/** One row; null is an empty cell. */
export type CsvRow = readonly (string | number | null)[];

/**
 * Rows as CSV (RFC 4180, lines ending in LF), every text in quotes, so that no reader takes `00123` for a number.
 * `defused` puts an apostrophe before a text that a spreadsheet would run as a formula (`=`, `+`, `-`, `@`, tab, CR).
 */
export const csvLines = (rows: readonly CsvRow[], options: { defused: boolean }): string =>
  stringify([...rows], {
    quoted_string: true,
    cast: {
      string: (text) => (options.defused && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text),
    },
  });

/** Nobody takes any more: a pipe whose reader is gone, a client that has hung up. */
const GONE = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_PREMATURE_CLOSE']);

/**
 * Writes what comes, no faster than `to` takes it. False when the signal, or nobody being there to take it, ended
 * it before its end. However it ends, `chunks` has been closed by then; `to` has not. Throws what `chunks` throws,
 * and what writing throws, such as a full disk.
 */
export const writeChunks = async (
  chunks: AsyncIterable<FileChunk>,
  to: Writable,
  options: { signal: AbortSignal; onChunk?: (chunk: FileChunk) => void },
): Promise<boolean> => {
  const { signal, onChunk } = options;
  let failure: (Error & { code?: string }) | undefined;
  let wake = () => {};
  const onError = (error: Error) => {
    failure = error;
    wake();
  };
  const onWake = () => wake();
  const over = () => signal.aborted || failure !== undefined || to.destroyed;
  to.on('error', onError).on('drain', onWake).on('close', onWake);
  signal.addEventListener('abort', onWake);
  try {
    for await (const chunk of chunks) {
      if (over()) break;
      onChunk?.(chunk);
      if (chunk.text === '' || to.write(chunk.text)) continue;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      if (!over()) await woken;
    }
  } finally {
    to.off('drain', onWake).off('close', onWake);
    signal.removeEventListener('abort', onWake);
  }
  if (failure !== undefined && !GONE.has(failure.code ?? '')) throw failure;
  return !over();
};
