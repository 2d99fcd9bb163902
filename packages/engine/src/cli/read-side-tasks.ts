/** What `rebuild` and `reconcile` share: the process that leads is asked for tasks, and how they go is shown. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../platform/postgres.ts';
import { isDatabaseAway, transaction } from '../platform/postgres.ts';
import { findTask, requestTask, type Task, type TaskKind } from '../platform/read-side/tasks.ts';
import { assert } from '../shared/assert.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import { createLeaderWatch, type LeaderWatch } from './read-side-leader.ts';
import { INTERRUPTED } from './until-told.ts';
import { withDatabase } from './with-stores.ts';

export const FOLLOWING_HELP = `
The process that follows PostgreSQL's changes does it, one model after another; this command asks for it and shows
how it goes. Ctrl-C ends the command, not the work. Where no such process runs, the command is one meanwhile.`;

/** The read models that are named, or all. Throws `ExpectedError` for a name that there is not. */
export const chosenOf = (names: readonly string[], known: readonly string[]): string[] => {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new ExpectedError(`There is no read model ${unknown}. Choose among ${known.join(', ')}.`);
  return [...new Set(names.length === 0 ? known : names)];
};

const POLL_MS = 200;
const SAY_EVERY_MS = 1_000;
/** As shells say that Ctrl-C ended a program. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Asks for one task a model, each of its own so that one that fails keeps none of the others from it, and follows them
 * to their ends; `onCompleted` hears of each. Throws `ExpectedError` when nobody does them.
 */
export const followTasks = (
  kind: TaskKind,
  projections: readonly string[],
  onCompleted: (task: Task) => void,
): Promise<{ failed: boolean }> =>
  withDatabase(
    kind,
    async (db, stores) => {
      const stopping = new AbortController();
      const stop = (): void => {
        // Who asks twice does not wait for anything.
        if (stopping.signal.aborted) process.exit(INTERRUPTED);
        stopping.abort();
      };
      for (const signal of SIGNALS) process.on(signal, stop);
      let leader: LeaderWatch | undefined;
      let failed = false;
      try {
        leader = await createLeaderWatch({ db, stores });
        for (const taskId of await requestAll(db, kind, projections)) {
          const task = await follow(db, { taskId, leader, signal: stopping.signal });
          if (task.status === 'completed') onCompleted(task);
          else if (task.status === 'failed') {
            failed = true;
            tell(`${task.projections.join(', ')}: failed: ${task.error}`);
          } else {
            tell(leftBehind(task, { kind, leader }));
            process.exitCode = INTERRUPTED;
            break;
          }
        }
      } catch (error) {
        if (!isDatabaseAway(error)) throw error;
        throw new ExpectedError(
          `PostgreSQL went away (${error instanceof Error ? error.message : error}). What was asked for is written down, and is done when it is back.`,
        );
      } finally {
        for (const signal of SIGNALS) process.removeListener(signal, stop);
        await leader?.stop();
      }
      return { failed };
    },
    { handlesSignals: true },
  );

const requestAll = (db: Database, kind: TaskKind, projections: readonly string[]): Promise<string[]> =>
  transaction(db, async (tx) => {
    const taskIds: string[] = [];
    for (const name of projections) taskIds.push(await requestTask(tx, { kind, projections: [name] }));
    return taskIds;
  });

/** Follows one task to its end, or until the signal. */
const follow = async (
  db: Database,
  { taskId, leader, signal }: { taskId: string; leader: LeaderWatch; signal: AbortSignal },
): Promise<Task> => {
  const tellProgress = teller();
  for (;;) {
    const task = await findTask(db, taskId);
    assert(task !== undefined, 'a task is never deleted');
    if (task.finishedAt !== null || signal.aborted) return task;
    await leader.check();
    tellProgress(task);
    await sleep(POLL_MS, undefined, { signal }).catch(() => {});
  }
};

/** Says how far a task is, each second: at the rate since it was first seen under way. */
const teller = (): ((task: Task) => void) => {
  let saidAt = performance.now();
  let first: { at: number; done: number } | undefined;
  return ({ projections, status, done, total }) => {
    const now = performance.now();
    if (status === 'running') first ??= { at: now, done };
    if (now - saidAt < SAY_EVERY_MS) return;
    saidAt = now;
    const name = projections.join(', ');
    if (first === undefined) return tell(`  ${name}: waiting for its turn`);
    const perSecond = (done - first.done) / (Math.max(now - first.at, 1) / 1_000);
    tell(`  ${name}: ${count(done)} of ${count(total)} documents, ${count(Math.round(perSecond))}/s`);
  };
};

const leftBehind = ({ taskId }: Task, { kind, leader }: { kind: TaskKind; leader: LeaderWatch }): string => {
  const [what, path] = kind === 'rebuild' ? ['rebuild', 'rebuilds'] : ['reconciliation', 'reconciliations'];
  return leader.isOurs()
    ? `\nStopped. The ${what} is written down, and goes on when the shop runs.`
    : `\nThe ${what} goes on without this command; GET /v1/admin/${path}/${taskId} tells how it goes.`;
};

/** What a task that is completed came to: documents, time, rate. */
export const documentsOf = ({ done, startedAt, finishedAt }: Task): string => {
  const seconds = ((finishedAt?.getTime() ?? 0) - (startedAt?.getTime() ?? 0)) / 1_000;
  return `${count(done)} ${done === 1 ? 'document' : 'documents'} in ${seconds.toFixed(1)} s, ${count(Math.round(done / Math.max(seconds, 0.001)))}/s`;
};

/** 12345 as 12,345. */
const count = (number: number): string => number.toLocaleString('en-US');

/** What it came to goes to standard output; how it goes to the other. */
export const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const tell = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
