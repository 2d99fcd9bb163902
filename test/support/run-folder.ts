import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeDataDir } from '../../packages/engine/src/platform/embedded/postgres-home.ts';

/** Every folder of a test process is called this, its pid and something random. */
export const FOLDER_PREFIX = 'cartwright-test-';

/** A folder for one run; also removes those of runs that were killed outright and could not tidy up. */
export const makeRunFolder = async (): Promise<string> => {
  await removeLeftOvers();
  const folder = join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-${randomUUID().slice(0, 8)}`);
  await mkdir(folder);
  return folder;
};

/** Where in a run's folder the data of its PostgreSQL goes. */
export const postgresDirOf = (folder: string): string => join(folder, 'postgres');

/** Removes a run's folder, and the data that root's PostgreSQL keeps elsewhere when its user cannot get there. */
export const removeRunFolder = async (folder: string): Promise<void> => {
  await removeDataDir(postgresDirOf(folder));
  await rm(folder, { recursive: true, force: true });
};

const removeLeftOvers = async (): Promise<void> => {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(FOLDER_PREFIX)) continue;
    const pid = Number.parseInt(name.slice(FOLDER_PREFIX.length), 10);
    if (!isRunning(pid)) await removeRunFolder(join(tmpdir(), name));
  }
};

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};
