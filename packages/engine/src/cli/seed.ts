import { type Command, InvalidArgumentError } from 'commander';
import { fillShop } from '../demo/fill.ts';
import { DEFAULT_SEED, DEFAULT_SIZE, SIZE_MAX } from '../demo/index.ts';
import { withDatabase } from './with-stores.ts';

/** `seed`: fills the catalogue with a demo shop that the project generates itself. */
export const register = (program: Command): void => {
  program
    .command('seed')
    .description('Fill the catalogue with a generated demo shop, pictures included')
    .option('--size <products>', `how many products, 1 to ${SIZE_MAX}`, sizeOf, DEFAULT_SIZE)
    .option('--seed <text>', 'the same text gives the same shop', DEFAULT_SEED)
    .option('--if-empty', 'do nothing when the catalogue has any product', false)
    .addHelpText(
      'after',
      `
Seeding again with the same seed brings the products up to date and leaves their stock as it is.`,
    )
    .action(async ({ size, seed, ifEmpty }: { size: number; seed: string; ifEmpty: boolean }) => {
      const startedAt = performance.now();
      let saidAt = startedAt;
      const done = await withDatabase('seed', (db) =>
        fillShop(db, {
          seed,
          size,
          ifEmpty,
          onProgress: ({ products }) => {
            const now = performance.now();
            if (products === size || now - saidAt < SAY_EVERY_MS) return;
            saidAt = now;
            say(`Demo shop: ${products} of ${size} products (${rate(products, now - startedAt)})`);
          },
        }),
      );
      if (done === null) return;
      const { products, created, pictures } = done;
      say(
        `Demo shop: ${products} products (${created} new) with ${pictures} pictures, ${rate(products, performance.now() - startedAt)}`,
      );
    });
};

const SAY_EVERY_MS = 2_000;

const sizeOf = (text: string): number => {
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= SIZE_MAX) return size;
  throw new InvalidArgumentError(`Give a whole number from 1 to ${SIZE_MAX}.`);
};

const rate = (products: number, elapsedMs: number): string =>
  `${Math.round(products / (Math.max(elapsedMs, 1) / 1_000))} products/s`;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
