import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lockHolder, takeLock } from '../../../../tools/lock-file.mjs';
import type { Running } from '../platform/child-process.ts';
import { folderProblem, prepareDataDir, writeFileWhole } from '../platform/embedded/files.ts';
import { startEmbeddedPostgres } from '../platform/embedded/postgres.ts';
import { startEmbeddedRedis } from '../platform/embedded/redis.ts';
import { examinePostgres, examineRedis, type ServerReport } from '../platform/external-servers.ts';
import type { Supervisor } from '../platform/supervisor.ts';
import { ExpectedError } from '../shared/expected-error.ts';

/** The variables by which every process of a shop finds its stores. */
export type StoreEnvironment = { DATABASE_URL: string; REDIS_URL: string };

type Context = { dataDir: string; supervisor: Supervisor; log: (line: string) => void };

/**
 * The stores of a shop: the servers that DATABASE_URL and REDIS_URL name, else embedded ones, which the supervisor
 * keeps running. Both are made ready side by side. Throws `ExpectedError`.
 */
export const openShopStores = async (env: NodeJS.ProcessEnv, context: Context): Promise<StoreEnvironment> => {
  const { dataDir, supervisor, log } = context;
  const embedded = (name: string, start: () => Promise<Running & { url: string }>) =>
    supervisor.keepRunning({ name, start: sameAddress(name, start) }).then(({ url }) => url);
  const [databaseUrl, redisUrl] = await Promise.all([
    env.DATABASE_URL
      ? external(env.DATABASE_URL, { examine: examinePostgres, log })
      : embedded('PostgreSQL', () => startEmbeddedPostgres({ dataDir, log })),
    env.REDIS_URL
      ? external(env.REDIS_URL, { examine: examineRedis, log })
      : embedded('Redis', () => startEmbeddedRedis({ dataDir, log })),
  ]);
  return { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
};

const external = async (
  url: string,
  how: { examine: (url: string) => Promise<ServerReport>; log: (line: string) => void },
): Promise<string> => {
  const { about, problem, warnings } = await how.examine(url);
  if (problem !== undefined) throw new ExpectedError(`${about}: ${problem}.`);
  for (const warning of warnings) how.log(`Warning: ${about}: ${warning}`);
  return url;
};

/** A server that is started again has to come back where the other processes look for it. */
const sameAddress = <R extends Running & { url: string }>(name: string, start: () => Promise<R>) => {
  let first: string | undefined;
  return async (): Promise<R> => {
    const server = await start();
    first ??= server.url;
    if (server.url === first) return server;
    await server.stop();
    throw new ExpectedError(`another program has taken the port of ${name} meanwhile`);
  };
};

/** The file by which one process has a data folder for itself. */
export const shopLock = (dataDir: string): string => join(dataDir, 'start.lock');

/**
 * Takes the data folder for this process. Throws `ExpectedError` with the holder's number and addresses when a
 * shop already runs on it.
 */
export const takeDataDir = async (
  dataDir: string,
  about: { command: string; storefrontUrl?: string; apiUrl?: string },
): Promise<{ tookOver: boolean; release: () => void }> => {
  await prepareDataDir(dataDir);
  const lock = takeLock(shopLock(dataDir), about);
  if (lock.ok) return lock;
  const { pid, command, storefrontUrl, apiUrl } = lock.holder;
  const where =
    typeof storefrontUrl === 'string' ? `\n  Storefront  ${storefrontUrl}\n  API         ${apiUrl}` : '';
  throw new ExpectedError(
    `\`cartwright ${command}\` already runs on ${dataDir} (process ${pid}).${where}\nStop it first, or set CARTWRIGHT_DATA_DIR to another folder for a second shop (and other ports).`,
  );
};

const environmentFile = (dataDir: string): string => join(dataDir, 'running.json');

/** Lets other commands on this machine find the running shop's stores; returns how to take the note away. */
export const publishEnvironment = async (
  dataDir: string,
  env: StoreEnvironment,
): Promise<() => Promise<void>> => {
  await writeFileWhole(environmentFile(dataDir), JSON.stringify(env));
  return () => rm(environmentFile(dataDir), { force: true });
};

/** The stores of the shop that runs on this data folder, or undefined if none does. */
export const runningShop = async (dataDir: string): Promise<StoreEnvironment | undefined> => {
  if (lockHolder(shopLock(dataDir)) === undefined) return undefined;
  try {
    const found: unknown = JSON.parse(await readFile(environmentFile(dataDir), 'utf8'));
    return isStoreEnvironment(found) ? found : undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return undefined;
    throw new ExpectedError(folderProblem(dataDir, error), { cause: error });
  }
};

const isStoreEnvironment = (value: unknown): value is StoreEnvironment =>
  typeof value === 'object' &&
  value !== null &&
  'DATABASE_URL' in value &&
  typeof value.DATABASE_URL === 'string' &&
  'REDIS_URL' in value &&
  typeof value.REDIS_URL === 'string';
