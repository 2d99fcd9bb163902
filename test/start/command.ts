import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
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
