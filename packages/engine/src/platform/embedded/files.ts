import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, open, readFile, rename, rm, stat, statfs, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ExpectedError } from '../../shared/expected-error.ts';

const FREE_SPACE_MIN_BYTES = 300 * 1_048_576;
const LOG_MAX_BYTES = 5 * 1_048_576;

/**
 * Makes the folder and proves that it can be written and has room (300 MB), so that nothing starts half. Throws
 * `ExpectedError` that names the folder and the way out.
 */
export const prepareDataDir = async (dataDir: string): Promise<void> => {
  const probe = join(dataDir, `.probe-${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    await makeFolder(dataDir);
    const file = await open(probe, 'wx', 0o600);
    try {
      await file.writeFile('x'.repeat(4_096));
      await file.sync();
    } finally {
      await file.close();
      await unlink(probe);
    }
  } catch (error) {
    throw new ExpectedError(folderProblem(dataDir, error), { cause: error });
  }
  const space = await statfs(dataDir);
  const freeBytes = space.bavail * space.bsize;
  if (freeBytes < FREE_SPACE_MIN_BYTES)
    throw new ExpectedError(
      `The disk of ${dataDir} has ${Math.floor(freeBytes / 1_048_576)} MB left; the servers need at least ${FREE_SPACE_MIN_BYTES / 1_048_576} MB. Free some, or set CARTWRIGHT_DATA_DIR to a folder on another disk.`,
    );
};

/**
 * Makes a folder and those above it. Node's own `recursive` tries for ever where the file system says ENOENT to a
 * new name in a folder that exists, as /proc does (24.21).
 */
const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
};

/** Says in one paragraph why a folder cannot be used and what to do. */
export const folderProblem = (folder: string, error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const elsewhere = 'set CARTWRIGHT_DATA_DIR to a folder that you may write to';
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return `The disk of ${folder} is full. Free some space, or ${elsewhere}.`;
  if (code === 'EROFS') return `${folder} is on a read-only disk. Make it writable, or ${elsewhere}.`;
  if (code === 'EACCES' || code === 'EPERM')
    return `${folder} cannot be written by this user. Give it back with \`sudo chown -R $(id -un) ${folder}\`, or ${elsewhere}.`;
  if (code === 'ENOTDIR' || code === 'EEXIST')
    return `${folder} cannot be a folder, because a file is in its way. Move it, or ${elsewhere}.`;
  return `${folder} cannot be used: ${error instanceof Error ? error.message : String(error)}. Mend that, or ${elsewhere}.`;
};

/** Writes a file all or nothing: a reader, or a crash, never meets half of it. */
export const writeFileWhole = async (path: string, text: string, mode = 0o600): Promise<void> => {
  const part = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    const file = await open(part, 'wx', mode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
};

/** A secret made once (192 random bits, URL-safe), kept for its owner only (0600), and the same ever after. */
export const keptSecret = async (path: string): Promise<string> => {
  const known = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (known !== '') return known;
  const fresh = randomBytes(24).toString('base64url');
  const part = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  await writeFileWhole(part, `${fresh}\n`);
  try {
    // link() refuses an existing name: of two processes that make the secret at once, one wins for both.
    await link(part, path);
    return fresh;
  } catch {
    const winner = (await readFile(path, 'utf8')).trim();
    if (winner !== '') return winner;
    await rename(part, path);
    return fresh;
  } finally {
    await rm(part, { force: true });
  }
};

/** Opens a log to append to; one past 5 MB first becomes `<name>.1`, so that two files at most are kept. */
export const openLog = async (path: string): Promise<Awaited<ReturnType<typeof open>>> => {
  await mkdir(dirname(path), { recursive: true });
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_MAX_BYTES) await rename(path, `${path}.1`);
  return open(path, 'a', 0o600);
};

/** What was appended to a log from `fromByte` on, at most its last 8 kB. */
export const logTail = async (path: string, fromByte: number): Promise<string> => {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const start = Math.max(fromByte, size - 8_192);
    const { buffer, bytesRead } = await file.read(
      Buffer.alloc(Math.max(0, size - start)),
      0,
      undefined,
      start,
    );
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
};
