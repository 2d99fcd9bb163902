import type { Command } from 'commander';
import { migrate } from '../platform/migrate.ts';
import { withStores } from './with-stores.ts';

/** `migrate`: brings the database to the newest schema. */
export const register = (program: Command): void => {
  program
    .command('migrate')
    .description('Bring the database to the newest schema')
    .action(async () => {
      await withStores('migrate', async ({ DATABASE_URL }) => {
        // Embedded servers that were started for this are at the newest schema by now, and have said how.
        await migrate(DATABASE_URL, (line) => process.stdout.write(`${line}\n`));
      });
      process.stdout.write('The schema is the newest\n');
    });
};
