/** The proof: buyers who press for a few units, processes killed in the middle, and everything checked afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database, openDatabase } from '../platform/postgres.ts';
import { openJournal } from '../replay/journal.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import type { ProofContext } from './ask.ts';
import { visit } from './buyer.ts';
import { checkReadSide, stockAt } from './check/read-side.ts';
import { settle } from './check/settle.ts';
import { checkTruth } from './check/truth.ts';
import { type Figures, noFigures } from './figures.ts';
import { prepareGoods, type Shelf, withdrawGoods } from './goods.ts';
import { checkHistory } from './history/check.ts';
import type { History } from './history/record.ts';
import { killsOf, type ProofOptions, planOf } from './plan.ts';
import type { Servers } from './servers.ts';
import { type Killed, type Verdict, verdictOf } from './verdict.ts';

export const BUYERS_MAX = 100_000;
export const UNITS_MAX = 100_000;

export type ProofHooks = {
  /** Aborted: no further buyer comes, and those who are there may end. */
  stopping: AbortSignal;
  say(line: string): void;
  onProgress(figures: Figures, elapsedMs: number): void;
};

export type Proof = { verdict: Verdict; history: History };

const PROGRESS_EVERY_MS = 1_000;
/** Buyers under way at once; who comes then waits until one has left. */
const UNDER_WAY_MAX = 2_000;
/** Buyers who are there when it is stopped have that long. */
const DRAIN_MS = 20_000;
/** What is told of stock may be that late: the read side follows within a second, or when its parts are back. */
const STALE_MS = { running: 2_000, killing: 15_000 };

/**
 * Proves one shop. The verdict lists what is broken. Leaves orders and drafts of its goods behind in servers that are
 * not its own. Throws `ExpectedError` when the shop does not come to serve the goods.
 */
export const prove = async (
  servers: Servers,
  options: ProofOptions & { currency: string },
  hooks: ProofHooks,
): Promise<Proof> => {
  const db = openDatabase({
    url: servers.databaseUrl,
    poolMax: 4,
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 300_000,
    applicationName: 'cartwright-prove',
    // A statement that runs into it fails by itself and tells its caller.
    onError: () => {},
  });
  const journal = openJournal();
  try {
    return await proveOn({ db, servers, options, hooks, journal });
  } finally {
    journal.close();
    await db.end();
  }
};

type Proving = {
  db: Database;
  servers: Servers;
  options: ProofOptions & { currency: string };
  hooks: ProofHooks;
  journal: ReturnType<typeof openJournal>;
};

const proveOn = async (proving: Proving): Promise<Proof> => {
  const { db, servers, options, hooks, journal } = proving;
  const { urls } = servers;
  const since = Date.now();
  const { goods, shelf } = await prepareGoods(db, options, options.currency);
  const skus = Object.keys(shelf);
  await untilOffered(urls, { shelf, sale: goods.saleId === undefined ? undefined : goods.sku });
  const leaving = new AbortController();
  const openedAt = performance.now();
  const context: ProofContext = {
    urls,
    goods,
    calls: [],
    figures: noFigures(),
    journal,
    patience: { forMs: options.patienceMs, signal: leaving.signal, onRetry: () => {} },
    nowMs: () => performance.now() - openedAt,
    buyers: new Map(),
  };
  const killed = await sell(context, proving, leaving);
  const elapsedMs = context.nowMs();
  hooks.say('Waiting for payments to settle, then checking everything');
  await settle(db, journal, servers);
  const truth = await checkTruth({ db, journal, shelf, sku: goods.sku, ledgerUrl: servers.ledgerUrl, since });
  const shown = await checkReadSide({ db, urls, skus, buyers: context.buyers });
  if (!servers.own) await withdrawGoods(db, { goods, currency: options.currency });
  const history: History = {
    opening: {
      type: 'opening',
      seed: options.seed,
      at: new Date(since).toISOString(),
      shelf: { ...shelf },
      staleMs: options.kill ? STALE_MS.killing : STALE_MS.running,
    },
    calls: context.calls,
  };
  const replayed = checkHistory(history);
  const { currency: _currency, ...wanted } = options;
  const verdict = verdictOf({
    options: { ...wanted, engines: urls.length },
    figures: context.figures,
    findings: [...truth.findings, ...replayed.findings, ...shown],
    unsoldMeanwhile: replayed.unsoldWhileSoldOut,
    truth: { orders: truth.orders, sold: truth.sold },
    killed,
    notChecked: notChecked(servers),
    elapsedMs,
    stopped: hooks.stopping.aborted,
  });
  return { verdict, history };
};

