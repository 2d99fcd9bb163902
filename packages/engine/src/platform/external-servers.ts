import { Client } from 'pg';
import { createClient } from 'redis';

const CONNECT_TIMEOUT_MS = 5_000;
const POSTGRES_MAJOR_MIN = 15;
const REDIS_MAJOR_MIN = 7;

/** What was found out about a server: what it is, why it will not do, and what should be mended all the same. */
export type ServerReport = { about: string; problem?: string; warnings: string[] };

/** Looks at the PostgreSQL of DATABASE_URL: whether it answers, its version, and whether it can feed read models. */
export const examinePostgres = async (url: string): Promise<ServerReport> => {
  let client: Client | undefined;
  try {
    client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    client.on('error', () => {});
    await client.connect();
    const { rows } = await client.query<{ version: string; wal_level: string }>(
      "SELECT current_setting('server_version') AS version, current_setting('wal_level') AS wal_level",
    );
    const version = rows[0]?.version ?? 'unknown';
    const about = `PostgreSQL ${version} (DATABASE_URL)`;
    if (Number.parseInt(version, 10) < POSTGRES_MAJOR_MIN)
      return { about, warnings: [], problem: `it is too old: use version ${POSTGRES_MAJOR_MIN} or newer` };
    return {
      about,
      warnings:
        rows[0]?.wal_level === 'logical'
          ? []
          : [
              `its wal_level is ${rows[0]?.wal_level}: set it to logical and restart it, so that changes can be streamed`,
            ],
    };
  } catch (error) {
    return {
      about: 'PostgreSQL (DATABASE_URL)',
      warnings: [],
      problem: `it cannot be reached (${reasonOf(error)}): start it, correct DATABASE_URL, or unset it to use the embedded one`,
    };
  } finally {
    await client?.end().catch(() => {});
  }
};

/** Looks at the server of REDIS_URL: whether it answers, its version, and whether it would throw data away. */
export const examineRedis = async (url: string): Promise<ServerReport> => {
  let client: ReturnType<typeof createClient> | undefined;
  try {
    client = createClient({ url, socket: { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: false } });
    client.on('error', () => {});
    await client.connect();
    const info = await client.info();
    const version = /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'unknown';
    const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
    const about = `Redis ${version} (REDIS_URL)`;
    if (Number.parseInt(version, 10) < REDIS_MAJOR_MIN)
      return { about, warnings: [], problem: `it is too old: use version ${REDIS_MAJOR_MIN} or newer` };
    return {
      about,
      warnings:
        policy === undefined || policy === 'noeviction'
          ? []
          : [
              `its maxmemory-policy is ${policy}: set it to noeviction, or carts and holds vanish when it is full`,
            ],
    };
  } catch (error) {
    return {
      about: 'Redis (REDIS_URL)',
      warnings: [],
      problem: `it cannot be reached (${reasonOf(error)}): start it, correct REDIS_URL, or unset it to use an embedded one`,
    };
  } finally {
    if (client?.isOpen) client.destroy();
  }
};

/** Node's AggregateError of a refused connection has an empty message; its code says it. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.message !== '' ? error.message : 'code' in error ? String(error.code) : error.name;
};
