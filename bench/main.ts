/** `npm run bench`: how close Cartwright is to what this machine can do. */
import '../test/support/environment.ts';
import { join, relative } from 'node:path';
import { ExpectedError } from '../packages/engine/src/shared/expected-error.ts';
import { cases } from './cases/index.ts';
import { readCommandLine, type Wanted } from './core/command-line.ts';
import { writeRun } from './core/kept-run.ts';
import { publish } from './core/publish.ts';
import { runCases } from './core/run.ts';
import { createStops } from './core/stops.ts';
import { tableOf } from './core/table.ts';

const ROOT = join(import.meta.dirname, '..');
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

const startedAt = performance.now();
const say = (line: string): void => {
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  process.stderr.write(`${String(seconds).padStart(5)} s  ${line}\n`);
};

/** Returns the exit code: 1 when a case failed, and never for a figure. */
const bench = async (wanted: Wanted): Promise<number> => {
  const stops = createStops();
  for (const [signal, code] of Object.entries(EXIT_CODES))
    process.on(signal, () => {
      if (!stops.stopping) say('stopping everything');
      void stops.stop().finally(() => process.exit(code));
    });
  try {
    if (wanted.quick) say('quick: few and short rounds, good for a first look only');
    const { run, failed } = await runCases(wanted, { root: ROOT, stops, say });
    const files = await writeRun(run, { folder: join(ROOT, 'bench/results'), only: wanted.only });
    process.stdout.write(`\n${tableOf(run)}\n\n`);
    for (const path of Object.values(files)) say(`written: ${relative(ROOT, path)}`);
    if (wanted.publish) await publish(run, join(ROOT, 'README.md'));
    return failed ? 1 : 0;
  } catch (error) {
    // What an interruption breaks is no news; the handler above ends the process.
    if (stops.stopping) await new Promise(() => {});
    throw error;
  } finally {
    await stops.stop();
  }
};

try {
  const asked = readCommandLine(process.argv.slice(2), cases);
  if ('print' in asked) process.stdout.write(`${asked.print}\n`);
  else process.exitCode = await bench(asked.run);
} catch (error) {
  const text =
    error instanceof Error ? (error instanceof ExpectedError ? error.message : error.stack) : error;
  process.stderr.write(`\n${text}\n\n`);
  process.exitCode = 1;
}
