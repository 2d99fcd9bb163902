/** What staff asks of the process that leads, as rows: the change stream itself brings them there. */
import { newId } from '../../shared/ids.ts';
import { changeTable } from '../cdc/index.ts';
import { change, many, maybeOne, type Queryable, type RowOf, statement, t } from '../sql.ts';

export type TaskKind = 'rebuild' | 'reconcile';
export type TaskStatus = 'waiting' | 'running' | 'completed' | 'failed';
/** Of one projection: documents looked at, and what was wrong with how many. */
export type Findings = { looked: number; missing: number; different: number; leftOver: number };
export type TaskReport = Record<string, Findings>;

export const taskChanges = changeTable('platform.read_side_task', { task_id: t.uuid });

const COLUMNS = `task_id AS "taskId", kind, projections, status, done, total, report, error,
  requested_at AS "requestedAt", started_at AS "startedAt", finished_at AS "finishedAt"`;
const ROW = {
  taskId: t.uuid,
  kind: t.words<TaskKind>(),
  projections: t.textArray,
  status: t.words<TaskStatus>(),
  done: t.int8,
  total: t.int8,
  report: t.json<TaskReport>(),
  error: t.nullable(t.text),
  requestedAt: t.timestamptz,
  startedAt: t.nullable(t.timestamptz),
  finishedAt: t.nullable(t.timestamptz),
};

const insertTask = statement({
  name: 'readSide.insertTask',
  text: `INSERT INTO platform.read_side_task (task_id, kind, projections) VALUES ($1, $2, $3)`,
  params: { taskId: t.uuid, kind: t.text, projections: t.textArray },
  row: {},
});
// Primary key.
const selectTask = statement({
  name: 'readSide.selectTask',
  text: `SELECT ${COLUMNS} FROM platform.read_side_task WHERE task_id = $1`,
  params: { taskId: t.uuid },
  row: ROW,
});
// Index read_side_task_open: the few that are not finished, those of a killed process among them.
const selectOpen = statement({
  name: 'readSide.selectOpenTasks',
  text: `
    SELECT ${COLUMNS} FROM platform.read_side_task
    WHERE status IN ('waiting', 'running') ORDER BY requested_at, task_id`,
  params: {},
  row: ROW,
});
// Newest first; ids sort by time, so the primary key serves.
const selectPage = statement({
  name: 'readSide.selectTaskPage',
  text: `
    SELECT ${COLUMNS} FROM platform.read_side_task
    WHERE kind = $1 AND task_id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
    ORDER BY task_id DESC LIMIT $3`,
  params: { kind: t.text, before: t.nullable(t.uuid), limit: t.int8 },
  row: ROW,
});
const updateTask = statement({
  name: 'readSide.updateTask',
  text: `
    UPDATE platform.read_side_task
    SET status = $2, done = $3, total = $4, report = $5, error = $6,
        started_at = coalesce(started_at, now()),
        finished_at = CASE WHEN $2 IN ('completed', 'failed') THEN now() END
    WHERE task_id = $1`,
  params: {
    taskId: t.uuid,
    status: t.text,
    done: t.int8,
    total: t.int8,
    report: t.json<TaskReport>(),
    error: t.nullable(t.text),
  },
  row: {},
});
const insertDrift = statement({
  name: 'readSide.insertDrift',
  text: `
    INSERT INTO platform.drift (drift_id, projection, document, kind, detail)
    SELECT found.drift_id, $1, found.document, found.kind, found.detail
    FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) AS found (drift_id, document, kind, detail)`,
  params: {
    projection: t.text,
    driftIds: t.uuidArray,
    documents: t.textArray,
    kinds: t.textArray,
    details: t.textArray,
  },
  row: {},
});
// Newest first; ids sort by time, so the primary key serves.
const selectDrift = statement({
  name: 'readSide.selectDrift',
  text: `
    SELECT drift_id AS "driftId", projection, document, kind, detail, at FROM platform.drift
    WHERE drift_id < coalesce($1, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
    ORDER BY drift_id DESC LIMIT $2`,
  params: { before: t.nullable(t.uuid), limit: t.int8 },
  row: {
    driftId: t.uuid,
    projection: t.text,
    document: t.text,
    kind: t.words<Drift['kind']>(),
    detail: t.text,
    at: t.timestamptz,
  },
});

export type Task = RowOf<typeof selectTask>;

/** Asks for a task; whoever leads begins within a second. */
export const requestTask = async (
  db: Queryable,
  task: { kind: TaskKind; projections: readonly string[] },
): Promise<string> => {
  const taskId = newId();
  await change(db, insertTask, { taskId, kind: task.kind, projections: [...task.projections] });
  return taskId;
};

export const findTask = (db: Queryable, taskId: string): Promise<Task | undefined> =>
  maybeOne(db, selectTask, { taskId });

export const openTasks = (db: Queryable): Promise<Task[]> => many(db, selectOpen, {});

/** At most `limit` tasks of a kind, newest first, older than `before`. */
export const taskPage = (
  db: Queryable,
  page: { kind: TaskKind; before: string | null; limit: number },
): Promise<Task[]> => many(db, selectPage, page);

/** Writes down how far a task is, or how it ended. */
export const noteTask = async (
  db: Queryable,
  task: Pick<Task, 'taskId' | 'status' | 'done' | 'total' | 'report' | 'error'>,
): Promise<void> => {
  await change(db, updateTask, task);
};

export type Drift = { document: string; kind: 'missing' | 'different' | 'left-over'; detail: string };

/** Writes what was found wrong into the ledger. */
export const recordDrift = async (
  db: Queryable,
  projection: string,
  found: readonly Drift[],
): Promise<void> => {
  if (found.length === 0) return;
  await change(db, insertDrift, {
    projection,
    driftIds: found.map(() => newId()),
    documents: found.map(({ document }) => document),
    kinds: found.map(({ kind }) => kind),
    details: found.map(({ detail }) => detail.slice(0, 500)),
  });
};

/** The ledger, newest first: at most `limit` entries, older than `before`. */
export const driftPage = (
  db: Queryable,
  page: { before: string | null; limit: number },
): Promise<RowOf<typeof selectDrift>[]> => many(db, selectDrift, page);
