#!/usr/bin/env node
// The first thing that runs: plain JavaScript for Node 20 with nothing installed. It installs what the project
// needs, its own Node 24 among it, and hands over.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const [command, ...rest] = process.argv.slice(2);
const PARENT_CHECK_MS = 500;
const log = (line) => console.log(line);

const start = async () => {
  const { ensureInstalled } = await import('./install.mjs');
  await ensureInstalled({ root, log });
  return handOver(engine('start'));
};

const test = async () => {
  const { ensureInstalled } = await import('./install.mjs');
  await ensureInstalled({ root, log });
  const { ensureChromium } = await import('./chromium.mjs');
  const chromium = await ensureChromium({ log });
  const { ensureStorefrontBuilt } = await import('./storefront-build.mjs');
  await ensureStorefrontBuilt({ root, log });
  return handOver([join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...rest], {
    CARTWRIGHT_CHROMIUM: chromium,
  });
};

const testLong = async () => {
  const { ensureInstalled } = await import('./install.mjs');
  await ensureInstalled({ root, log });
  return handOver([join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...rest], {
    CARTWRIGHT_TEST_LONG: 'true',
  });
};

const bench = async () => {
  const { ensureInstalled } = await import('./install.mjs');
  await ensureInstalled({ root, log });
  return handOver([join(root, 'bench', 'main.ts'), ...rest]);
};

const check = async () => {
  const { ensureInstalled } = await import('./install.mjs');
  await ensureInstalled({ root, log });
  return handOver([join(root, 'tools', 'check.mjs')]);
};

const doctor = async () => {
  const { installProblem } = await import('./install.mjs');
  const problem = installProblem(root);
  if (problem === undefined) return handOver(engine('doctor'));
  log(`✓ Node ${process.version} and the platform ${process.platform}-${process.arch} will do`);
  log(
    `✗ Packages: ${problem}\n  Run \`npm start\` or \`npm test\`, which install them. The other checks need them.`,
  );
  return 1;
};

const engine = (name) => [join(root, 'packages', 'engine', 'src', 'main.ts'), name, ...rest];

/**
 * Runs the project's Node in our place: same terminal, signals passed on, its exit code ours. The channel between
 * us lets it notice when we are killed.
 */
const handOver = async (args, env = {}) => {
  const { projectNode } = await import('./install.mjs');
  const child = spawn(projectNode(root), args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  whenNpmEnds(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal === null ? code : 1));
  });
};

/**
 * `kill` of npm reaches only the shell between npm and us (npm 11.19 with dash), which would leave us running with
 * nobody above: whoever ended npm wants all of it ended.
 */
const whenNpmEnds = (tell) => {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    tell();
  }, PARENT_CHECK_MS);
  timer.unref();
};

/** Why this machine will not do, or undefined. No syntax newer than Node 12 up to here, so that it can be said. */
const surroundingsProblem = () => {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20)
    return `This is Node ${process.version}; Cartwright needs Node 20 or newer to install (it brings its own Node 24 then). Get it from https://nodejs.org.`;
  if (process.platform !== 'linux' && process.platform !== 'darwin')
    return `Cartwright runs on Linux and macOS, and this is ${process.platform}. On Windows use WSL 2 (https://learn.microsoft.com/windows/wsl/install).`;
  if (process.arch !== 'x64' && process.arch !== 'arm64')
    return `Cartwright runs on x64 and arm64 processors, and this is ${process.arch}.`;
  return undefined;
};

const commands = { start, test, 'test-long': testLong, bench, check, doctor };

const main = async () => {
  const problem =
    surroundingsProblem() ||
    (commands[command] ? undefined : `Usage: node tools/bootstrap.mjs ${Object.keys(commands).join(' | ')}`);
  if (problem !== undefined) {
    console.error(`\n${problem}\n`);
    return 1;
  }
  const { Mendable } = await import('./progress.mjs');
  try {
    return await commands[command]();
  } catch (error) {
    console.error(`\n${error instanceof Mendable ? error.message : error.stack}\n`);
    return 1;
  }
};

main().then((code) => {
  process.exitCode = code;
});
