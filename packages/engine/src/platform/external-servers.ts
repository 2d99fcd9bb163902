import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { createClient, RootNodesUnavailableError } from 'redis';
import { ExpectedError } from '../shared/expected-error.ts';
import { isClusterUrl, openCluster } from './redis-cluster.ts';

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

/** Looks at the server or cluster of REDIS_URL: whether it answers, its version, and whether it would throw data away. */
export const examineRedis = async (url: string): Promise<ServerReport> => {
  try {
    return isClusterUrl(url) ? await examineCluster(url) : await examineOneRedis(url);
  } catch (error) {
    return {
      about: 'Redis (REDIS_URL)',
      warnings: [],
      problem:
        error instanceof ExpectedError
          ? error.message
          : `it cannot be reached (${reasonOf(error)}): start it, correct REDIS_URL, or unset it to use an embedded one`,
    };
  }
};

const examineOneRedis = async (url: string): Promise<ServerReport> => {
  const client = createClient({
    url,
    socket: { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: false },
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const { version, policy, isNode } = readInfo(await client.info());
    const about = `Redis ${version} (REDIS_URL)`;
    const problem = isNode
      ? 'it is a node of a cluster: write REDIS_URL as redis+cluster://:password@host1:7000,host2:7001'
      : tooOld(version);
    if (problem !== undefined) return { about, warnings: [], problem };
    return { about, warnings: evicts(policy) ? [`its maxmemory-policy is ${policy}: ${KEEP_ALL}`] : [] };
  } finally {
    if (client.isOpen) client.destroy();
  }
};

/** A cluster with a master that is away is used all the same. */
const examineCluster = async (url: string): Promise<ServerReport> => {
  let firstError: Error | undefined;
  const nobody = Promise.withResolvers<never>();
  const cluster = openCluster({
    url,
    onError: (error) => {
      firstError ??= error;
      if (error instanceof RootNodesUnavailableError) nobody.reject(firstError);
    },
  });
  try {
    const waited = sleep(CONNECT_TIMEOUT_MS, undefined, { ref: false });
    await Promise.race([cluster.connect(), nobody.promise, waited]);
    if (cluster.masters.length === 0) throw firstError ?? new Error('none of its nodes has slots');
    const masters = await Promise.all(
      cluster.masters.map(async (master) => {
        const info = await cluster.nodeClient(master).then(
          (client) => client.info(),
          () => undefined,
        );
        return { address: master.address, info: info === undefined ? undefined : readInfo(info) };
      }),
    );
    const versions = [...new Set(masters.flatMap(({ info }) => info?.version ?? []))].sort();
    const about = `Redis ${versions.join(' and ')}, a cluster with the masters ${masters.map(({ address }) => address).join(', ')} (REDIS_URL)`;
    const [problem] = versions.flatMap((version) => tooOld(version) ?? []);
    if (problem !== undefined) return { about, warnings: [], problem };
    return {
      about,
      warnings: masters.flatMap(({ address, info }) => {
        if (info === undefined) return [`${address} cannot be reached: start it, or carts on it are refused`];
        return evicts(info.policy)
          ? [`the maxmemory-policy of ${address} is ${info.policy}: ${KEEP_ALL}`]
          : [];
      }),
    };
  } finally {
    cluster.destroy();
  }
};

const KEEP_ALL = 'set it to noeviction, or carts and holds vanish when it is full';

const evicts = (policy: string | undefined): boolean => policy !== undefined && policy !== 'noeviction';

const tooOld = (version: string): string | undefined =>
  Number.parseInt(version, 10) < REDIS_MAJOR_MIN
    ? `it is too old: use version ${REDIS_MAJOR_MIN} or newer`
    : undefined;

const readInfo = (info: string): { version: string; policy: string | undefined; isNode: boolean } => ({
  version: /^redis_version:(\S+)/m.exec(info)?.[1] ?? 'unknown',
  policy: /^maxmemory_policy:(\S+)/m.exec(info)?.[1],
  isNode: /^cluster_enabled:1/m.test(info),
});

/** Node's AggregateError of a refused connection has an empty message; its code says it. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.message !== '' ? error.message : 'code' in error ? String(error.code) : error.name;
};
