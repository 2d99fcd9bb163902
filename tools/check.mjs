/**
 * `npm run check`: everything about the house that a machine can tell without running the shop. Checks run side
 * by side, one line each; what a failing one said follows, and the exit code is 1.
 */
import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';

const PROJECT = resolve(import.meta.dirname, '..');
const DEADLINE_MS = 300_000;

const tsc = 'node_modules/typescript-7/bin/tsc';

const checks = [
  { name: 'types', args: [tsc, '-p', 'tsconfig.json'] },
  ...globSync('apps/*/tsconfig.json', { cwd: PROJECT }).map((config) => ({
    name: `types of ${dirname(config)}`,
    args: [tsc, '--noEmit', '-p', config],
  })),
  { name: 'statements and schema', args: ['tools/check/schema.ts'] },
  { name: 'directions', args: ['tools/check/directions.ts'] },
  { name: 'unused code', args: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  {
    name: 'style',
    args: [
      'node_modules/@biomejs/biome/bin/biome',
      'ci',
      '--colors=off',
      '--diagnostic-level=warn',
      '--error-on-warnings',
    ],
  },
  { name: 'tidy', args: ['tools/check/tidy.ts'] },
];

const run = ({ args }) =>
  new Promise((done) => {
    const startedAt = performance.now();
    const child = spawn(process.execPath, args, {
      cwd: PROJECT,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: DEADLINE_MS,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    child.on('close', (code, signal) => {
      if (signal !== null) output += `\nended by ${signal} after ${performance.now() - startedAt} ms`;
      done({ ok: code === 0, output: output.trim(), seconds: (performance.now() - startedAt) / 1_000 });
    });
  });

const startedAt = performance.now();
const failed = [];
const queue = [...checks];
const worker = async () => {
  for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
    const { ok, output, seconds } = await run(check);
    // A check of ours that passes says in one line what it looked at.
    const looked = ok && check.args[0].startsWith('tools/') ? `  ${output}` : '';
    console.log(
      `${ok ? 'ok  ' : 'FAIL'} ${check.name.padEnd(26)}${seconds.toFixed(1).padStart(5)} s${looked}`,
    );
    if (!ok) failed.push({ ...check, output });
  }
};
await Promise.all(Array.from({ length: availableParallelism() }, worker));

for (const { name, output } of failed) console.error(`\n── ${name} ──\n${output}`);
const outcome =
  failed.length === 0 ? 'all checks passed' : `${failed.length} of ${checks.length} checks failed`;
console.log(`\n${outcome} in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
process.exitCode = failed.length === 0 ? 0 : 1;
