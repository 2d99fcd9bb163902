/**
 * What the process that leads does beside applying changes, one thing after another: makes models that are not whole,
 * does what staff asks for, and walks through the models comparing them with the truth, never stopping.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../postgres.ts';
import type { Redis } from '../redis.ts';
import type { Projection } from './projection.ts';
import { type Projector, ReadSideMoved } from './projector.ts';
import { rebuild } from './rebuild.ts';
import { addFindings, reconcileSlice, sweepLeftOver } from './reconcile.ts';
import { type Findings, noteTask, openTasks, type Task, type TaskReport } from './tasks.ts';

export type KeeperOptions = {
  shop: string;
  url: string;
  db: Database;
  redis: Redis;
  projector: Projector;
  projections: readonly Projection[];
  connectTimeoutMs: number;
  /** Documents that the walk compares in a second. */
  reconcilePerSecond: number;
  ping(): void;
  onRebuilt(rebuilt: { projection: string; documents: number; seconds: number }): void;
  onDrift(projection: string, findings: Findings): void;
  /** A walk through all of a model has come to its end. */
  onWalked(projection: string, findings: Findings): void;
  onError(error: unknown): void;
};

export type Keeper = {
  /** This process leads now. */
  begin(): void;
  /** There may be a task. */
  look(): void;
  /** A model has lost its ground (a table was emptied): it is made anew. */
  redo(projection: string): void;
  stop(): Promise<void>;
};

const IDLE_MS = 1_000;
/** Steps, one a second, at which tasks are looked for after one was told of. */
const LOOKS = 3;
const LOOK_AGAIN_MS = 20_000;
const PROGRESS_MS = 500;
const RETRY_MS = 1_000;
const SLICE = 200;

export const createKeeper = (options: KeeperOptions): Keeper => {
  const { db, projector, projections } = options;
  const again = new Set<string>();
  const walk = createWalk(options);
  let stopped = false;
  // A task that was told of may not be seen yet, and what was told may have been lost: it is looked for again.
  let looks = 0;
  let lookedAtMs = performance.now();
  // Set by whoever has news, so that none is slept through.
  let woken = false;
  let endNap: (() => void) | undefined;
  const wake = (): void => {
    woken = true;
    endNap?.();
  };
  const nap = async (): Promise<void> => {
    if (!woken)
      await new Promise<void>((resolve) => {
        endNap = resolve;
        setTimeout(resolve, IDLE_MS);
      });
    woken = false;
  };

  const step = async (): Promise<void> => {
    const leadership = projector.leadership();
    if (leadership === undefined) return;
    const due = projections.find(
      ({ name, format }) => again.has(name) || leadership.whole.get(name)?.format !== format,
    );
    if (due !== undefined) {
      await make(due, () => {});
      return step();
    }
    if (looks > 0 || performance.now() - lookedAtMs > LOOK_AGAIN_MS) {
      looks = Math.max(0, looks - 1);
      lookedAtMs = performance.now();
      for (const task of await openTasks(db)) await perform(task);
    }
    await walk();
  };

  const make = async (projection: Projection, onProgress: (done: number, total: number) => void) => {
    const startedAt = performance.now();
    const documents = await rebuild(projection, { ...options, onProgress });
    again.delete(projection.name);
    options.onRebuilt({
      projection: projection.name,
      documents,
      seconds: (performance.now() - startedAt) / 1_000,
    });
    return documents;
  };

  const perform = async (task: Task): Promise<void> => {
    const progress = createProgress(db, task);
    try {
      for (const name of task.projections) {
        const projection = projections.find((one) => one.name === name);
        if (projection === undefined) throw new Error(`there is no projection ${name}`);
        if (task.kind === 'rebuild') progress.add(await make(projection, progress.at));
        else progress.report(name, await reconcileAll(projection, options, progress));
      }
      await progress.end('completed', null);
    } catch (error) {
      // Another process goes on with it.
      if (error instanceof ReadSideMoved) throw error;
      await progress.end('failed', error instanceof Error ? error.message : String(error));
    }
  };

  const running = (async () => {
    while (!stopped) {
      try {
        await step();
      } catch (error) {
        if (!(error instanceof ReadSideMoved)) options.onError(error);
        await sleep(RETRY_MS);
      }
      await nap();
    }
  })();

  return {
    begin() {
      for (const { name, anew } of projections) if (anew === true) again.add(name);
      looks = LOOKS;
      wake();
    },
    look() {
      looks = LOOKS;
      wake();
    },
    redo(projection) {
      again.add(projection);
      wake();
    },
    async stop() {
      stopped = true;
      wake();
      await running;
    },
  };
};

