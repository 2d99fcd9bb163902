import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ExpectedError } from '../../shared/expected-error.ts';
import { folderProblem } from './files.ts';
import type { PostgresHome } from './postgres-home.ts';
import { commandLineOf, endProcess, isAlive } from './server-process.ts';

const SUPERUSER = 'cartwright';
const MAJOR = '18';
const INITDB_DEADLINE_MS = 120_000;

export type Cluster = { data: string; superuser: string; password: string };

/**
 * The cluster in `home`, made if there is none. It is made under another name and renamed when it is whole, its
 * password inside it, so that a killed `initdb` is simply done again.
 */
export const cluster = async (options: {
  home: PostgresHome;
  log: (line: string) => void;
}): Promise<Cluster> => {
  const { home, log } = options;
  const data = join(home.folder, 'data');
  if (!(await stat(data).catch(() => undefined))) {
    log('Making a PostgreSQL cluster (once)');
    await initialise(home, data);
  }
  const version = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (version !== MAJOR)
    throw new ExpectedError(
      `${data} was made by PostgreSQL ${version === '' ? 'of an unknown version' : version}, and this is PostgreSQL ${MAJOR}. Move the folder away to start anew, or set DATABASE_URL to a server of that version.`,
    );
  const password = (await readFile(passwordFile(data), 'utf8')).trim();
  return { data, superuser: SUPERUSER, password };
};

const passwordFile = (data: string): string => join(data, 'cartwright-password');

const initialise = async (home: PostgresHome, data: string): Promise<void> => {
  const part = join(home.folder, `data.${process.pid}.part`);
  const passwordPart = `${part}.password`;
  const own = async (path: string) => {
    if (home.user !== undefined) await chown(path, home.user.uid, home.user.gid);
  };
  await removeParts(home.folder);
  try {
    await writeFile(passwordPart, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
    await own(passwordPart);
    await promisify(execFile)(
      join(home.programs, 'initdb'),
      [
        ...['--pgdata', part, '--username', SUPERUSER, '--pwfile', passwordPart, '--auth', 'scram-sha-256'],
        // Code point order with Unicode's upper and lower case: the same on every machine, whatever its locales.
        ...[
          '--encoding',
          'UTF8',
          '--locale',
          'C',
          '--locale-provider',
          'builtin',
          '--builtin-locale',
          'C.UTF-8',
        ],
      ],
      { cwd: home.folder, env: { ...process.env, LC_ALL: 'C' }, timeout: INITDB_DEADLINE_MS, ...home.user },
    );
    await rename(passwordPart, passwordFile(part));
    await rename(part, data);
  } catch (error) {
    const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    if (/No space left on device|Disk quota exceeded/.test(text))
      throw new ExpectedError(folderProblem(home.folder, Object.assign(new Error(text), { code: 'ENOSPC' })));
    throw new ExpectedError(`PostgreSQL could not make its cluster in ${home.folder}:\n${text.trim()}`, {
      cause: error,
    });
  } finally {
    await rm(part, { recursive: true, force: true });
    await rm(passwordPart, { force: true });
  }
};

const removeParts = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder))
    if (/^data\.\d+\.part/.test(name)) await rm(join(folder, name), { recursive: true, force: true });
};

/**
 * Ends the server that a killed run left on this data folder, and removes its pid file. A pid file whose process
 * is something else by now is only removed: PostgreSQL itself would refuse to start beside any living process of
 * that number.
 */
export const endOrphan = async (options: { data: string; log: (line: string) => void }): Promise<void> => {
  const file = join(options.data, 'postmaster.pid');
  const pid = Number((await readFile(file, 'utf8').catch(() => '')).split('\n')[0]);
  if (!Number.isInteger(pid) || pid <= 1) return;
  if ((await isAlive(pid)) && (await commandLineOf(pid)).includes(`-D ${options.data} `)) {
    options.log(`Stopping the PostgreSQL that an earlier run left behind (process ${pid})`);
    await endProcess(pid, [
      { signal: 'SIGINT', waitMs: 20_000 },
      { signal: 'SIGQUIT', waitMs: 10_000 },
    ]);
  }
  await rm(file, { force: true });
};
