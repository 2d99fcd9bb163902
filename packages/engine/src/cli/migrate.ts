import type { Command } from 'commander';
import { migrate } from '../platform/migrate.ts';
import { withStores } from './with-stores.ts';

/** `migrate`: brings the database to the newest schema. */
export const register = (program: Command): void => {
  program
    .command('migrate')
    .description('Bring the database to the newest schema')
    .action(async () => {
      const done = await withStores('migrate', ({ DATABASE_URL }) =>
        migrate(DATABASE_URL, (line) => process.stdout.write(`${line}\n`)),
      );
      process.stdout.write(
        done.length === 0 ? 'Nothing to migrate\n' : `Applied ${done.length} migrations\n`,
      );
    });
};
