import {
  admin,
  COMPARED_PROJECTIONS,
  type Overview,
  PAGE_LIMIT_DEFAULT,
  type Rebuild,
  type Reconciliation,
} from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import { audit } from '../../modules/staff/index.ts';
import { transaction } from '../../platform/postgres.ts';
import {
  driftPage,
  findTask,
  openTasks,
  requestTask,
  type Task,
  type TaskKind,
  taskPage,
} from '../../platform/read-side/tasks.ts';
import { assert } from '../../shared/assert.ts';
import { isId } from '../../shared/ids.ts';
import type { HttpContext } from '../context.ts';
import { sendEvents } from '../event-stream.ts';
import { cursorId, pageOf } from '../paging.ts';
import { HttpProblem } from '../problem.ts';
import { ok, route } from '../route.ts';
import { requireStaff } from '../staff-auth.ts';
import { createTicker } from '../ticker.ts';
import { overviewOf } from './overview.ts';

/** Rebuilds and reconciliations that wait or run at once: they are done one after another anyway. */
const TASKS_OPEN_MAX = 20;
const RETRY_AFTER_SECONDS = 10;
const TELL_EVERY_MS = 1_000;

/** The read side for the staff: how it is, making it anew, comparing it with PostgreSQL. */
export const adminReadSideRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const { db, log } = context;
  const overview = joined(() => overviewOf(context));
  const ticker = createTicker({ load: overview, intervalMs: TELL_EVERY_MS, log });
  const closing = new AbortController();
  app.addHook('preClose', async () => {
    closing.abort();
    await ticker.stop();
  });

  const request = async (
    kind: TaskKind,
    { projections, actor }: { projections: readonly string[]; actor: string },
  ): Promise<Task> => {
    if ((await openTasks(db)).length >= TASKS_OPEN_MAX)
      throw new HttpProblem(
        'overloaded',
        `${TASKS_OPEN_MAX} rebuilds and reconciliations wait already. Try again later.`,
        { retryAfterSeconds: RETRY_AFTER_SECONDS },
      );
    return transaction(db, async (tx) => {
      const taskId = await requestTask(tx, { kind, projections });
      await audit(tx, { actor, action: `readSide.${kind}`, target: taskId, detail: { projections } });
      const task = await findTask(tx, taskId);
      assert(task !== undefined, 'the task was written just now');
      return task;
    });
  };
  const find = async (kind: TaskKind, taskId: string): Promise<Task> => {
    const task = isId(taskId) ? await findTask(db, taskId) : undefined;
    if (task?.kind === kind) return task;
    throw new HttpProblem('not-found', `There is no such ${NAMES[kind]}.`);
  };
  const list = async (kind: TaskKind, query: { limit?: number; cursor?: string }) => {
    const limit = query.limit ?? PAGE_LIMIT_DEFAULT;
    const rows = await taskPage(db, { kind, before: cursorId(query.cursor), limit: limit + 1 });
    return pageOf(rows, limit, ({ taskId }) => taskId);
  };

  route(app, admin.getOverview, async ({ raw }) => {
    await requireStaff(context, raw, 'read');
    return ok(await overview());
  });

  app.get(
    '/v1/admin/overview/stream',
    { schema: { tags: ['Read side'], summary: 'Events `overview`, once a second' } },
    async (raw, reply) => {
      await requireStaff(context, raw, 'read');
      sendEvents(reply, { event: 'overview', keys: ['overview'], watch: ticker, closing: closing.signal });
    },
  );

  route(app, admin.createRebuild, async ({ body, raw, reply }) => {
    const { actor } = await requireStaff(context, raw, 'readSide');
    const task = await request('rebuild', { projections: [body.projection], actor });
    reply.header('location', `/v1/admin/rebuilds/${task.taskId}`);
    return { status: 202 as const, body: rebuildOf(task) };
  });

  route(app, admin.listRebuilds, async ({ query, raw }) => {
    await requireStaff(context, raw, 'read');
    const page = await list('rebuild', query);
    return ok({ ...page, items: page.items.map(rebuildOf) });
  });

  route(app, admin.getRebuild, async ({ params, raw }) => {
    await requireStaff(context, raw, 'read');
    return ok(rebuildOf(await find('rebuild', params.rebuildId)));
  });

  route(app, admin.createReconciliation, async ({ body, raw, reply }) => {
    const { actor } = await requireStaff(context, raw, 'readSide');
    const projections = body.projection === undefined ? COMPARED_PROJECTIONS : [body.projection];
    const task = await request('reconcile', { projections, actor });
    reply.header('location', `/v1/admin/reconciliations/${task.taskId}`);
    return { status: 202 as const, body: reconciliationOf(task) };
  });

  route(app, admin.listReconciliations, async ({ query, raw }) => {
    await requireStaff(context, raw, 'read');
    const page = await list('reconcile', query);
    return ok({ ...page, items: page.items.map(reconciliationOf) });
  });

  route(app, admin.getReconciliation, async ({ params, raw }) => {
    await requireStaff(context, raw, 'read');
    return ok(reconciliationOf(await find('reconcile', params.reconciliationId)));
  });

  route(app, admin.listDrift, async ({ query, raw }) => {
    await requireStaff(context, raw, 'read');
    const limit = query.limit ?? PAGE_LIMIT_DEFAULT;
    const rows = await driftPage(db, { before: cursorId(query.cursor), limit: limit + 1 });
    const page = pageOf(rows, limit, ({ driftId }) => driftId);
    return ok({ ...page, items: page.items.map((row) => ({ ...row, at: row.at.toISOString() })) });
  });
};

const NAMES: Record<TaskKind, string> = { rebuild: 'rebuild', reconcile: 'reconciliation' };

const taskOf = ({ projections, status, done, total, error, requestedAt, startedAt, finishedAt }: Task) => ({
  projections,
  status,
  done,
  total,
  error,
  requestedAt: requestedAt.toISOString(),
  startedAt: startedAt?.toISOString() ?? null,
  finishedAt: finishedAt?.toISOString() ?? null,
});

const rebuildOf = (task: Task): Rebuild => ({ rebuildId: task.taskId, ...taskOf(task) });

const reconciliationOf = (task: Task): Reconciliation => ({
  reconciliationId: task.taskId,
  ...taskOf(task),
  report: task.report,
});

/** Whoever asks while it is being worked out gets the same answer. */
const joined = (work: () => Promise<Overview>): (() => Promise<Overview>) => {
  let underway: Promise<Overview> | undefined;
  return () => {
    underway ??= work().finally(() => {
      underway = undefined;
    });
    return underway;
  };
};
