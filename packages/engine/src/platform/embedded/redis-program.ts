import { execFile } from 'node:child_process';
import { constants, existsSync } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ExpectedError } from '../../shared/expected-error.ts';
import { unpackDebianPackages } from './debian-packages.ts';

const MAJOR_MIN = 7;
const PROJECT = join(import.meta.dirname, '..', '..', '..', '..', '..');

export type RedisProgram = { path: string; version: string; env: NodeJS.ProcessEnv };

/**
 * Finds a Redis or Valkey of version 7 or newer that runs here: on the PATH, from npm (needs glibc 2.38), or
 * from the packages of Debian and Ubuntu, unpacked into a folder of ours, which needs no root and changes
 * nothing on the system. Throws `ExpectedError` that says what to install.
 */
export const redisProgram = async (options: {
  dataDir: string;
  log: (line: string) => void;
}): Promise<RedisProgram> => {
  const found = await findRedis(options.dataDir);
  if (found !== undefined) return found;
  const [shared, own] = unpackFolders(options.dataDir);
  const root = join((await canWrite(shared)) ? shared : own, 'redis');
  try {
    await unpackDebianPackages({
      packages: ['redis-tools'],
      root,
      log: options.log,
      isComplete: async (unpacked) => (await runnable(unpackedProgram(unpacked))) !== undefined,
    });
    const unpacked = await runnable(unpackedProgram(root));
    if (unpacked !== undefined) return unpacked;
    throw new Error(`what was unpacked into ${root} does not run`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExpectedError(
      `No Redis was found, and none could be fetched: ${reason}. Install one of version ${MAJOR_MIN} or newer (${hint()}), or set REDIS_URL to a server of your own.`,
      { cause: error },
    );
  }
};

const canWrite = async (folder: string): Promise<boolean> => {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/** A Redis that is there already: on the PATH, from npm, or unpacked earlier; undefined if none is. */
export const findRedis = async (dataDir: string): Promise<RedisProgram | undefined> => {
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .flatMap((folder) => [join(folder, 'redis-server'), join(folder, 'valkey-server')])
    .filter((path) => existsSync(path));
  const npm = npmProgram();
  const candidates = [
    ...[...onPath, ...(npm === undefined ? [] : [npm])].map((path) => ({ path, env: {} })),
    ...unpackFolders(dataDir).map((folder) => unpackedProgram(join(folder, 'redis'))),
  ];
  for (const candidate of candidates) {
    const found = await runnable(candidate);
    if (found !== undefined) return found;
  }
  return undefined;
};

/** One copy for all data folders of this project where we may write it, so that tests do not each fetch theirs. */
const unpackFolders = (dataDir: string): [shared: string, own: string] => [
  join(PROJECT, '.cartwright', 'programs'),
  join(dataDir, 'programs'),
];

const npmProgram = (): string | undefined => {
  try {
    const manifest = createRequire(import.meta.url).resolve(
      `@falkordblite/${process.platform}-${process.arch}/package.json`,
    );
    return join(dirname(manifest), 'bin', 'redis-server');
  } catch {
    return undefined;
  }
};

// Debian's redis-tools has the server's program under the name of its checker; the name decides what it does,
// and `unpackDebianPackages` adds the link that Debian has in a package of its own.
const unpackedProgram = (root: string): Omit<RedisProgram, 'version'> => ({
  path: join(root, 'usr', 'bin', 'redis-server'),
  env: {
    LD_LIBRARY_PATH: ['usr/lib', 'lib']
      .flatMap((folder) => [join(root, folder, triplet()), join(root, folder)])
      .join(':'),
  },
});

const triplet = (): string => (process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu');

const runnable = async (program: Omit<RedisProgram, 'version'>): Promise<RedisProgram | undefined> => {
  try {
    const { stdout } = await promisify(execFile)(program.path, ['--version'], {
      env: { ...process.env, ...program.env },
      timeout: 10_000,
    });
    const version = /\bv=(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
    if (version === undefined || Number.parseInt(version, 10) < MAJOR_MIN) return undefined;
    return { ...program, version };
  } catch {
    return undefined;
  }
};

const hint = (): string => {
  if (process.platform === 'darwin') return '`brew install redis`';
  if (existsSync('/usr/bin/apt-get')) return '`sudo apt-get install redis-server`';
  if (existsSync('/usr/bin/dnf')) return '`sudo dnf install valkey`';
  return 'the package redis or valkey of your system';
};
