import { join } from 'node:path';
import { dataDirOf } from '../platform/config.ts';
import { migrate } from '../platform/migrate.ts';
import { type Database, openDatabase, sqlStateOf } from '../platform/postgres.ts';
import { createSupervisor } from '../platform/supervisor.ts';
import { openShopStores, runningShop, type StoreEnvironment, takeDataDir } from '../roles/stores.ts';
import { ExpectedError } from '../shared/expected-error.ts';

const PROJECT_ROOT = join(import.meta.dirname, '..', '..', '..', '..');

/**
 * Runs a command against the shop's stores, found as a user would expect: DATABASE_URL and REDIS_URL where they
 * are set; else those of the shop that runs on the data folder; else embedded ones, brought to the newest schema and
 * started for as long as the command takes. With `handlesSignals` a signal is the work's to heed, and the servers stop after it. Throws
 * `ExpectedError`.
 */
export const withStores = async <T>(
  command: string,
  work: (stores: StoreEnvironment) => Promise<T>,
  { handlesSignals = false }: { handlesSignals?: boolean } = {},
): Promise<T> => {
  const { DATABASE_URL, REDIS_URL } = process.env;
  if (DATABASE_URL && REDIS_URL) return work({ DATABASE_URL, REDIS_URL });
  const dataDir = dataDirOf(process.env, PROJECT_ROOT);
  const running = await runningShop(dataDir);
  if (running !== undefined)
    return work({
      ...running,
      ...(DATABASE_URL ? { DATABASE_URL } : {}),
      ...(REDIS_URL ? { REDIS_URL } : {}),
    });

  const log = (line: string) => process.stderr.write(`${line}\n`);
  const lock = await takeDataDir(dataDir, { command });
  const supervisor = createSupervisor(log);
  const close = async () => {
    await supervisor.stop();
    lock.release();
  };
  let working = false;
  // Who handles signals itself needs the stores to end in an orderly way.
  const interrupted = () => {
    if (!(working && handlesSignals)) void close().finally(() => process.exit(130));
  };
  for (const signal of SIGNALS) process.on(signal, interrupted);
  try {
    const stores = await openShopStores(process.env, { dataDir, supervisor, log });
    if (!DATABASE_URL) await migrate(stores.DATABASE_URL, log);
    working = true;
    return await work(stores);
  } finally {
    for (const signal of SIGNALS) process.removeListener(signal, interrupted);
    await close();
  }
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A schema, table or column that is not there. */
const MISSING_STATES = new Set(['3F000', '42P01', '42703', '42883']);

/** Runs a command that needs the database alone; found as by `withStores`. Its statements may take minutes. */
export const withDatabase = <T>(
  command: string,
  work: (db: Database, stores: StoreEnvironment) => Promise<T>,
  options: { handlesSignals?: boolean } = {},
): Promise<T> =>
  withStores(
    command,
    async (stores) => {
      const db = openDatabase({
        url: stores.DATABASE_URL,
        poolMax: 4,
        connectTimeoutMs: 5_000,
        statementTimeoutMs: 300_000,
        applicationName: `cartwright-${command}`,
        // A statement that runs into it fails by itself and tells its caller.
        onError: () => {},
      });
      try {
        return await work(db, stores);
      } catch (error) {
        if (!MISSING_STATES.has(sqlStateOf(error) ?? '')) throw error;
        throw new ExpectedError(
          `The database has an older schema than this version, or none (${error instanceof Error ? error.message : error}). Run \`npm run cartwright -- migrate\` first.`,
        );
      } finally {
        await db.end();
      }
    },
    options,
  );
