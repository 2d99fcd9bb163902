/** `cartwright prove` as a process; it is ended with its test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

const MAIN = join(import.meta.dirname, '../../packages/engine/src/main.ts');

/** Its folder for temporary files is `folder`, so that what it leaves behind can be seen. */
export const startProof = (folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const child: ChildProcess = spawn(process.execPath, [MAIN, 'prove', ...args], {
    env: { PATH: process.env.PATH, TMPDIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  const ended = once(child, 'close').then(([code]: unknown[]) => Number(code));
  onTestFinished(async () => {
    // Its servers end with it, as they do at a second Ctrl-C.
    child.kill('SIGKILL');
    await ended;
  });
  return {
    /** What it has written to standard output, and to the other. */
    said,
    ended,
    interrupt: () => child.kill('SIGINT'),
  };
};
