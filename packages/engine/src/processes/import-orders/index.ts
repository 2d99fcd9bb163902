/**
 * Imports an order log: makes the catalogue that its lines imply, and its orders as history. The lines are kept in
 * PostgreSQL first, so the file may have any length and any order and memory stays the same; then products, orders
 * and cancellations follow in batches of one transaction each. Everything has a name made from the file, so an import
 * that was ended in the middle, or a longer edition of the file, goes on where there is something new.
 */
import { setInterval } from 'node:timers';
import type { OrderLogReport } from '@cartwright/contract';
import {
  abortable,
  endImport,
  failAbandonedImports,
  HEARTBEAT_MS,
  type ImportCounts,
  importFailure,
  noteAlive,
  noteProgress,
  noteReport,
  runningImports,
} from '../../modules/catalog/index.ts';
import { refreshOrderStatistics } from '../../modules/order/index.ts';
import { dropLogLines, keptLogs, logExtent } from '../../modules/order-log/index.ts';
import { type Database, type Transaction, transaction } from '../../platform/postgres.ts';
import { ExpectedError } from '../../shared/expected-error.ts';
import { importCancellationsOfLog } from './cancellations.ts';
import type { OrderImport, OrderImportProgress } from './context.ts';
import { importOrdersOfLog, type OrderCounts } from './orders.ts';
import { importProductsOfLog } from './products.ts';
import { type LineLeftOut, linesLeftOut, reportOf } from './report.ts';
import { stageLines } from './stage.ts';

export type { OrderImportProgress } from './context.ts';
export type { LineLeftOut } from './report.ts';

/** Lines left out that are kept with the run to be read; all of them go to `onLeftOut`. */
const REJECTIONS_KEPT = 1_000;

export type OrderImportOptions = {
  /** Started by `startImport`. */
  importId: string;
  source: AsyncIterable<Uint8Array>;
  /** Who the stock ledger names. */
  actor: string;
  /** The shop's: the log names none. */
  currency: string;
  /** Units on hand that new products start with; the log does not tell. */
  onHand: number;
  signal?: AbortSignal;
  onProgress?: (progress: OrderImportProgress) => void;
  /** Gets every line that stayed out, in the order of the file. */
  onLeftOut?: (line: LineLeftOut) => Promise<void> | void;
};

export type OrderImportOutcome = {
  status: 'completed' | 'failed';
  error: string | null;
  counts: ImportCounts;
  report: OrderLogReport | null;
};

/**
 * Runs an import from its file to its report, and ends it as completed, or as failed with the reason: what was saved
 * until then stays. Throws only when the run's end cannot be written down, as when PostgreSQL is away.
 */
export const importOrders = async (
  db: Database,
  options: OrderImportOptions,
): Promise<OrderImportOutcome> => {
  const { importId, signal } = options;
  const counts: ImportCounts = { read: 0, created: 0, updated: 0, rejected: 0 };
  const heartbeat = setInterval(() => {
    // A failure shows in the next batch.
    noteAlive(db, importId).catch(() => {});
  }, HEARTBEAT_MS);
  let error: string | null = null;
  let report: OrderLogReport | null = null;
  try {
    report = await run(db, options, counts);
  } catch (cause) {
    error = importFailure(cause, signal);
  } finally {
    clearInterval(heartbeat);
  }
  const status = error === null ? 'completed' : 'failed';
  await endImport(db, { importId, status, error });
  await dropLogLines(db, importId);
  return { status, error, counts, report };
};

const run = async (
  db: Database,
  options: OrderImportOptions,
  counts: ImportCounts,
): Promise<OrderLogReport> => {
  const { importId, actor, currency, onHand, signal } = options;
  const work: OrderImport = {
    db,
    importId,
    actor,
    currency,
    onHand,
    signal,
    onProgress: (progress) => {
      if (progress.stage === 'lines') counts.read = progress.done;
      options.onProgress?.(progress);
    },
  };
  const note = async (
    tx: Transaction,
    keptBefore = 0,
    rejections: { line: number; reason: string }[] = [],
  ) => {
    if (!(await noteProgress(tx, { importId, counts, keptBefore, rejections })))
      throw new ExpectedError('the run was taken for dead, because it was silent for too long');
  };
  await dropDeadLogs(db, importId);
  counts.read = await stageLines(work, abortable(options));
  const extent = await logExtent(db, importId);
  const products = await importProductsOfLog(work, extent.skus);
  const orders: OrderCounts = await importOrdersOfLog(work, {
    total: extent.invoices,
    note: (tx, so) => {
      counts.created = so.created;
      return note(tx);
    },
  });
  if (orders.created > 0 && extent.cancellations > 0) await refreshOrderStatistics(db);
  const returns = await importCancellationsOfLog(work, { total: extent.cancellations, note });
  const report = await reportOf(db, importId, {
    currency,
    products: { created: products },
    customers: { created: orders.customers },
    orders: { created: orders.created, present: orders.present },
    returns: { created: returns },
  });
  counts.rejected = report.leftOut.reduce((sum, { lines }) => sum + lines, 0);
  const rejections: { line: number; reason: string }[] = [];
  for await (const line of linesLeftOut(db, importId)) {
    if (rejections.length < REJECTIONS_KEPT) rejections.push({ line: line.line, reason: line.reason });
    await options.onLeftOut?.(line);
  }
  await transaction(db, async (tx) => {
    await note(tx, 0, rejections);
    await noteReport(tx, { importId, report });
  });
  return report;
};

/** Throws away what imports left behind that were killed a minute ago or more. */
const dropDeadLogs = async (db: Database, importId: string): Promise<void> => {
  await failAbandonedImports(db);
  // In this order: an import that begins in between has no lines among these.
  const found = await keptLogs(db);
  const alive = new Set([importId, ...(await runningImports(db))]);
  for (const kept of found) if (!alive.has(kept)) await dropLogLines(db, kept);
};
