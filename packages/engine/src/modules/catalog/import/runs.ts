import type { ImportFormat, ImportRun, OrderLogReport } from '@cartwright/contract';
import type { Database, Transaction } from '../../../platform/postgres.ts';
import { change, many, maybeOne, type Queryable, statement, t } from '../../../platform/sql.ts';

/** Rejections that are kept to be read; beyond them they are only counted. */
export const REJECTIONS_KEPT_MAX = 1_000;
/** Longest reason that is kept. */
const REASON_LENGTH_MAX = 1_000;
/** A run that has not been heard of for this long was killed with its process; a living one is heard every 10 s. */
const SILENCE_SECONDS_MAX = 60;
export const HEARTBEAT_MS = 10_000;

export type Counts = { read: number; created: number; updated: number; rejected: number };
export type Rejection = { line: number; reason: string };

const insertRun = statement({
  name: 'catalog.insertImportRun',
  text: `INSERT INTO catalog.import_run (import_id, format, status) VALUES ($1, $2, 'running')`,
  params: { importId: t.uuid, format: t.text },
  row: {},
});

// Only of a run that is still running: one that was given up meanwhile stays as it is. Primary key.
const updateRun = statement({
  name: 'catalog.updateImportRun',
  text: `
    UPDATE catalog.import_run
    SET read = $2, created = $3, updated = $4, rejected = $5, heard_at = now()
    WHERE import_id = $1 AND status = 'running'`,
  params: { importId: t.uuid, read: t.int4, created: t.int4, updated: t.int4, rejected: t.int4 },
  row: {},
});

const touchRun = statement({
  name: 'catalog.touchImportRun',
  text: `UPDATE catalog.import_run SET heard_at = now() WHERE import_id = $1 AND status = 'running'`,
  params: { importId: t.uuid },
  row: {},
});

const endRun = statement({
  name: 'catalog.endImportRun',
  text: `
    UPDATE catalog.import_run SET status = $2, error = $3, heard_at = now(), finished_at = now()
    WHERE import_id = $1 AND status = 'running'`,
  params: { importId: t.uuid, status: t.text, error: t.nullable(t.text) },
  row: {},
});

const insertRejections = statement({
  name: 'catalog.insertImportRejections',
  text: `
    INSERT INTO catalog.import_rejection (import_id, position, line, reason)
    SELECT $1, position, line, reason
    FROM unnest($2::int4[], $3::int4[], $4::text[]) AS rejection (position, line, reason)`,
  params: { importId: t.uuid, positions: t.int4Array, lines: t.int4Array, reasons: t.textArray },
  row: {},
});

// Runs are few and kept: a scan of a small table.
const failSilentRuns = statement({
  name: 'catalog.failSilentImportRuns',
  text: `
    UPDATE catalog.import_run
    SET status = 'failed', finished_at = now(),
        error = 'the process that ran it was ended; import the file again, what is in is updated'
    WHERE status = 'running' AND heard_at < now() - make_interval(secs => $1)`,
  params: { seconds: t.float8 },
  row: {},
});

const selectRun = statement({
  name: 'catalog.selectImportRun',
  text: `
    SELECT import_id AS "importId", format, status, read, created, updated, rejected, error, report,
           started_at AS "startedAt", finished_at AS "finishedAt"
    FROM catalog.import_run WHERE import_id = $1`,
  params: { importId: t.uuid },
  row: {
    importId: t.uuid,
    format: t.text,
    status: t.words<ImportRun['status']>(),
    read: t.int4,
    created: t.int4,
    updated: t.int4,
    rejected: t.int4,
    error: t.nullable(t.text),
    report: t.nullable(t.json<OrderLogReport>()),
    startedAt: t.timestamptz,
    finishedAt: t.nullable(t.timestamptz),
  },
});

const selectRejections = statement({
  name: 'catalog.selectImportRejections',
  text: `SELECT line, reason FROM catalog.import_rejection WHERE import_id = $1 ORDER BY line, position`,
  params: { importId: t.uuid },
  row: { line: t.int4, reason: t.text },
});

/** Notes down an import that begins; what it does is then to be found under its id. */
export const startImport = async (
  db: Queryable,
  run: { importId: string; format: ImportFormat },
): Promise<void> => {
  await change(db, insertRun, run);
};

/** Writes down how far an import is, with the rejections since; false when it was given up meanwhile. */
export const noteProgress = async (
  tx: Transaction,
  run: { importId: string; counts: Counts; keptBefore: number; rejections: readonly Rejection[] },
): Promise<boolean> => {
  const { importId, counts, keptBefore, rejections } = run;
  if (rejections.length > 0)
    await change(tx, insertRejections, {
      importId,
      positions: rejections.map((_, index) => keptBefore + index),
      lines: rejections.map(({ line }) => line),
      reasons: rejections.map(({ reason }) => reason.replaceAll('\0', '�').slice(0, REASON_LENGTH_MAX)),
    });
  return (await change(tx, updateRun, { importId, ...counts })) === 1;
};

/** Tells that an import is alive while it waits for its file. */
export const noteAlive = async (db: Queryable, importId: string): Promise<void> => {
  await change(db, touchRun, { importId });
};

const updateReport = statement({
  name: 'catalog.updateImportReport',
  text: `UPDATE catalog.import_run SET report = $2 WHERE import_id = $1 AND status = 'running'`,
  params: { importId: t.uuid, report: t.json<OrderLogReport>() },
  row: {},
});

/** Writes down what an import of orders came to, in the caller's transaction. */
export const noteReport = async (
  tx: Transaction,
  run: { importId: string; report: OrderLogReport },
): Promise<void> => {
  await change(tx, updateReport, run);
};

const selectRunning = statement({
  name: 'catalog.selectRunningImports',
  text: `SELECT import_id AS "importId" FROM catalog.import_run WHERE status = 'running'`,
  params: {},
  row: { importId: t.uuid },
});

/** The imports that run, or whose process was killed less than a minute ago. */
export const runningImports = async (db: Queryable): Promise<string[]> =>
  (await many(db, selectRunning, {})).map(({ importId }) => importId);

export const endImport = async (
  db: Queryable,
  run: { importId: string; status: 'completed' | 'failed'; error: string | null },
): Promise<void> => {
  await change(db, endRun, run);
};

/** Marks runs as failed whose process was killed; call it at start. Returns how many there were. */
export const failAbandonedImports = (db: Database): Promise<number> =>
  change(db, failSilentRuns, { seconds: SILENCE_SECONDS_MAX });

/** How an import goes, or undefined. One whose process was killed shows as failed, a minute later. */
export const findImport = async (db: Database, importId: string): Promise<ImportRun | undefined> => {
  await failAbandonedImports(db);
  const run = await maybeOne(db, selectRun, { importId });
  if (run === undefined) return undefined;
  return {
    ...run,
    rejections: await many(db, selectRejections, { importId }),
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
};
