import { join } from 'node:path';
import type { Command } from 'commander';
import { examine, type Finding } from '../roles/doctor.ts';

const PROJECT_ROOT = join(import.meta.dirname, '..', '..', '..', '..');

/** `doctor`: says what is wrong with a set-up and how to mend it; exit code 1 when something is. */
export const register = (program: Command): void => {
  program
    .command('doctor')
    .description('Say what is wrong with this set-up and how to mend it')
    .action(async () => {
      const findings = await examine({ projectRoot: PROJECT_ROOT, env: process.env });
      for (const finding of findings) process.stdout.write(`${line(finding)}\n`);
      const wrong = findings.filter(({ state }) => state === 'wrong').length;
      process.stdout.write(wrong === 0 ? '\nAll is well.\n' : `\n${wrong} of these have to be mended.\n`);
      process.exitCode = wrong === 0 ? 0 : 1;
    });
};

const MARKS = { fine: '✓', note: '·', wrong: '✗' } as const;

const line = ({ state, what, mend }: Finding): string =>
  mend === undefined ? `${MARKS[state]} ${what}` : `${MARKS[state]} ${what}\n    → ${mend}`;
