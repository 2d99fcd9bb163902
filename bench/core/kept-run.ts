/** A run as it is kept: `bench/results/<date>-<commit>.json`, and its table beside it. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { switchedOff } from './environment.ts';
import type { Run } from './results.ts';
import { tableOf } from './table.ts';

/**
 * The name of a run's files: date and commit, and whatever keeps its figures from being the ones that count. `only` are
 * the cases when it was not all.
 */
export const runName = (run: Omit<Run, 'cases'>, only: readonly string[] = []): string =>
  [
    run.date.slice(0, 10),
    run.commit,
    ...(run.dirty ? ['dirty'] : []),
    ...(run.quick ? ['quick'] : []),
    ...(switchedOff(run.durability).length > 0 ? ['not-durable'] : []),
    ...only,
  ].join('-');

/** Writes a run as JSON and as a table, into `folder`; a later run of the same name takes its place. */
export const writeRun = async (
  run: Run,
  to: { folder: string; only?: readonly string[] },
): Promise<{ json: string; markdown: string }> => {
  await mkdir(to.folder, { recursive: true });
  const path = join(to.folder, runName(run, to.only));
  const files = { json: `${path}.json`, markdown: `${path}.md` };
  await writeFile(files.json, jsonOf(run));
  await writeFile(files.markdown, `${tableOf(run)}\n`);
  return files;
};

/** Lists of numbers on a line of their own, as the formatter of this project has them. */
const jsonOf = (run: Run): string =>
  `${JSON.stringify(rounded(run), null, 2).replace(/\[\s+([-\d.,\s]+?)\s+\]/g, (_, numbers: string) => `[${numbers.replace(/\s+/g, ' ')}]`)}\n`;

/** Six significant digits are more than any of this is true to. */
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, each: unknown) =>
      typeof each === 'number' && !Number.isInteger(each) ? Number(each.toPrecision(6)) : each,
    ),
  );
