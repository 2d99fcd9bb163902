/**
 * The projector by itself, for measuring how fast it catches up: it works in a database of Redis that nobody else uses,
 * and begins each time with the read models as they were before the changes.
 */
import { createClient } from 'redis';
import {
  dropSlot,
  type FollowState,
  findSlot,
  follow,
  parseLsn,
  type Sink,
  sortableLsn,
} from '../../packages/engine/src/platform/cdc/index.ts';
import { loadConfig } from '../../packages/engine/src/platform/config.ts';
import { poll } from '../../packages/engine/src/platform/embedded/server-process.ts';
import { openDatabase } from '../../packages/engine/src/platform/postgres.ts';
import { shopNameOf } from '../../packages/engine/src/platform/read-side/names.ts';
import {
  createProjector,
  type Leadership,
  type Projector,
} from '../../packages/engine/src/platform/read-side/projector.ts';
import { rebuild } from '../../packages/engine/src/platform/read-side/rebuild.ts';
import { stateKey } from '../../packages/engine/src/platform/read-side/state.ts';
import { taskChanges } from '../../packages/engine/src/platform/read-side/tasks.ts';
import { openRedis } from '../../packages/engine/src/platform/redis.ts';
import { loadShopIdentity } from '../../packages/engine/src/platform/settings.ts';
import { PUBLICATION, projectionsOf } from '../../packages/engine/src/roles/projector.ts';
import { answerParent } from '../core/child.ts';
import { ASIDE_DATABASE, CATCH_UP_DATABASE } from './catch-up-databases.ts';

export type ProjectorQuestion =
  /** Makes every read model as PostgreSQL is now, as if it had been followed up to `startLsn`, and keeps them aside. */
  | { ask: 'make-whole'; startLsn: string }
  /** Takes what was kept aside. */
  | { ask: 'go-back' }
  /** Follows `slot` until `endLsn`. */
  | { ask: 'catch-up'; slot: string; endLsn: string };

export type CaughtUp = { changes: number; transactions: number; batches: number; seconds: number };

const WHOLE_SLOT = 'bench_whole';
const COPY_KEYS = 1_000;
const SLOT_FREE_MS = 10_000;

const onError = (error: Error): void => console.error(error);

const open = async () => {
  const config = loadConfig({
    ...process.env,
    REDIS_URL: `${process.env.REDIS_URL}/${CATCH_UP_DATABASE}`,
    CARTWRIGHT_PAYMENT_PROVIDER_URL: 'unused:',
  });
  const db = openDatabase({
    url: config.databaseUrl,
    poolMax: config.databasePoolMax,
    connectTimeoutMs: config.databaseConnectTimeoutMs,
    statementTimeoutMs: config.databaseStatementTimeoutMs,
    applicationName: 'cartwright-bench-projector',
    onError,
  });
  const redis = openRedis({ url: config.redisUrl, onError });
  await redis.connect();
  // Moves documents between databases, which the engine never does.
  const copier = createClient({ url: config.redisUrl });
  copier.on('error', onError);
  await copier.connect();
  const shop = shopNameOf((await loadShopIdentity(db)).shopId);
  return { config, db, redis, copier, shop, projections: projectionsOf(config) };
};

type Parts = Awaited<ReturnType<typeof open>>;

