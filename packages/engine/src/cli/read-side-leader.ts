/** Whether anybody follows PostgreSQL's changes; where nobody does and no shop runs, the command does it meanwhile. */
import { join } from 'node:path';
import { lockHolder } from '../../../../tools/lock-file.mjs';
import { findSlot } from '../platform/cdc/index.ts';
import { dataDirOf, loadConfig } from '../platform/config.ts';
import { type Database, openDatabase } from '../platform/postgres.ts';
import { slotOf } from '../platform/read-side/names.ts';
import { loadShopIdentity } from '../platform/settings.ts';
import { runningShop, type StoreEnvironment, shopLock } from '../roles/stores.ts';
import { ExpectedError } from '../shared/expected-error.ts';

export type LeaderWatch = {
  /** To be called again and again. Throws `ExpectedError` when nobody leads for long and it is not ours to do so. */
  check(): Promise<void>;
  /** Whether this command follows the changes. */
  isOurs(): boolean;
  stop(): Promise<void>;
};

const PROJECT_ROOT = join(import.meta.dirname, '..', '..', '..', '..');
/** A projector that ended is followed by another, or started again, well within this time. */
const PATIENCE_MS = 10_000;
/** Our own leads after a few hundred milliseconds, or never. */
const OWN_PATIENCE_MS = 30_000;
const LOOK_EVERY_MS = 1_000;

export const createLeaderWatch = async (at: {
  db: Database;
  stores: StoreEnvironment;
}): Promise<LeaderWatch> => {
  const { db, stores } = at;
  const { shopId } = await loadShopIdentity(db);
  const dataDir = dataDirOf(process.env, PROJECT_ROOT);
  // On a database that this command has started nobody else can lead.
  const alone = lockHolder(shopLock(dataDir))?.pid === process.pid && !process.env.DATABASE_URL;
  let seenAt = performance.now();
  let lookedAt: number | undefined;
  let own: { stop(): Promise<void> } | undefined;
  return {
    async check() {
      const now = performance.now();
      if (lookedAt !== undefined && now - lookedAt < LOOK_EVERY_MS) return;
      lookedAt = now;
      if ((await findSlot(db, slotOf(shopId)))?.active === true) {
        seenAt = now;
        return;
      }
      if (own !== undefined) {
        if (now - seenAt < OWN_PATIENCE_MS) return;
        throw new ExpectedError(
          'The changes of PostgreSQL cannot be followed; `cartwright doctor` says what stands in the way. What was asked for is written down, and is done when they are.',
        );
      }
      if (!alone && now - seenAt < PATIENCE_MS) return;
      const shop = await shopOn(dataDir, stores);
      if (shop !== undefined) throw new ExpectedError(leaderless(dataDir, shop));
      process.stderr.write('Nobody follows the changes of PostgreSQL: this command does, until it is done\n');
      own = await startOwn(stores, shopId);
      seenAt = now;
    },
    isOurs: () => own !== undefined,
    stop: async () => own?.stop(),
  };
};

/** The shop of another process that runs on the data folder and on these stores. */
const shopOn = async (dataDir: string, stores: StoreEnvironment): Promise<{ pid: number } | undefined> => {
  const holder = lockHolder(shopLock(dataDir));
  if (holder === undefined || holder.pid === process.pid) return undefined;
  const running = await runningShop(dataDir);
  return running?.DATABASE_URL === stores.DATABASE_URL ? holder : undefined;
};

const leaderless = (dataDir: string, { pid }: { pid: number }): string =>
  `A shop runs on ${dataDir} (process ${pid}), and its projector has not followed PostgreSQL's changes for ${PATIENCE_MS / 1_000} s. See ${join(dataDir, 'logs', 'projector.log')}; stop the shop and start it again, or start another projector (\`cartwright serve --roles projector\`). What was asked for is written down, and is done when one follows them.`;

const startOwn = async (stores: StoreEnvironment, shopId: string): Promise<{ stop(): Promise<void> }> => {
  // Half an engine, which a command that only asks another process need not load.
  const [{ startProjector }, { createProjectorMetrics }, { pino }, { Registry }] = await Promise.all([
    import('../roles/projector.ts'),
    import('../roles/projector-metrics.ts'),
    import('pino'),
    import('prom-client'),
  ]);
  const config = loadConfig({
    ...process.env,
    ...stores,
    // A projector pays nothing.
    CARTWRIGHT_PAYMENT_PROVIDER_URL: process.env.CARTWRIGHT_PAYMENT_PROVIDER_URL || 'unused:',
  });
  const db = openDatabase({
    url: config.databaseUrl,
    poolMax: config.databasePoolMax,
    connectTimeoutMs: config.databaseConnectTimeoutMs,
    statementTimeoutMs: config.databaseStatementTimeoutMs,
    applicationName: 'cartwright-projector',
    // A statement that runs into it fails by itself and tells its caller.
    onError: () => {},
  });
  const projector = startProjector({
    config,
    db,
    shopId,
    log: pino({ base: null, level: 'error' }, pino.destination({ dest: 2, sync: true })),
    metrics: createProjectorMetrics(new Registry()),
  });
  return {
    async stop() {
      await projector.stop();
      await db.end();
    },
  };
};
