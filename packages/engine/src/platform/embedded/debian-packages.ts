import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DEADLINE_MS = 300_000;
const PACKAGES_MAX = 60;

/**
 * Fetches packages of the distribution with apt's own lists, keys and proxies, and unpacks them, with the
 * libraries that this system lacks, into `root`. Nothing on the system changes and no root is needed. The folder
 * appears whole or not at all; of several processes that do it at once, one folder stays. Throws with a reason.
 */
export const unpackDebianPackages = async (options: {
  packages: string[];
  root: string;
  log: (line: string) => void;
  isComplete: (root: string) => Promise<boolean>;
}): Promise<void> => {
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg'))
    throw new Error('this is neither Debian nor Ubuntu');
  options.log(`Fetching ${options.packages.join(', ')} from the distribution (once)`);
  await mkdir(dirname(options.root), { recursive: true });
  const work = await mkdtemp(join(dirname(options.root), `.${basename(options.root)}-`));
  try {
    const apt = await ownApt(work);
    const unpacked = join(work, 'root');
    await mkdir(unpacked);
    await fetchAndUnpack({ apt, work, names: options.packages, unpacked });
    await linkServer(unpacked);
    if (!(await options.isComplete(unpacked))) {
      const names = await missingLibraries(apt, options.packages);
      await fetchAndUnpack({ apt, work, names, unpacked });
      if (!(await options.isComplete(unpacked)))
        throw new Error(`${options.packages.join(', ')} does not run here even with ${names.join(', ')}`);
    }
    await rename(unpacked, options.root).catch(async (error: Error) => {
      if (await options.isComplete(options.root)) return;
      await rm(options.root, { recursive: true, force: true });
      await rename(unpacked, options.root).catch(() => {
        throw error;
      });
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
};

/** Options that keep apt away from the system's own lists and cache, with lists that are fresh. */
const ownApt = async (work: string): Promise<string[]> => {
  for (const folder of ['lists/partial', 'cache/archives/partial', 'debs'])
    await mkdir(join(work, folder), { recursive: true });
  const options = [
    `Dir::State::Lists=${join(work, 'lists')}`,
    `Dir::Cache=${join(work, 'cache')}`,
    'Debug::NoLocking=1',
    'Acquire::Languages=none',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
    // Root's apt works as the user _apt, who may not write below a private folder.
    'APT::Sandbox::User=root',
    'APT::Update::Post-Invoke::=',
    'APT::Update::Post-Invoke-Success::=',
  ].flatMap((option) => ['-o', option]);
  // One source that is away fails the whole update, though the others came; fetching tells what is missing.
  await run('apt-get', [...options, '-q', 'update'], { timeout: DEADLINE_MS }).catch(() => {});
  return options;
};

const fetchAndUnpack = async (options: {
  apt: string[];
  work: string;
  names: string[];
  unpacked: string;
}): Promise<void> => {
  const { apt, work, names, unpacked } = options;
  if (names.length === 0) return;
  const debs = join(work, 'debs');
  try {
    await run('apt-get', [...apt, '-q', 'download', ...names], { cwd: debs, timeout: DEADLINE_MS });
  } catch (error) {
    const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(text.match(/^E: .*/m)?.[0] ?? 'apt-get download failed', { cause: error });
  }
  for (const name of await readdir(debs)) {
    await run('dpkg', ['-x', join(debs, name), unpacked], { timeout: DEADLINE_MS });
    await rm(join(debs, name));
  }
};

/** The packages that `packages` depend on and that are not installed. */
const missingLibraries = async (apt: string[], packages: string[]): Promise<string[]> => {
  const { stdout: tree } = await run('apt-cache', [
    ...apt,
    ...['depends', '--recurse', '--no-recommends', '--no-suggests', '--no-conflicts', '--no-breaks'],
    ...['--no-replaces', '--no-enhances', ...packages],
  ]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own placeholders
  const { stdout: installed } = await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n'], {
    maxBuffer: 16 * 1_048_576,
  });
  const have = new Set(
    installed
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  const wanted = tree
    .split('\n')
    .filter((line) => /^(lib|lua-)[a-z0-9.+-]+$/.test(line))
    .filter((name) => !have.has(name) && !/^lib(c6|gcc-s1|crypt1|debconf|elogind)/.test(name));
  return [...new Set(wanted)].slice(0, PACKAGES_MAX);
};

/** Debian's `redis-server` is a link, in a package of its own, to the program `redis-check-rdb` of redis-tools. */
const linkServer = async (root: string): Promise<void> => {
  const bin = join(root, 'usr', 'bin');
  for (const name of ['redis', 'valkey'])
    if (existsSync(join(bin, `${name}-check-rdb`)) && !existsSync(join(bin, `${name}-server`)))
      await symlink(`${name}-check-rdb`, join(bin, `${name}-server`));
};