/** Leads on `slot` while `work` runs, which is given a promise that rejects when leading comes to an end. */
const whileLeading = async <T>(
  parts: Parts,
  at: { slot: string; sinkOf: (projector: Projector) => Sink },
  work: (led: { projector: Projector; leadership: Leadership; broken: Promise<never> }) => Promise<T>,
): Promise<T> => {
  const { config, db, redis, shop, projections } = parts;
  const leads = Promise.withResolvers<Leadership>();
  const broken = Promise.withResolvers<never>();
  broken.promise.catch(() => {});
  const onState = (state: FollowState): void => {
    if (state.state === 'leading') return;
    const error = new Error(`The projector does not lead: ${state.state}`, {
      cause: 'error' in state ? state.error : undefined,
    });
    leads.reject(error);
    broken.reject(error);
  };
  const projector = createProjector({
    ...{ shop, db, redis, projections },
    onLead: leads.resolve,
    onRest() {},
    onApplied() {},
  });
  const follower = follow({
    url: config.databaseUrl,
    db,
    slot: at.slot,
    publication: PUBLICATION,
    tables: [...new Set([taskChanges, ...projections.flatMap(({ tables }) => tables)])],
    connectTimeoutMs: config.databaseConnectTimeoutMs,
    sink: at.sinkOf(projector),
    onState,
  });
  try {
    return await work({ projector, leadership: await leads.promise, broken: broken.promise });
  } finally {
    await follower.stop();
    // The server takes a moment to notice that nobody reads any more.
    await poll({
      deadlineMs: SLOT_FREE_MS,
      until: async () => (await findSlot(db, at.slot))?.active !== true,
    });
  }
};

const copyAll = async ({ copier }: Parts, from: number, to: number): Promise<void> => {
  await copier.select(to);
  await copier.flushDb();
  await copier.select(from);
  for await (const keys of copier.scanIterator({ COUNT: COPY_KEYS }))
    await Promise.all(keys.map((key) => copier.copy(key, key, { DB: to })));
};

const makeWhole = async (parts: Parts, startLsn: string): Promise<void> => {
  const { config, db, redis, copier, shop, projections } = parts;
  await copier.select(CATCH_UP_DATABASE);
  await copier.flushDb();
  try {
    await whileLeading(parts, { slot: WHOLE_SLOT, sinkOf: (projector) => projector }, async (led) => {
      const { projector, broken } = led;
      const { databaseUrl: url, databaseConnectTimeoutMs: connectTimeoutMs } = config;
      const options = { ...{ shop, url, db, redis, projector, connectTimeoutMs }, onProgress() {} };
      for (const projection of projections) await Promise.race([rebuild(projection, options), broken]);
    });
  } finally {
    await dropSlot(db, WHOLE_SLOT);
  }
  // What came between the two places is in the models with a later version, and refused when it comes again.
  await copier.hSet(stateKey(shop), 'position', sortableLsn(parseLsn(startLsn)));
  await copyAll(parts, CATCH_UP_DATABASE, ASIDE_DATABASE);
};

const catchUp = async (parts: Parts, at: { slot: string; endLsn: string }): Promise<CaughtUp> => {
  const end = parseLsn(at.endLsn);
  const reached = Promise.withResolvers<void>();
  const seen = { changes: 0, transactions: 0, batches: 0 };
  const sinkOf = (projector: Projector): Sink => ({
    ...projector,
    async apply(batch) {
      await projector.apply(batch);
      seen.batches += 1;
      for (const { commitLsn, changes } of batch.transactions) {
        if (commitLsn >= end) continue;
        seen.changes += changes.length;
        seen.transactions += 1;
      }
      if ((batch.position ?? 0n) >= end) reached.resolve();
    },
  });
  const startedAt = performance.now();
  return whileLeading(parts, { slot: at.slot, sinkOf }, async ({ leadership: { lost }, broken }) => {
    if (lost !== undefined)
      throw new Error(`The changes would be skipped: the read side is made anew, because ${lost}`);
    await Promise.race([reached.promise, broken]);
    return { ...seen, seconds: (performance.now() - startedAt) / 1_000 };
  });
};

const opening = open();

answerParent(async (question: ProjectorQuestion): Promise<CaughtUp | 'done'> => {
  const parts = await opening;
  if (question.ask === 'catch-up') return catchUp(parts, question);
  if (question.ask === 'make-whole') await makeWhole(parts, question.startLsn);
  else await copyAll(parts, ASIDE_DATABASE, CATCH_UP_DATABASE);
  return 'done';
});
