/**
 * Turns the messages of a stream into batches: whole transactions in the order of their commits, gathered while the
 * batch before is being stored. A transaction with more changes than a batch may have comes in parts.
 */
import type { Lsn } from './lsn.ts';
import { createDecoder, type Decoder } from './pgoutput.ts';
import type { Change, ChangeTable } from './table.ts';

/** A committed transaction, or a part of one. */
export type Transaction = {
  readonly xid: number;
  /** Of its commit record: later transactions have greater ones. */
  readonly commitLsn: Lsn;
  readonly committedAtMs: number;
  /** Counts the parts of a large transaction from 0; parts are cut at the same changes whenever it is sent. */
  readonly part: number;
  readonly changes: readonly Change[];
};

export type Batch = {
  readonly transactions: readonly Transaction[];
  /**
   * Everything before it is in this batch or an earlier one. Undefined when the batch ends within a transaction:
   * it may be applied, and is sent again whole after a crash.
   */
  readonly position: Lsn | undefined;
  /** By the server's clock, when it had sent all of this. */
  readonly sentAtMs: number;
};

export type BatchBounds = {
  /** Changes of one batch; also those of one part of a transaction. */
  changesMax: number;
  /** Bytes of the changes of one batch, beyond which no more are added to it; also of a part. */
  bytesMax: number;
  /** Changes that wait for being taken, beyond which the server is not read from. */
  waitingMax: number;
  waitingBytesMax: number;
};

export type Batches = {
  data(chunk: Buffer, start: number, sentAtMs: number): void;
  keepalive(end: Lsn, sentAtMs: number): void;
  /** What has come since the last call, as soon as there is anything. */
  next(): Promise<Batch>;
  /** Whether more waits than should. */
  full(): boolean;
  /** The end of what has come from the server. */
  received(): Lsn;
  /** Makes `next` reject. */
  fail(error: unknown): void;
};

type Waiting = { transactions: Transaction[]; changes: number; bytes: number; position: Lsn | undefined };

export const createBatches = (tables: readonly ChangeTable[], bounds: BatchBounds): Batches => {
  let waiting: Waiting[] = [];
  let current: (Omit<Transaction, 'changes' | 'part'> & { part: number; changes: Change[] }) | undefined;
  let currentBytes = 0;
  let messageBytes = 0;
  let waitingChanges = 0;
  let waitingBytes = 0;
  let sentAtMs = 0;
  let received: Lsn = 0n;
  let failure: { error: unknown } | undefined;
  let wake: (() => void) | undefined;

  /** The batch that is being filled; a new one when the last is full or broken off within a transaction. */
  const open = (changes: number, bytes: number): Waiting => {
    const last = waiting.at(-1);
    if (
      last !== undefined &&
      last.position !== undefined &&
      last.changes + changes <= bounds.changesMax &&
      last.bytes + bytes <= bounds.bytesMax
    )
      return last;
    const fresh = { transactions: [], changes: 0, bytes: 0, position: undefined };
    waiting.push(fresh);
    return fresh;
  };

  const close = (endLsn: Lsn | undefined): void => {
    if (current === undefined) return;
    // A transaction without a wanted change moves the position and is nobody's business.
    if (current.changes.length > 0 || endLsn !== undefined) {
      const batch = open(current.changes.length, currentBytes);
      if (current.changes.length > 0) batch.transactions.push(current);
      batch.changes += current.changes.length;
      batch.bytes += currentBytes;
      batch.position = endLsn;
      waitingChanges += current.changes.length;
      waitingBytes += currentBytes;
    }
    currentBytes = 0;
    current = endLsn === undefined ? { ...current, part: current.part + 1, changes: [] } : undefined;
    wake?.();
  };

  const decoder: Decoder = createDecoder(tables, {
    begin(transaction) {
      current = { ...transaction, part: 0, changes: [] };
    },
    change(change) {
      if (current === undefined) return;
      current.changes.push(change);
      currentBytes += messageBytes;
      // Of changes alone, so that a part ends at the same one whatever else a connection is told.
      if (current.changes.length >= bounds.changesMax || currentBytes >= bounds.bytesMax) close(undefined);
    },
    commit(endLsn) {
      received = endLsn;
      close(endLsn);
    },
  });

  return {
    data(chunk, start, sent) {
      sentAtMs = sent;
      messageBytes = chunk.length - start;
      decoder.decode(chunk, start);
    },
    keepalive(end, sent) {
      if (current !== undefined) return;
      sentAtMs = sent;
      if (end > received) received = end;
      open(0, 0).position = received;
      wake?.();
    },
    async next() {
      while (waiting.length === 0) {
        if (failure !== undefined) throw failure.error;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = undefined;
      }
      if (failure !== undefined) throw failure.error;
      const [first] = waiting;
      waiting = waiting.slice(1);
      waitingChanges -= first?.changes ?? 0;
      waitingBytes -= first?.bytes ?? 0;
      return { transactions: first?.transactions ?? [], position: first?.position, sentAtMs };
    },
    full: () => waitingChanges >= bounds.waitingMax || waitingBytes >= bounds.waitingBytesMax,
    received: () => received,
    fail(error) {
      failure ??= { error };
      wake?.();
    },
  };
};
