import type { Command } from 'commander';
import { resizeStored } from '../modules/catalog/index.ts';
import { withDatabase } from './with-stores.ts';

/** `media resize`: the pictures that the shop kept before it made sizes. */
export const register = (program: Command): void => {
  program
    .command('media')
    .description('The pictures that the shop keeps')
    .command('resize')
    .description('Make smaller copies of the pictures that have none because they came before there were any')
    .action(async () => {
      const count = { resized: 0, refused: 0 };
      await withDatabase('media', (db) =>
        resizeStored(db, {
          resized: () => {
            count.resized += 1;
            if (count.resized % SAY_EVERY === 0) process.stdout.write(`  ${count.resized} pictures\n`);
          },
          refused: (path, reason) => {
            count.refused += 1;
            process.stderr.write(`  ${path}: ${reason}\n`);
          },
        }),
      );
      process.stdout.write(`Resized ${count.resized} pictures; ${count.refused} cannot be read.\n`);
    });
};

const SAY_EVERY = 100;
