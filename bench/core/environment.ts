/** Where a figure comes from: without it, it means nothing. Names no host and no folder. */
import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { Database } from '../../packages/engine/src/platform/postgres.ts';
import type { Redis } from '../rig/rig.ts';

export type Environment = {
  /** ISO 8601, UTC. */
  date: string;
  /** Short; 'unknown' outside of a repository. */
  commit: string;
  /** Whether what ran differs from the commit. */
  dirty: boolean;
  machine: { cpu: string; cores: number; memoryGiB: number; system: string };
  versions: { node: string; postgres: string; redis: string };
  durability: Durability;
};

/** In PostgreSQL's and Redis' own words. */
export type Durability = {
  fsync: string;
  synchronous_commit: string;
  full_page_writes: string;
  /** Of PostgreSQL's data; a memory file system keeps nothing, whatever fsync says. */
  filesystem: 'disk' | 'memory';
  appendonly: string;
  appendfsync: string;
  save: string;
};

/** Asks the machine, the repository at `root`, and the servers. PostgreSQL has to run on this machine. */
export const environmentOf = async (
  root: string,
  servers: { database: Database; redis: Redis },
): Promise<Environment> => {
  const { database, redis } = servers;
  const { rows } = await database.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_settings
     WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'server_version', 'data_directory')`,
  );
  const settings = new Map(rows.map(({ name, setting }) => [name, setting]));
  const said = (name: string): string => settings.get(name) ?? 'unknown';
  const persistence = await redis.configGet(['appendonly', 'appendfsync', 'save']);
  const configured = (name: string): string => persistence[name] ?? 'unknown';
  const server = await redis.info('server');
  const redisVersion = /(?:valkey|redis)_version:(\S+)/.exec(server)?.[1] ?? 'unknown';
  return {
    date: new Date().toISOString(),
    ...(await commitOf(root)),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryGiB: Math.round((totalmem() / 2 ** 30) * 10) / 10,
      system: `${process.platform}-${process.arch}`,
    },
    versions: { node: process.version.slice(1), postgres: said('server_version'), redis: redisVersion },
    durability: {
      fsync: said('fsync'),
      synchronous_commit: said('synchronous_commit'),
      full_page_writes: said('full_page_writes'),
      filesystem: await filesystemOf(said('data_directory')),
      appendonly: configured('appendonly'),
      appendfsync: configured('appendfsync'),
      save: configured('save'),
    },
  };
};

/** What of the durability is switched off; nothing in a run whose figures count. */
export const switchedOff = (durability: Durability): string[] => [
  ...(['fsync', 'synchronous_commit', 'full_page_writes'] as const)
    .filter((name) => durability[name] === 'off')
    .map((name) => `${name}=off`),
  ...(durability.filesystem === 'memory' ? ['data in memory'] : []),
  ...(durability.appendonly === 'no' ? ['appendonly=no'] : []),
  ...(durability.appendonly === 'yes' && durability.appendfsync === 'no' ? ['appendfsync=no'] : []),
];

const commitOf = async (root: string): Promise<Pick<Environment, 'commit' | 'dirty'>> => {
  const git = (...args: string[]) => promisify(execFile)('git', args, { cwd: root });
  try {
    const { stdout: commit } = await git('rev-parse', '--short=7', 'HEAD');
    const { stdout: changes } = await git('status', '--porcelain', '--', '.', ':!bench/results');
    return { commit: commit.trim(), dirty: changes.trim() !== '' };
  } catch {
    return { commit: 'unknown', dirty: true };
  }
};

/** Numbers of statfs(2): tmpfs and ramfs. */
const MEMORY_FILESYSTEMS = new Set([0x01021994, 0x858458f6]);

const filesystemOf = async (folder: string): Promise<Durability['filesystem']> => {
  const found = await statfs(folder).catch(() => undefined);
  return found !== undefined && MEMORY_FILESYSTEMS.has(found.type) ? 'memory' : 'disk';
};
