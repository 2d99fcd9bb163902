import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { TestEngine } from '../../../../test/support/engine.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

/** `cartwright replay` as a process against a shop; it is ended with its test. */
export const startReplay = (shop: { url?: string; env: NodeJS.ProcessEnv }, args: readonly string[]) => {
  const api = shop.url === undefined ? [] : ['--api', shop.url];
  const child: ChildProcess = spawn(process.execPath, [MAIN, 'replay', ...api, ...args], {
    env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, ...shop.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const ended = once(child, 'close').then(([code]: unknown[]) => Number(code));
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  return {
    /** Everything it has written, to both outputs. */
    output: () => said.join(''),
    ended,
    interrupt: () => child.kill('SIGINT'),
  };
};

/** By which variables a command finds the stores of a test's engine. */
export const storesOf = ({ config }: TestEngine): NodeJS.ProcessEnv => ({
  DATABASE_URL: config.databaseUrl,
  REDIS_URL: config.redisUrl,
});
