/** A replay: the baskets of an order log, driven through the HTTP API by shoppers, and checked afterwards. */
import { createReadStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { readOrderLog } from '../modules/order-log/index.ts';
import type { Database } from '../platform/postgres.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import { cancel } from './cancel.ts';
import { checkAgainstTruth } from './check/index.ts';
import type { ReplayContext } from './context.ts';
import { type Figures, noFigures } from './figures.ts';
import { noFindings } from './findings.ts';
import { openJournal } from './journal.ts';
import type { PaymentMix } from './plan.ts';
import { type Report, reportOf } from './report.ts';
import { prepareShelf, type StockWish } from './shelf.ts';
import { createShoppers } from './shoppers.ts';
import { countOne, type Step, stepsOf } from './steps.ts';
import { walk } from './walk.ts';

export const CONCURRENCY_MAX = 512;

export type ReplayOptions = {
  file: string;
  apiUrl: string;
  currency: string;
  seed: string;
  payments: PaymentMix;
  /** How many times faster the log's time runs; `max` waits for nothing but a free shopper. */
  speed: number | 'max';
  /** Shoppers under way at once, 1 to 512. */
  concurrency: number;
  /** Carts after which it ends. */
  limit: number | undefined;
  from: Date | undefined;
  /** The first moment that is out of range. */
  to: Date | undefined;
  stock: StockWish;
  /** How long a request without an answer is repeated. */
  patienceMs: number;
};

export type ReplayHooks = {
  /** Aborted: no new basket is begun, and those under way may end. */
  stopping: AbortSignal;
  say(line: string): void;
  onProgress(figures: Figures, elapsedMs: number): void;
};

const PROGRESS_EVERY_MS = 1_000;
/** After it was told to stop, shoppers under way have that long to come to an end. */
const DRAIN_MS = 30_000;

/**
 * Replays a log and checks what came of it. The report lists what is off. Throws `ExpectedError` when the API or the
 * file cannot be had, or the shop sells nothing of the log, and `UnreadableFile` where the log cannot be read on.
 */
export const replay = async (db: Database, options: ReplayOptions, hooks: ReplayHooks): Promise<Report> => {
  await reach(options.apiUrl);
  await prepare(db, options, hooks);
  const journal = openJournal();
  try {
    const figures = noFigures();
    const findings = noFindings();
    const leaving = new AbortController();
    const patience = {
      forMs: options.patienceMs,
      signal: leaving.signal,
      onRetry: (reason: string) => countOne(figures.retried, reason),
    };
    const shoppers = createShoppers(options.apiUrl, { journal, patience });
    const { seed, payments } = options;
    const context = { seed, payments, shoppers, journal, figures, findings, patience };
    const startedAt = performance.now();
    const ticking = setInterval(
      () => hooks.onProgress(figures, performance.now() - startedAt),
      PROGRESS_EVERY_MS,
    );
    const drain = () => setTimeout(() => leaving.abort(), DRAIN_MS).unref();
    hooks.stopping.addEventListener('abort', drain, { once: true });
    try {
      await walkAll(context, options, hooks.stopping);
    } finally {
      clearInterval(ticking);
      hooks.stopping.removeEventListener('abort', drain);
    }
    const elapsedMs = performance.now() - startedAt;
    const stopped = hooks.stopping.aborted;
    if (figures.gaveUp > 0 && figures.gaveUp >= figures.walks) findings.add('No basket got an answer.');
    hooks.say('Waiting for payments to settle, then checking everything against PostgreSQL');
    const checked = await checkAgainstTruth(db, { journal, findings });
    return reportOf({ options, figures, findings, checked, elapsedMs, stopped });
  } finally {
    journal.close();
  }
};

const REACH_MS = 10_000;

const reach = async (apiUrl: string): Promise<void> => {
  try {
    const answer = await fetch(new URL('/healthz', apiUrl), { signal: AbortSignal.timeout(REACH_MS) });
    await answer.body?.cancel();
    if (answer.ok) return;
    throw new Error(`it answers ${answer.status}`);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ExpectedError(
      `The shop's API cannot be reached at ${apiUrl} (${why}). Start the shop with \`npm start\`, or say where it is with --api.`,
      { cause },
    );
  }
};

const logOf = ({ file, currency }: Pick<ReplayOptions, 'file' | 'currency'>) =>
  readOrderLog(createReadStream(file), { currency, now: new Date() });

const prepare = async (db: Database, options: ReplayOptions, hooks: ReplayHooks): Promise<void> => {
  const { file, stock, currency } = options;
  const { known, unknown } = await prepareShelf(db, logOf(options), {
    stock,
    currency,
    signal: hooks.stopping,
  });
  if (known === 0 && !hooks.stopping.aborted)
    throw new ExpectedError(
      `The catalogue sells nothing of what ${file} orders. Import it first:\n  npm run cartwright -- import ${file} --format online-retail-csv`,
    );
  if (stock !== 'as-is')
    hooks.say(
      `${known} SKUs of the log now have ${stock} units available${unknown === 0 ? '' : `; ${unknown} are not in the catalogue`}.`,
    );
};

/**
 * Sends a shopper with each step of the log, at most `concurrency` at once; those of one customer one by one. Ends
 * early when as many shoppers in a row got no answer: a shop that is gone would be asked for hours.
 */
const walkAll = async (
  context: ReplayContext,
  options: ReplayOptions,
  stopping: AbortSignal,
): Promise<void> => {
  const { figures } = context;
  const underWay = new Set<Promise<void>>();
  const lastOf = new Map<string, Promise<void>>();
  const failure: { cause?: unknown } = {};
  let silentInARow = 0;
  const pace = paceOf(options.speed, stopping);
  const begin = (step: Step): void => {
    const before = step.customer === null ? undefined : lastOf.get(step.customer);
    const walking = (async () => {
      await before;
      if (step.kind === 'cancellation') await cancel(context, step);
      else silentInARow = (await walk(context, step)) ? 0 : silentInARow + 1;
    })()
      .catch((cause: unknown) => {
        failure.cause ??= cause;
      })
      .finally(() => {
        underWay.delete(walking);
        if (step.customer !== null && lastOf.get(step.customer) === walking) lastOf.delete(step.customer);
      });
    underWay.add(walking);
    if (step.customer !== null) lastOf.set(step.customer, walking);
  };
  let carts = 0;
  for await (const step of stepsOf(logOf(options), { counts: figures.log, ...options })) {
    await pace(step.at);
    while (underWay.size >= options.concurrency) await Promise.race(underWay);
    if (stopping.aborted || failure.cause !== undefined) break;
    if (silentInARow >= options.concurrency) {
      context.findings.add('The shop has stopped answering; the rest of the log was left.');
      break;
    }
    figures.reached = step.at;
    begin(step);
    if (step.kind === 'basket') carts += 1;
    if (carts === options.limit) break;
  }
  await Promise.all(underWay);
  if (failure.cause !== undefined) throw failure.cause;
};

/** Waits until a moment of the log has come, counted from its first; a shop that is behind is not waited for. */
const paceOf = (speed: number | 'max', stopping: AbortSignal): ((at: Date) => Promise<void>) => {
  let start: { logMs: number; clockMs: number } | undefined;
  return async (at) => {
    if (speed === 'max') return;
    start ??= { logMs: at.getTime(), clockMs: performance.now() };
    const dueMs = start.clockMs + (at.getTime() - start.logMs) / speed;
    for (;;) {
      const waitMs = dueMs - performance.now();
      if (waitMs <= 0 || stopping.aborted) return;
      // Ends early when it is told to stop; a timer counts to 24 days at most.
      await sleep(Math.min(waitMs, 86_400_000), undefined, { signal: stopping }).catch(() => {});
    }
  };
};
