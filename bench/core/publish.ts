import { readFile, writeFile } from 'node:fs/promises';
import { ExpectedError } from '../../packages/engine/src/shared/expected-error.ts';
import { switchedOff } from './environment.ts';
import type { Run } from './results.ts';
import { tableOf } from './table.ts';

const START = '<!-- bench:start -->';
const END = '<!-- bench:end -->';

/** Puts a run's table between the two markers of a Markdown file, in the place of the one before. Throws `ExpectedError`. */
export const publish = async (run: Run, path: string): Promise<void> => {
  const problem = unpublishable(run);
  if (problem !== undefined) throw new ExpectedError(problem);
  const text = await readFile(path, 'utf8');
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start)
    throw new ExpectedError(
      `There is no place for the table: put the lines ${START} and ${END} where it shall be in ${path}.`,
    );
  const before = text.slice(0, start + START.length);
  await writeFile(path, `${before}\n\n${tableOf(run)}\n\n${text.slice(end)}`);
};

/** Why a run is none to be shown, or undefined. */
const unpublishable = (run: Pick<Run, 'quick' | 'durability'>): string | undefined => {
  if (run.quick) return 'A quick run is none to publish. Leave out --quick.';
  const off = switchedOff(run.durability);
  return off.length > 0
    ? `Durability was switched off (${off.join(', ')}), so this is no run to publish. Set TMPDIR to a folder on a disk if it is in memory.`
    : undefined;
};