/** The walk: each time a slice of one model, then of the next; after its last slice, steps through its keys. */
const createWalk = (options: KeeperOptions) => {
  type Place = { after: string; sweep: ReturnType<typeof sweepLeftOver> | undefined; findings: Findings };
  const walked = options.projections.filter(({ reconcile }) => reconcile !== undefined);
  const places = new Map<string, Place>();
  let turn = 0;
  return async (): Promise<void> => {
    const projection = walked[turn % walked.length];
    if (projection === undefined || options.reconcilePerSecond === 0) return;
    turn += 1;
    const { name } = projection;
    const place = places.get(name) ?? { after: '', sweep: undefined, findings: noFindings() };
    // Taken out while it is used: after an error the walk through this model begins anew.
    places.delete(name);
    if (place.sweep === undefined) {
      const { after, findings } = place;
      const compared = await reconcileSlice(projection, options, {
        after,
        limit: options.reconcilePerSecond,
      });
      addFindings(findings, compared);
      options.onDrift(name, findings);
      places.set(name, {
        findings,
        after: compared.next ?? '',
        sweep: compared.next === undefined ? sweepLeftOver(projection, options) : undefined,
      });
    } else {
      const { value, done } = await place.sweep.next();
      if (done === true) return options.onWalked(name, place.findings);
      addFindings(place.findings, value);
      options.onDrift(name, place.findings);
      places.set(name, place);
    }
  };
};

/** Compares all of a model at once. */
const reconcileAll = async (
  projection: Projection,
  options: KeeperOptions,
  progress: { at(done: number, total: number): void },
): Promise<Findings> => {
  const sum = noFindings();
  const total = await projection.count(options.db);
  let after: string | undefined = '';
  while (after !== undefined) {
    const compared = await reconcileSlice(projection, options, { after, limit: SLICE });
    addFindings(sum, compared);
    after = compared.next;
    progress.at(sum.looked, total);
  }
  for await (const swept of sweepLeftOver(projection, options)) addFindings(sum, swept);
  return sum;
};

const createProgress = (db: Database, task: Task) => {
  let doneBefore = 0;
  let done = 0;
  let total = 0;
  let notedAt = 0;
  let noting = Promise.resolve();
  const report: TaskReport = {};
  const note = (status: Task['status'], error: string | null): void => {
    notedAt = performance.now();
    noting = noting.then(() => noteTask(db, { taskId: task.taskId, status, done, total, report, error }));
    noting.catch(() => {});
  };
  return {
    at(ofThis: number, ofAll: number) {
      done = doneBefore + ofThis;
      total = doneBefore + Math.max(ofAll, ofThis);
      if (performance.now() - notedAt > PROGRESS_MS) note('running', null);
    },
    add(documents: number) {
      doneBefore += documents;
      done = doneBefore;
    },
    report(name: string, findings: Findings) {
      report[name] = findings;
      doneBefore += findings.looked;
      done = doneBefore;
    },
    async end(status: 'completed' | 'failed', error: string | null) {
      await noting.catch(() => {});
      total = Math.max(done, status === 'completed' ? done : total);
      note(status, error);
      await noting;
    },
  };
};

const noFindings = (): Findings => ({ looked: 0, missing: 0, different: 0, leftOver: 0 });
