import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '../../packages/engine/src/platform/postgres.ts';
import { startChild } from '../core/child.ts';
import type { Stops } from '../core/stops.ts';
import { CARTWRIGHT } from './engine.ts';

const TELL_EVERY_MS = 5_000;

/** Fills the shop as `cartwright seed` does, and lets PostgreSQL do its housekeeping before anybody measures. */
export const seedCatalogue = async (options: {
  products: number;
  database: Database;
  env: Readonly<Record<string, string>>;
  folder: string;
  stops: Stops;
  say: (line: string) => void;
}): Promise<void> => {
  const { products, database, folder, say } = options;
  say(`seeding ${products.toLocaleString('en-US')} products`);
  const logPath = join(folder, 'seed.log');
  const seed = await startChild({
    script: CARTWRIGHT,
    args: ['seed', '--size', String(products)],
    env: options.env,
    logPath,
  });
  options.stops.add(() => seed.stop());
  const teller = setInterval(
    () => void lastLine(logPath).then((line) => line !== '' && say(line)),
    TELL_EVERY_MS,
  );
  const { code, how } = await seed.ended.finally(() => clearInterval(teller));
  if (code !== 0) throw new Error(`Seeding ${how}`);
  // Otherwise autovacuum does it in the midst of some round.
  await database.query('VACUUM (ANALYZE)');
  await database.query('CHECKPOINT');
};

const lastLine = async (path: string): Promise<string> =>
  (await readFile(path, 'utf8').catch(() => '')).trimEnd().split('\n').at(-1) ?? '';