const notChecked = ({ ledgerUrl, kill }: Servers): string[] => [
  ...(ledgerUrl === undefined
    ? ['charges against the payment provider’s own ledger, which cannot be reached']
    : []),
  ...(kill === undefined ? ['what becomes of it when processes are killed: these servers are not ours'] : []),
];

const OFFERED_MS = 60_000;

/** Waits until every engine shows the goods. */
const untilOffered = async (
  urls: readonly string[],
  { shelf, sale }: { shelf: Shelf; sale: string | undefined },
): Promise<void> => {
  const giveUpAt = performance.now() + OFFERED_MS;
  for (const url of urls)
    for (;;) {
      const shown = await stockAt(url, Object.keys(shelf)).catch(() => new Map<string, number>());
      // All units of a sale are set apart from the shelf.
      if (Object.entries(shelf).every(([sku, units]) => shown.get(sku) === (sku === sale ? 0 : units))) break;
      if (performance.now() > giveUpAt)
        throw new ExpectedError(
          `${url} does not show the goods of the proof after ${OFFERED_MS / 1_000} s. Is it the shop of this database, and does its projector run?`,
        );
      await sleep(100);
    }
};

/** Lets the buyers come, and kills meanwhile; returns when the last has left and everything is back. */
const sell = async (
  context: ProofContext,
  { servers, options, hooks }: Proving,
  leaving: AbortController,
): Promise<Killed[]> => {
  const { stopping } = hooks;
  const ticking = setInterval(() => hooks.onProgress(context.figures, context.nowMs()), PROGRESS_EVERY_MS);
  const drain = () => setTimeout(() => leaving.abort(), DRAIN_MS).unref();
  stopping.addEventListener('abort', drain, { once: true });
  try {
    const [killed] = await Promise.all([
      killAll(context, { servers, options, hooks }),
      letIn(context, options, stopping),
    ]);
    return killed;
  } finally {
    clearInterval(ticking);
    stopping.removeEventListener('abort', drain);
  }
};

const letIn = async (context: ProofContext, options: ProofOptions, stopping: AbortSignal): Promise<void> => {
  const plans = Array.from({ length: options.buyers }, (_, buyer) => planOf(buyer, options)).sort(
    (a, b) => a.arrivesAtMs - b.arrivesAtMs,
  );
  const there = new Set<Promise<void>>();
  for (const plan of plans) {
    const early = plan.arrivesAtMs - context.nowMs();
    if (early > 0) await sleep(early, undefined, { signal: stopping }).catch(() => {});
    while (there.size >= UNDER_WAY_MAX) await Promise.race(there);
    if (stopping.aborted) break;
    const visiting = visit(context, plan).finally(() => there.delete(visiting));
    there.add(visiting);
  }
  await Promise.all(there);
};

const killAll = async (
  context: ProofContext,
  { servers, options, hooks }: Pick<Proving, 'servers' | 'options' | 'hooks'>,
): Promise<Killed[]> => {
  const killed: Killed[] = [];
  for (const { part, atMs } of servers.kill === undefined ? [] : killsOf(options)) {
    const early = atMs - context.nowMs();
    if (early > 0) await sleep(early, undefined, { signal: hooks.stopping }).catch(() => {});
    if (hooks.stopping.aborted) break;
    const killedAtMs = context.nowMs();
    hooks.say(`Killing ${part}`);
    await servers.kill?.(part);
    killed.push({ part, atMs: killedAtMs, backAfterMs: context.nowMs() - killedAtMs });
  }
  return killed;
};
