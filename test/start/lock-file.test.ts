import { spawnSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockHolder, takeLock } from '../../tools/lock-file.mjs';
import { testFolder } from './folder.ts';

const TOOL = join(import.meta.dirname, '..', '..', 'tools', 'lock-file.mjs');

test('a lock that a living process holds is refused, with what is known about the holder', async () => {
  const path = join(await testFolder(), 'a.lock');
  const first = takeLock(path, { command: 'start' });
  expect(first).toMatchObject({ ok: true, tookOver: false });
  expect(takeLock(path)).toEqual({
    ok: false,
    holder: expect.objectContaining({ pid: process.pid, command: 'start' }),
  });
  if (first.ok) first.release();
  expect(lockHolder(path)).toBeUndefined();
  expect(takeLock(path)).toMatchObject({ ok: true, tookOver: false });
});

test('a lock left by a process that is gone is taken over', async () => {
  const folder = await testFolder();
  const path = join(folder, 'a.lock');
  const source = `import { takeLock } from ${JSON.stringify(TOOL)};
    takeLock(${JSON.stringify(path)});
    process.kill(process.pid, 'SIGKILL');`;
  spawnSync(process.execPath, ['--input-type=module', '--eval', source]);
  expect(await readdir(folder)).toEqual(['a.lock']);
  expect(takeLock(path)).toMatchObject({ ok: true, tookOver: true });
  expect(await readdir(folder)).toEqual(['a.lock']);
});

test('a lock whose number belongs to a later process is stale', async () => {
  const path = join(await testFolder(), 'a.lock');
  await writeFile(path, JSON.stringify({ pid: process.pid, startedAt: 'long ago' }));
  expect(takeLock(path)).toMatchObject({ ok: true, tookOver: true });
});

test('a lock file with rubbish in it is stale', async () => {
  const path = join(await testFolder(), 'a.lock');
  await writeFile(path, '{"pid":');
  expect(takeLock(path)).toMatchObject({ ok: true, tookOver: true });
});
