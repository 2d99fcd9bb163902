// Plain JavaScript for Node 20: it runs before anything is installed.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const TRIES_MAX = 5;

/**
 * Takes a lock by a file that appears whole (link) or not at all. A lock whose process is gone is stale and is
 * taken over; a process counts as the same only if its start time agrees too, because numbers are used again.
 */
export const takeLock = (path, about = {}) => {
  mkdirSync(dirname(path), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid), ...about });
  const part = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  let tookOver = false;
  for (let attempt = 0; attempt < TRIES_MAX; attempt += 1) {
    writeFileSync(part, mine, { mode: 0o600 });
    try {
      linkSync(part, path);
      return { ok: true, tookOver, release: () => releaseIfMine(path, mine) };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    } finally {
      rmSync(part, { force: true });
    }
    const holder = lockHolder(path);
    if (holder !== undefined) return { ok: false, holder };
    removeStale(path);
    tookOver = true;
  }
  throw new Error(`${path} changes hands too fast to be taken`);
};

/** Who holds the lock: what was written about the process, if it still lives. */
export const lockHolder = (path) => {
  const written = parse(read(path));
  if (typeof written?.pid !== 'number') return undefined;
  const start = startOf(written.pid);
  return start !== undefined && start === written.startedAt ? written : undefined;
};

/** Names another process in a file of the same kind, so that `lockHolder` tells later whether it still lives. */
export const noteProcess = (path, pid) =>
  writeFileSync(path, JSON.stringify({ pid, startedAt: startOf(pid) }));

const removeStale = (path) => {
  const stale = read(path);
  const aside = `${path}.stale-${randomBytes(4).toString('hex')}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  try {
    // Another process may have taken the stale lock over between the two lines above: give it its lock back.
    if (read(aside) !== stale) linkSync(aside, path);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
};

const releaseIfMine = (path, mine) => {
  if (read(path) === mine) rmSync(path, { force: true });
};

const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** When the process started, as an opaque text; undefined if there is no such process, or only its remains. */
const startOf = (pid) => {
  try {
    // Linux: the fields after the name, which itself may hold blanks and brackets; 1st is the state, 20th the start.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    if (process.platform === 'linux') return undefined;
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
};
