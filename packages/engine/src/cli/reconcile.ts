import { COMPARED_PROJECTIONS, PROJECTIONS } from '@cartwright/contract';
import type { Command } from 'commander';
import type { TaskReport } from '../platform/read-side/tasks.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import { chosenOf, FOLLOWING_HELP, followTasks, say } from './read-side-tasks.ts';

/** `reconcile`: compares read models with PostgreSQL, document by document, and repairs them. */
export const register = (program: Command): void => {
  program
    .command('reconcile')
    .description('Compare read models with PostgreSQL and repair what differs; all of them without a name')
    .argument('[names...]', `which: ${COMPARED_PROJECTIONS.join(', ')}`)
    .addHelpText(
      'after',
      `${FOLLOWING_HELP} The exit code is 1 when anything had drifted, also though it is repaired by then; what it
was stands in the ledger of GET /v1/admin/drift.`,
    )
    .action(async (names: string[]) => {
      const small = names.find((name) => isOneOf(PROJECTIONS, name) && !isOneOf(COMPARED_PROJECTIONS, name));
      if (small !== undefined)
        throw new ExpectedError(
          `${small} is too small to be compared; \`cartwright rebuild ${small}\` makes it anew. Compared are ${COMPARED_PROJECTIONS.join(', ')}.`,
        );
      const report: TaskReport = {};
      const { failed } = await followTasks('reconcile', chosenOf(names, COMPARED_PROJECTIONS), (task) => {
        Object.assign(report, task.report);
      });
      if (Object.keys(report).length > 0) say(tableOf(report));
      if (failed || driftOf(report) > 0) process.exitCode = 1;
    });
};

const isOneOf = (names: readonly string[], name: string): boolean => names.includes(name);

const driftOf = (report: TaskReport): number =>
  Object.values(report).reduce(
    (sum, { missing, different, leftOver }) => sum + missing + different + leftOver,
    0,
  );

const tableOf = (report: TaskReport): string => {
  const drift = driftOf(report);
  const outcome = drift === 0 ? 'Nothing had drifted.' : `${drift} had drifted, and all were repaired.`;
  return [
    row(['', 'looked', 'missing', 'different', 'left over']),
    ...Object.entries(report).map(([name, { looked, missing, different, leftOver }]) =>
      row([name, ...[looked, missing, different, leftOver].map((number) => number.toLocaleString('en-US'))]),
    ),
    '',
    outcome,
  ].join('\n');
};

const row = ([name = '', ...cells]: string[]): string =>
  `${name.padEnd(12)}${cells.map((cell) => cell.padStart(12)).join('')}`;
