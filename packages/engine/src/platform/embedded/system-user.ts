import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ExpectedError } from '../../shared/expected-error.ts';

const NAME = 'cartwright-postgres';
const TRIES_MAX = 20;

export type SystemUser = { uid: number; gid: number };

export const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * The system user under which root runs PostgreSQL, which refuses to be root itself. Made when it is missing
 * (no home, no shell, no password). Throws `ExpectedError` when it cannot be made.
 */
export const serverUser = async (): Promise<SystemUser> => {
  let reason = '';
  // useradd holds a lock on /etc/passwd, and another start may be making the same user right now.
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    const user = await find();
    if (user !== undefined) return user;
    const made = await promisify(execFile)('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--home-dir',
      '/nonexistent',
      '--shell',
      '/usr/sbin/nologin',
      NAME,
    ]).then(
      () => true,
      (error: Error) => {
        reason = error.message;
        return false;
      },
    );
    if (!made) await sleep(100);
  }
  throw new ExpectedError(
    `PostgreSQL does not run as root, and the system user ${NAME} for it could not be made (${reason.trim()}). Run as a plain user, make that user yourself, or set DATABASE_URL to a PostgreSQL of your own.`,
  );
};

const find = async (): Promise<SystemUser | undefined> => {
  const line = (await readFile('/etc/passwd', 'utf8').catch(() => ''))
    .split('\n')
    .find((entry) => entry.startsWith(`${NAME}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
};

/** Whether the user may pass through every folder above `path`: below a 0700 home it may not. */
export const canReach = async (path: string, user: SystemUser): Promise<boolean> => {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { uid, gid, mode } = await stat(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
};
