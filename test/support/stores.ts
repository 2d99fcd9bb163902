/**
 * What a test file gets to store things in: a database and a Redis nobody else uses, both real.
 *
 *   const { database, redis } = await openStores();
 *
 * at the top of a test file is all; both are closed and dropped when the file is done.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { type Database, openDatabase } from '../../packages/engine/src/platform/postgres.ts';
import { openRedis, type Redis } from '../../packages/engine/src/platform/redis.ts';
import { createDatabase, dropDatabase } from './databases.ts';
import { giveBackRedisDatabase, takeRedisDatabase } from './redis-databases.ts';
import { FOLDER_PREFIX } from './run-folder.ts';

/** Both stores of the test file that calls it. */
export const openStores = async (): Promise<{
  databaseUrl: string;
  database: Database;
  redisUrl: string;
  redis: Redis;
}> => {
  const [postgres, redis] = await Promise.all([openTestDatabase(), openTestRedis()]);
  return { databaseUrl: postgres.url, database: postgres.database, redisUrl: redis.url, redis: redis.redis };
};

/** A database of its own, cloned from the migrated template (or empty), and a pool to it. */
export const openTestDatabase = async (
  options: { migrated?: boolean } = {},
): Promise<{ url: string; database: Database }> => {
  const { postgresUrl, templateDatabase } = inject('servers');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = await createDatabase(postgresUrl, {
    name,
    ...(options.migrated === false ? {} : { template: templateDatabase }),
  });
  const database = openDatabase({
    url,
    poolMax: 10,
    connectTimeoutMs: 5_000,
    statementTimeoutMs: 15_000,
    applicationName: 'cartwright-test',
    onError: () => {},
  });
  afterAll(async () => {
    if (!database.ended) await database.end();
    await dropDatabase(postgresUrl, name);
  });
  return { url, database };
};

/** A logical database of the run's Redis, empty, and a client to it. */
export const openTestRedis = async (): Promise<{ url: string; redis: Redis }> => {
  const { redisUrl } = inject('servers');
  const url = await takeRedisDatabase(redisUrl);
  const redis = openRedis({ url, onError: () => {} });
  await redis.connect();
  afterAll(async () => {
    if (redis.isOpen) redis.destroy();
    await giveBackRedisDatabase(url);
  });
  return { url, redis };
};

/** A folder that is removed when the test file is done; for a server that a test means to stop or kill. */
export const openTestFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
};
