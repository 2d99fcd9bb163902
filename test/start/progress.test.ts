import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../../packages/engine/src/platform/embedded/server-process.ts';
import { runWithProgress } from '../../tools/progress.mjs';
import { until } from '../support/until.ts';
import { testFolder } from './folder.ts';

const TOOL = join(import.meta.dirname, '..', '..', 'tools', 'progress.mjs');

test('a program that a killed start left behind is ended before it is run anew', async () => {
  const folder = await testFolder();
  const [note, pidFile] = [join(folder, 'note'), join(folder, 'pid')];
  const program = `require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
    setInterval(() => {}, 1000);`;
  const options = {
    label: 'first',
    doing: 'working',
    program: process.execPath,
    args: ['--eval', program],
    note,
  };
  const source = `import { runWithProgress } from ${JSON.stringify(TOOL)};
    await runWithProgress({ ...${JSON.stringify(options)}, log: () => {} });`;
  const start = spawn(process.execPath, ['--input-type=module', '--eval', source], { stdio: 'inherit' });
  onTestFinished(() => void start.kill('SIGKILL'));
  const pid = await until(async () => Number(await readFile(pidFile, 'utf8')), {
    deadlineMs: 10_000,
    what: 'the program to run',
  });
  start.kill('SIGKILL');
  await until(() => start.signalCode !== null, { deadlineMs: 5_000, what: 'the start to be gone' });
  expect(await isAlive(pid)).toBe(true);

  const said: string[] = [];
  const next = await runWithProgress({
    label: 'second',
    doing: 'working',
    program: process.execPath,
    args: ['--eval', 'console.log("done")'],
    log: (line) => said.push(line),
    note,
  });
  expect(next).toMatchObject({ code: 0, output: 'done\n' });
  expect(said).toEqual(['second']);
  await until(async () => !(await isAlive(pid)), {
    deadlineMs: 5_000,
    what: 'the program left behind to be gone',
  });
});
