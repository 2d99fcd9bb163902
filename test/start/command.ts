import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { until } from '../support/until.ts';

export const PROJECT_ROOT = join(import.meta.dirname, '..', '..');
const MAIN = join(PROJECT_ROOT, 'packages', 'engine', 'src', 'main.ts');

export type RunningCommand = {
  child: ChildProcess;
  /** What it has said so far, on both outputs. */
  said: () => string;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  untilSaid: (text: string, deadlineMs: number) => Promise<void>;
};

/** Runs `cartwright` with the environment of this process and `env`; ended by force with the test if it still runs. */
export const cartwright = (args: string[], env: NodeJS.ProcessEnv): RunningCommand => {
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: PROJECT_ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  const untilSaid = async (text: string, deadlineMs: number) => {
    await until(() => said.includes(text) || child.exitCode !== null, {
      deadlineMs,
      what: `“${text}” in ${said}`,
    });
    if (!said.includes(text)) throw new Error(`It ended without “${text}”:\n${said}`);
  };
  return { child, said: () => said, ended, untilSaid };
};

/** Runs it to its end. */
export const cartwrightResult = async (
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number | null; said: string }> => {
  const command = cartwright(args, env);
  const { code } = await command.ended;
  return { code, said: command.said() };
};

/** The number of a process's child, told by its command line; throws where there is not just one such. */
export const childOf = async (parent: number | undefined, commandLine: RegExp): Promise<number> => {
  const found = (await processes()).filter((one) => one.parent === parent && commandLine.test(one.command));
  const [child] = found;
  if (child === undefined || found.length > 1)
    throw new Error(`${found.length} children of ${parent} are like ${commandLine}`);
  return child.pid;
};

const processes = async (): Promise<{ pid: number; parent: number; command: string }[]> => {
  if (process.platform === 'linux') {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    const read = async (pid: string) => {
      const [stat, command] = await Promise.all([
        readFile(`/proc/${pid}/stat`, 'utf8'),
        readFile(`/proc/${pid}/cmdline`, 'utf8'),
      ]);
      // The name, in parentheses, may have blanks in it; after it come the state and the parent.
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      return [{ pid: Number(pid), parent, command: command.split('\0').join(' ').trim() }];
    };
    // One that has just ended is none.
    return (await Promise.all(pids.map((pid) => read(pid).catch(() => [])))).flat();
  }
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,command=']);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, command = ''] = /^\s*(\d+)\s+(\d+)\s+(.*?)\s*$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
};
