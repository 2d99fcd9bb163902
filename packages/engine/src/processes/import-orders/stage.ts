import {
  type BrokenLine,
  classify,
  type Fate,
  keepLogLines,
  type LogLine,
  readOrderLog,
} from '../../modules/order-log/index.ts';
import type { OrderImport } from './context.ts';

/** Lines of one statement: about 1 MB. 2,000 take some 25 ms. */
const BATCH_LINES = 2_000;

/**
 * Reads the file and keeps its lines with what each is by itself. Returns how many there are. What was kept of a
 * file that breaks off is of no use: the caller throws it away.
 */
export const stageLines = async (
  { db, importId, currency, signal, onProgress }: OrderImport,
  source: AsyncIterable<Uint8Array>,
): Promise<number> => {
  let read = 0;
  let batch: { line: LogLine | BrokenLine; fate: Fate }[] = [];
  const flush = async () => {
    signal?.throwIfAborted();
    await keepLogLines(db, importId, batch);
    batch = [];
    onProgress({ stage: 'lines', done: read, total: undefined });
  };
  for await (const line of readOrderLog(source, { currency, now: new Date() })) {
    read += 1;
    batch.push({ line, fate: 'problem' in line ? 'broken' : classify(line) });
    if (batch.length >= BATCH_LINES) await flush();
  }
  await flush();
  return read;
};
