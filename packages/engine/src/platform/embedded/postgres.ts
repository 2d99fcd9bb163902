import { join } from 'node:path';
import { Client } from 'pg';
import { ExpectedError } from '../../shared/expected-error.ts';
import { folderProblem, logTail, prepareDataDir } from './files.ts';
import { rememberedPort } from './ports.ts';
import { type Cluster, cluster, endOrphan } from './postgres-cluster.ts';
import { postgresHome } from './postgres-home.ts';
import { type EmbeddedServer, type Launched, launch, poll } from './server-process.ts';

const DATABASE = 'cartwright';
// Replaying the WAL after a kill may take a while; a checkpoint holds at most max_wal_size = 1 GB of it.
const READY_DEADLINE_MS = 180_000;
const TRIES_MAX = 8;

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  // A socket's path may have 107 bytes at most, which a deep data folder exceeds.
  unix_socket_directories: '',
  wal_level: 'logical',
  max_wal_senders: '20',
  max_replication_slots: '20',
  // A forgotten slot must not fill the disk.
  max_slot_wal_keep_size: '4GB',
  max_connections: '200',
  fsync: 'on',
  synchronous_commit: 'on',
  shared_preload_libraries: 'pg_stat_statements',
  log_line_prefix: '%m [%p] %a ',
};

export type EmbeddedPostgresOptions = {
  /** The folder that the caller has for itself; made when missing. */
  dataDir: string;
  log: (line: string) => void;
  /** Settings of PostgreSQL to add or change, such as `{ fsync: 'off' }` for a throw-away test server. */
  settings?: Readonly<Record<string, string>>;
};

/**
 * Starts PostgreSQL 18 on a loopback port with a generated password, makes its cluster and the database
 * `cartwright` if they are missing, and returns once it answers. What a killed run left behind (a half-made
 * cluster, a stale pid file, a server without its parent) is cleared away first. Throws `ExpectedError`.
 */
export const startEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedServer> => {
  const { dataDir, log } = options;
  await prepareDataDir(dataDir);
  const home = await postgresHome(dataDir);
  const made = await cluster({ home, log });
  let problem = '';
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    await endOrphan({ data: made.data, log });
    const port = await rememberedPort(join(dataDir, 'postgres-port'));
    const server = await launch({
      program: join(home.programs, 'postgres'),
      args: [
        ...['-D', made.data, '-p', String(port)],
        ...Object.entries({ ...SETTINGS, ...options.settings }).flatMap(([name, value]) => [
          '-c',
          `${name}=${value}`,
        ]),
      ],
      cwd: home.folder,
      // PostgreSQL would take these for its own settings.
      env: { PGDATA: undefined, PGPORT: undefined, LC_ALL: 'C' },
      user: home.user,
      logPath: join(dataDir, 'logs', 'postgres.log'),
      // Fast shutdown, then immediate shutdown (recovers at the next start).
      stopWith: [
        { signal: 'SIGINT', waitMs: 30_000 },
        { signal: 'SIGQUIT', waitMs: 10_000 },
      ],
    });
    problem = await untilReady(server, { port, made });
    if (problem === '') return { ...server, url: urlOf({ port, made, database: DATABASE }) };
    await server.stop();
    // Another process took the port, or children of a killed server are just about to notice and leave.
    if (!/could not bind|Address already in use|pre-existing shared memory|lock file/i.test(problem)) break;
  }
  const full = /No space left on device|Disk quota exceeded/.test(problem);
  throw new ExpectedError(
    full
      ? folderProblem(home.folder, Object.assign(new Error(problem), { code: 'ENOSPC' }))
      : `PostgreSQL did not start. Its log (${join(dataDir, 'logs', 'postgres.log')}) ends with:\n${problem.trim()}`,
  );
};

/** Waits until the database is there and answers; returns the end of the log if the server ended instead. */
const untilReady = async (server: Launched, at: { port: number; made: Cluster }): Promise<string> => {
  let end: string | undefined;
  void server.ended.then(({ how }) => {
    end = how;
  });
  let last = '';
  const ready = await poll({
    deadlineMs: READY_DEADLINE_MS,
    until: async () => {
      if (end !== undefined) return true;
      try {
        await ensureDatabase(at);
        return true;
      } catch (error) {
        last = error instanceof Error ? error.message : String(error);
        return false;
      }
    },
  });
  if (end === undefined) return ready ? '' : `not ready after ${READY_DEADLINE_MS / 1_000} s: ${last}`;
  return `${await logTail(server.logPath, server.logFromByte)}\n${end}`;
};

const ensureDatabase = async (at: { port: number; made: Cluster }): Promise<void> => {
  const client = new Client({
    connectionString: urlOf({ ...at, database: 'postgres' }),
    connectionTimeoutMillis: 5_000,
    application_name: 'cartwright-start',
  });
  // A connection lost later than its last query is told by this event and by nothing else.
  client.on('error', () => {});
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end().catch(() => {});
  }
};

const urlOf = (at: { port: number; made: Cluster; database: string }): string =>
  `postgres://${at.made.superuser}:${at.made.password}@127.0.0.1:${at.port}/${at.database}`;
