import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { createClient, RootNodesUnavailableError } from 'redis';
import { assert } from '../shared/assert.ts';
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
    const { rows } = await client.query<PostgresSettings>(SELECT_SETTINGS);
    const [settings] = rows;
    assert(settings !== undefined, 'settings are one row');
    const about = `PostgreSQL ${settings.version} (DATABASE_URL)`;
    if (Number.parseInt(settings.version, 10) < POSTGRES_MAJOR_MIN)
      return { about, warnings: [], problem: `it is too old: use version ${POSTGRES_MAJOR_MIN} or newer` };
    return { about, warnings: streamingWarnings(settings) };
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

export type PostgresSettings = {
  version: string;
  walLevel: string;
  slotsMax: number;
  slotsUsed: number;
  /** The shop's own slot is among those that are used. */
  hasSlot: boolean;
  /** max_slot_wal_keep_size is -1. */
  walUnbounded: boolean;
  mayReplicate: boolean;
  role: string;
};

// Amazon's servers let nobody have the attribute REPLICATION: a role of theirs stands for it.
const SELECT_SETTINGS = `
  SELECT current_setting('server_version') AS version, current_setting('wal_level') AS "walLevel",
         current_setting('max_replication_slots')::int AS "slotsMax",
         (SELECT count(*)::int FROM pg_replication_slots WHERE NOT temporary) AS "slotsUsed",
         EXISTS (
           SELECT FROM pg_replication_slots
           WHERE database = current_database() AND NOT temporary AND slot_name LIKE 'cartwright\\_%'
         ) AS "hasSlot",
         current_setting('max_slot_wal_keep_size') = '-1' AS "walUnbounded",
         EXISTS (
           SELECT FROM pg_roles AS mine WHERE mine.rolname = current_user AND (mine.rolreplication OR mine.rolsuper)
         ) OR EXISTS (
           SELECT FROM pg_roles AS managed
           WHERE managed.rolname = 'rds_replication' AND pg_has_role(current_user, managed.oid, 'member')
         ) AS "mayReplicate",
         current_user::text AS role`;

/** What keeps changes from being streamed, or the disk from being safe. */
export const streamingWarnings = (of: PostgresSettings): string[] => {
  // The shop's own, and one for the moment in which a rebuild takes its snapshot.
  const slotsWanted = of.hasSlot ? 1 : 2;
  const slotsFree = of.slotsMax - of.slotsUsed;
  const warnings: (string | false)[] = [
    of.walLevel !== 'logical' &&
      `its wal_level is ${of.walLevel}: set it to logical and restart it, so that changes can be streamed`,
    !of.mayReplicate &&
      `the role ${of.role} may not replicate: ALTER ROLE ${of.role} REPLICATION, or no changes are streamed and everything is read from PostgreSQL`,
    slotsFree < slotsWanted &&
      `${of.slotsUsed} of its ${of.slotsMax} replication slots are used, and the shop needs ${slotsWanted} more: raise max_replication_slots and restart it, or drop a slot that nobody uses`,
    of.walUnbounded &&
      'its max_slot_wal_keep_size is -1: set it, for example to 4GB, or WAL fills the disk when nobody follows the changes',
  ];
  return warnings.filter((warning) => warning !== false);
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
