/**
 * The logical databases of the run's Redis, shared out to test files: the numbers that nobody has are a list in
 * database 0. A worker that dies keeps its number, and nobody gets to see what it left there.
 */
import { openRedis, type Redis } from '../../packages/engine/src/platform/redis.ts';

const FREE = 'cartwright-test:free-databases';

/** Makes every logical database but 0 free to take; once per server. */
export const shareOutRedisDatabases = (serverUrl: string): Promise<void> =>
  withClient(serverUrl, async (redis) => {
    const { databases } = await redis.configGet('databases');
    const numbers = Array.from({ length: Number(databases) - 1 }, (_, index) => String(index + 1));
    await redis.rPush(FREE, numbers);
  });

/** Takes an empty logical database and returns its URL; throws when all are taken. */
export const takeRedisDatabase = (serverUrl: string): Promise<string> =>
  withClient(serverUrl, async (redis) => {
    const number = await redis.lPop(FREE);
    if (number === null)
      throw new Error('Every logical database of the Redis for tests is taken: are there too many workers?');
    const url = new URL(serverUrl);
    url.pathname = `/${number}`;
    return url.href;
  });

/** Empties a logical database and makes it free to take again. */
export const giveBackRedisDatabase = async (databaseUrl: string): Promise<void> => {
  await withClient(databaseUrl, (redis) => redis.flushDb());
  const url = new URL(databaseUrl);
  const number = url.pathname.slice(1);
  url.pathname = '/0';
  await withClient(url.href, (redis) => redis.rPush(FREE, number));
};

const withClient = async <T>(url: string, work: (redis: Redis) => Promise<T>): Promise<T> => {
  const redis = openRedis({ url, onError: () => {} });
  await redis.connect();
  try {
    return await work(redis);
  } finally {
    redis.destroy();
  }
};
