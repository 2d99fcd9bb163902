// Plain JavaScript for Node 20, shared by `npm test` (before Node 24 is sure to be there) and the supervisor.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectNode } from './install.mjs';
import { takeLock } from './lock-file.mjs';
import { lastLines, Mendable, runWithProgress } from './progress.mjs';

const LOCK_WAIT_MAX_MS = 15 * 60_000;

/** Why the storefront has to be built, or undefined if the build is current. */
export const storefrontBuildProblem = (root) => {
  const stamp = readText(stampFile(root));
  if (stamp === undefined) return 'it has not been built yet';
  return stamp === fingerprint(root) ? undefined : 'its source has changed';
};

/**
 * Builds the storefront unless the build is current; of several callers at once one builds and the others wait.
 * A failed or killed build leaves no stamp and is done again. Throws `Mendable` with the end of the output.
 */
export const ensureStorefrontBuilt = async ({ root, log }) => {
  if (storefrontBuildProblem(root) === undefined) return;
  const lock = await waitForLock({ root, log });
  try {
    const problem = storefrontBuildProblem(root);
    if (problem === undefined) return;
    const before = fingerprint(root);
    rmSync(stampFile(root), { force: true });
    const { code, output, seconds } = await runWithProgress({
      label: `Building the storefront, because ${problem} (about a minute)`,
      doing: 'building the storefront',
      program: projectNode(root),
      args: [join(root, 'node_modules', 'next', 'dist', 'bin', 'next'), 'build'],
      cwd: join(root, 'apps', 'storefront'),
      env: { NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1', NODE_ENV: 'production' },
      log,
      note: join(root, '.cartwright', 'storefront-build-process'),
    });
    if (code !== 0 || !existsSync(join(buildFolder(root), 'BUILD_ID')))
      throw new Mendable(
        /ENOSPC/.test(output)
          ? `The disk of ${root} is full: the storefront could not be built. Free some space and start again.`
          : `The storefront could not be built:\n${lastLines(output, 40)}`,
      );
    writeFileSync(stampFile(root), before);
    log(`Built the storefront in ${seconds} s`);
  } catch (error) {
    if (['EROFS', 'EACCES', 'EPERM'].includes(error.code)) throw notWritable(root, error);
    throw error;
  } finally {
    lock.release();
  }
};

const buildFolder = (root) => join(root, 'apps', 'storefront', '.next');
const stampFile = (root) => join(buildFolder(root), 'cartwright-build');

const notWritable = (root, error) =>
  new Mendable(
    `The storefront has to be built, but ${root} cannot be written (${error.code}). Make it writable for this user, or copy the project to a folder that is.`,
  );

const GENERATED = new Set(['.next', 'node_modules', 'next-env.d.ts']);

const fingerprint = (root) => {
  const hash = createHash('sha256');
  const sources = ['apps/storefront', 'packages/contract'].flatMap((folder) =>
    filesBelow(join(root, folder)),
  );
  for (const path of [...sources, join(root, 'package-lock.json'), join(root, 'tsconfig.base.json')])
    hash
      .update(`${relative(root, path)}\n`)
      .update(readFileSync(path))
      .update('\n');
  return hash.digest('hex');
};

const filesBelow = (folder) =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !GENERATED.has(entry.name) && !entry.name.endsWith('.tsbuildinfo'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.isFile() ? [path] : [];
    });

const waitForLock = async ({ root, log }) => {
  const path = join(root, '.cartwright', 'storefront-build.lock');
  const deadline = performance.now() + LOCK_WAIT_MAX_MS;
  for (let told = false; ; told = true) {
    let lock;
    try {
      lock = takeLock(path);
    } catch (error) {
      throw ['EROFS', 'EACCES', 'EPERM'].includes(error.code) ? notWritable(root, error) : error;
    }
    if (lock.ok) return lock;
    if (!told) log(`Another start (process ${lock.holder.pid}) is building the storefront; waiting for it`);
    if (performance.now() > deadline)
      throw new Mendable(
        `The process ${lock.holder.pid} has been building the storefront for too long. End it and start again.`,
      );
    await sleep(300);
  }
};

const readText = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
