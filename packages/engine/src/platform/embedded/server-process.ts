import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { openLog } from './files.ts';

const POLL_MS = 25;

/** How a process came to its end; `code` is null after a signal or when it did not even start. */
export type Ending = { code: number | null; how: string };

/** A server of ours that runs and answers. */
export type EmbeddedServer = {
  /** How to reach it, with user and password. */
  url: string;
  pid: number;
  /** Settles when the process has ended, for whatever reason. */
  ended: Promise<Ending>;
  /** Ends it cleanly, bounded in time; safe to call more than once. */
  stop: () => Promise<void>;
  /** Ends it at once, without waiting and without tidying up: its next start recovers. */
  kill: () => void;
};

export type Launched = Omit<EmbeddedServer, 'url'> & { logPath: string; logFromByte: number };

export type Launch = {
  program: string;
  args: string[];
  cwd: string;
  env?: NodeJS.ProcessEnv;
  user?: { uid: number; gid: number } | undefined;
  logPath: string;
  /** Signals to end it with, gentlest first, and how long each may take. SIGKILL follows the last. */
  stopWith: { signal: NodeJS.Signals; waitMs: number }[];
};

/**
 * Starts a server in a session of its own, so that Ctrl-C in the terminal reaches only us and we stop things in
 * order. Where Linux' `setpriv` is at hand the kernel ends the server when we are killed.
 */
export const launch = async (what: Launch): Promise<Launched> => {
  const log = await openLog(what.logPath);
  const { size: logFromByte } = await log.stat();
  const [gentlest] = what.stopWith;
  const tied = gentlest !== undefined && (await hasParentDeathSignal());
  const child = spawn(
    tied ? 'setpriv' : what.program,
    tied ? ['--pdeathsig', gentlest.signal.slice(3), '--', what.program, ...what.args] : what.args,
    {
      cwd: what.cwd,
      env: { ...process.env, ...what.env },
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
      ...(what.user === undefined ? {} : { uid: what.user.uid, gid: what.user.gid }),
    },
  );
  const ended = endingOf(child);
  await log.close();
  const { pid } = child;
  if (pid === undefined) throw new Error(`${what.program} ${(await ended).how}`);
  return {
    pid,
    ended,
    logPath: what.logPath,
    logFromByte,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) await endProcess(pid, what.stopWith);
      await ended;
    },
    kill: () => {
      // SIGQUIT makes PostgreSQL end its own children too, which SIGKILL would leave; Redis has none.
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGQUIT');
    },
  };
};

/** Settles when the child has ended. Has to be called right after `spawn`, or the end may be missed. */
export const endingOf = (child: ChildProcess): Promise<Ending> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, how: `could not start: ${error.message}` }));
    child.once('exit', (code, signal) =>
      resolve({ code, how: signal === null ? `ended with code ${code}` : `was ended by ${signal}` }),
    );
  });

/** Ends a process by growing force and returns when it is gone. */
export const endProcess = async (pid: number, stopWith: Launch['stopWith']): Promise<void> => {
  for (const { signal, waitMs } of [...stopWith, { signal: 'SIGKILL' as const, waitMs: 5_000 }]) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await poll({ deadlineMs: waitMs, until: async () => !(await isAlive(pid)) })) return;
  }
  throw new Error(`the process ${pid} does not end, not even by SIGKILL`);
};

/** Asks again and again until the answer is yes (true) or the deadline has passed (false). */
export const poll = async (options: {
  deadlineMs: number;
  until: () => Promise<boolean>;
}): Promise<boolean> => {
  const deadline = performance.now() + options.deadlineMs;
  for (;;) {
    if (await options.until()) return true;
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
};

/** Whether a process runs; one that has ended and waits for its parent's notice does not. */
export const isAlive = async (pid: number): Promise<boolean> => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/^\d+ \(.*\) [ZX] /s.test(stat);
};

/** The command line of a running process, its words joined by blanks; empty when there is none. */
export const commandLineOf = async (pid: number): Promise<string> => {
  const linux = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (linux !== undefined) return linux.replaceAll('\0', ' ').trim();
  return promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
};

let parentDeathSignal: Promise<boolean> | undefined;
const hasParentDeathSignal = (): Promise<boolean> => {
  parentDeathSignal ??=
    process.platform === 'linux'
      ? promisify(execFile)('setpriv', ['--pdeathsig', 'keep', 'true']).then(
          () => true,
          () => false,
        )
      : Promise.resolve(false);
  return parentDeathSignal;
};
