import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Running, startLoggedChild } from '../../packages/engine/src/platform/child-process.ts';
import { isAlive } from '../../packages/engine/src/platform/embedded/server-process.ts';
import { createSupervisor, type Supervisor } from '../../packages/engine/src/platform/supervisor.ts';
import { until } from '../support/until.ts';
import { testFolder } from './folder.ts';

const PLATFORM = join(import.meta.dirname, '..', '..', 'packages', 'engine', 'src', 'platform');

test('what ends is started again, and its last words are shown', async () => {
  const { supervisor, said } = supervised();
  const folder = await testFolder();
  const note = join(folder, 'starts');
  const start = script(
    folder,
    `const fs = require('node:fs');
     fs.appendFileSync(${JSON.stringify(note)}, process.pid + ' ');
     if (fs.readFileSync(${JSON.stringify(note)}, 'utf8').trim().split(' ').length < 3) {
       console.error('out of paper');
       process.exit(3);
     }
     setInterval(() => {}, 1000);`,
  );
  await supervisor.keepRunning({ name: 'Printer', start });
  const pids = await until(
    async () => {
      const started = (await readFile(note, 'utf8')).trim().split(' ');
      return started.length === 3 && started;
    },
    { deadlineMs: 10_000, what: 'the third start' },
  );
  expect(said.join('\n')).toMatch(/Printer ended with code 3\n +out of paper/);
  await supervisor.stop();
  expect(await isAlive(Number(pids[2]))).toBe(false);
});

test('what never stays up is given up after ten starts within a minute, and its last words are shown', async () => {
  const { supervisor } = supervised();
  const start = script(await testFolder(), `console.error('no ink'); process.exit(1);`);
  await supervisor.keepRunning({ name: 'Printer', start });
  await expect(supervisor.gaveUp).rejects.toThrow(/Printer has ended 11 times within a minute.*no ink/s);
});

test('everything is stopped in the reverse order of its start, and stopping twice does no harm', async () => {
  const { supervisor } = supervised();
  const order: string[] = [];
  const part = (name: string) => ({
    name,
    start: async (): Promise<Running> => {
      const over = Promise.withResolvers<{ code: number; how: string }>();
      return {
        ended: over.promise,
        stop: async () => {
          order.push(name);
          over.resolve({ code: 0, how: 'ended with code 0' });
        },
        kill: () => {},
      };
    },
  });
  for (const name of ['store', 'engine', 'storefront']) await supervisor.keepRunning(part(name));
  await supervisor.stop();
  expect(order).toEqual(['storefront', 'engine', 'store']);
  await supervisor.stop();
  await expect(supervisor.keepRunning(part('late'))).rejects.toThrow('Stopped while starting');
});

test('a child ends itself when the process above it is killed outright', async () => {
  const folder = await testFolder();
  const note = join(folder, 'pid');
  const child = join(folder, 'child.cjs');
  await writeFile(
    child,
    `require('node:fs').writeFileSync(${JSON.stringify(note)}, String(process.pid)); setInterval(() => {}, 1000);`,
  );
  const parent = join(folder, 'parent.mjs');
  await writeFile(
    parent,
    `import { startLoggedChild } from ${JSON.stringify(join(PLATFORM, 'child-process.ts'))};
     await startLoggedChild({
       args: ['--import', ${JSON.stringify(join(PLATFORM, 'supervised-child-preload.ts'))}, ${JSON.stringify(child)}],
       cwd: ${JSON.stringify(folder)}, env: {}, logPath: ${JSON.stringify(join(folder, 'child.log'))},
     });`,
  );
  const above = spawn(process.execPath, [parent], { stdio: 'inherit' });
  onTestFinished(() => void above.kill('SIGKILL'));
  const pid = await until(async () => Number(await readFile(note, 'utf8')), {
    deadlineMs: 10_000,
    what: 'the child to start',
  });
  expect(await isAlive(pid)).toBe(true);
  above.kill('SIGKILL');
  await until(async () => !(await isAlive(pid)), { deadlineMs: 10_000, what: 'the child to end itself' });
});

const supervised = (): { supervisor: Supervisor; said: string[] } => {
  const said: string[] = [];
  const supervisor = createSupervisor((line) => said.push(line), { backoffMaxMs: 200 });
  onTestFinished(() => supervisor.stop());
  return { supervisor, said };
};

const script = (folder: string, source: string) => async (): Promise<Running> => {
  const path = join(folder, 'script.cjs');
  await writeFile(path, source);
  return startLoggedChild({ args: [path], cwd: folder, env: {}, logPath: join(folder, 'script.log') });
};
