import { type Command, InvalidArgumentError } from 'commander';
import { fillShop, type Progress } from '../demo/fill.ts';
import { DEFAULT_SEED, DEFAULT_SIZE, SIZE_MAX } from '../demo/index.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import { withDatabase } from './with-stores.ts';

/** `seed`: fills the shop with products, orders of the past, collections and sales that the project generates. */
export const register = (program: Command): void => {
  program
    .command('seed')
    .description('Fill the shop with generated products, pictures, past orders, collections and sales')
    .option('--size <products>', `how many products, 1 to ${count(SIZE_MAX)}`, sizeOf, DEFAULT_SIZE)
    .option('--seed <text>', 'the same text gives the same shop', DEFAULT_SEED)
    .option('--if-empty', 'add nothing when the catalogue has any product', false)
    .option('--renew-sales', 'with --if-empty: schedule sales anew when all of them are over', false)
    .addHelpText(
      'after',
      `
Seeding again with the same seed goes on where a run was cut off: what is there already stays as it is.`,
    )
    .action(async ({ size, seed, ifEmpty, renewSales }: Options) => {
      const startedAt = performance.now();
      let stopped = false;
      const stop = (): void => {
        stopped = true;
      };
      for (const signal of SIGNALS) process.once(signal, stop);
      const tell = teller();
      const onProgress = (progress: Progress): void => {
        if (stopped) throw new Error('stopped');
        tell(progress);
      };
      const done = await withDatabase('seed', (db) =>
        fillShop(db, { seed, size, ifEmpty, renewSales, now: new Date(), onProgress }),
      ).catch((error: unknown) => {
        // By the throw above, or because an embedded database went first.
        throw stopped ? new ExpectedError('The seed was stopped. Run it again, and it goes on.') : error;
      });
      if ('renewedSales' in done) {
        if (done.renewedSales > 0) say(`Demo shop: ${done.renewedSales} new sales, because all were over`);
        return;
      }
      const seconds = Math.max(performance.now() - startedAt, 1) / 1_000;
      const came = `${count(done.newProducts)} products with ${count(done.pictures)} pictures, ${count(done.newOrders)} past orders, ${done.newCollections} collections, ${done.newSales} sales`;
      say(`Demo shop of ${count(done.products)} products, made in ${seconds.toFixed(1)} s; new: ${came}`);
    });
};

type Options = { size: number; seed: string; ifEmpty: boolean; renewSales: boolean };

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const SAY_EVERY_MS = 1_000;
/** A rate is that of the last 5 to 10 s: what a run finds in place already goes by faster than the rest. */
const RATE_OVER_MS = 5_000;

/** Says how far a part is: at its start, then every second with the rate of late and what is left of the time. */
const teller = (): ((progress: Progress) => void) => {
  let part: Progress['part'] | undefined;
  let saidAt = 0;
  let [since, next] = [START, START];
  return ({ part: now, done, total }) => {
    const point = { at: performance.now(), done };
    if (part !== now) {
      part = now;
      saidAt = 0;
      [since, next] = [point, point];
    }
    if (point.at - next.at > RATE_OVER_MS) [since, next] = [next, point];
    if (point.at - saidAt < SAY_EVERY_MS || done >= total) return;
    saidAt = point.at;
    const rate = (done - since.done) / (Math.max(point.at - since.at, 1) / 1_000);
    const pace = rate > 0 ? `, ${count(Math.round(rate))}/s, ${left((total - done) / rate)} left` : '';
    say(`Demo shop: ${count(done)} of ${count(total)} ${now}${pace}`);
  };
};

const START = { at: 0, done: 0 };

const left = (seconds: number): string =>
  seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;

const sizeOf = (text: string): number => {
  const size = Number(text);
  if (Number.isInteger(size) && size >= 1 && size <= SIZE_MAX) return size;
  throw new InvalidArgumentError(`Give a whole number from 1 to ${count(SIZE_MAX)}.`);
};

/** 12345 as 12,345. */
const count = (number: number): string => number.toLocaleString('en-US');

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
