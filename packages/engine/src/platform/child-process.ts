import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { logTail, openLog } from './embedded/files.ts';
import { type Ending, endingOf, endProcess } from './embedded/server-process.ts';

const STOP_WAIT_MS = 15_000;
const SURFACED_LINES = 12;

/** Something that runs beside us until it ends or is stopped. */
export type Running = {
  ended: Promise<Ending>;
  /** Ends it cleanly, then by force; bounded in time; safe to call more than once. */
  stop: () => Promise<void>;
  /** Ends it at once, without waiting. */
  kill: () => void;
};

export type ChildOptions = {
  /** Arguments of this same Node: a script and its own arguments. */
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
};

/**
 * Starts a Node process whose output goes to a log. After a failure, the `how` of its end shows the log's last
 * lines. See `spawnChild` for what all children have in common.
 */
export const startLoggedChild = async (options: ChildOptions & { logPath: string }): Promise<Running> => {
  const log = await openLog(options.logPath);
  const { size: logFromByte } = await log.stat();
  const child = spawnChild(options, log.fd);
  const ended = endingOf(child).then(async ({ code, how }) => {
    const tail = code === 0 ? '' : await logTail(options.logPath, logFromByte).catch(() => '');
    const lines = tail.trim() === '' ? [] : tail.trim().split('\n').slice(-SURFACED_LINES);
    return { code, how: [how, ...lines].join('\n    ') };
  });
  await log.close();
  return { ended, ...endsOf(child, ended) };
};

/** Starts a Node process whose lines of output are handed on as they come. */
export const startToldChild = async (
  options: ChildOptions & { onLine: (line: string) => void },
): Promise<Running> => {
  const child = spawnChild(options, 'pipe');
  const ended = endingOf(child);
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface({ input: stream }).on('line', options.onLine);
  return { ended, ...endsOf(child, ended) };
};

/**
 * A session of its own, so that Ctrl-C reaches only us and we stop things in order; and a channel by which it
 * notices our end: see `exitWhenParentDies`.
 */
const spawnChild = (options: ChildOptions, output: number | 'pipe'): ChildProcess =>
  spawn(process.execPath, options.args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });

const endsOf = (child: ChildProcess, ended: Promise<Ending>): Pick<Running, 'stop' | 'kill'> => {
  const { pid } = child;
  const isOver = () => pid === undefined || child.exitCode !== null || child.signalCode !== null;
  return {
    stop: async () => {
      if (pid !== undefined && !isOver())
        await endProcess(pid, [{ signal: 'SIGTERM', waitMs: STOP_WAIT_MS }]);
      await ended;
    },
    kill: () => {
      if (pid !== undefined && !isOver()) killGroup(pid);
    },
  };
};

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself just now.
  }
};
