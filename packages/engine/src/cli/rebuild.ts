import { PROJECTIONS } from '@cartwright/contract';
import type { Command } from 'commander';
import { chosenOf, documentsOf, FOLLOWING_HELP, followTasks, say } from './read-side-tasks.ts';

/** `rebuild`: makes read models anew, while the shop goes on. */
export const register = (program: Command): void => {
  program
    .command('rebuild')
    .description('Make read models anew from PostgreSQL, while the shop goes on; all of them without a name')
    .argument('[names...]', `which: ${PROJECTIONS.join(', ')}`)
    .addHelpText('after', `${FOLLOWING_HELP} The exit code is 1 when one could not be made.`)
    .action(async (names: string[]) => {
      const { failed } = await followTasks('rebuild', chosenOf(names, PROJECTIONS), (task) =>
        say(`${task.projections.join(', ')}: made anew, ${documentsOf(task)}`),
      );
      if (failed) process.exitCode = 1;
    });
};
