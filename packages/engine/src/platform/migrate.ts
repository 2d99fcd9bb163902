import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { ExpectedError } from '../shared/expected-error.ts';

const MIGRATIONS = new URL('../../sql/', import.meta.url);
// Any constant will do, as long as every migrating process takes the same one.
const CONNECT_TIMEOUT_MS = 10_000;
const LOCK_KEY = 4_027_101;

/**
 * Brings the database to the newest schema: runs the numbered files of `sql/` that it has not seen, each in a
 * transaction of its own, so that one that fails leaves nothing behind. Several processes may call it at once:
 * they take turns. Throws `ExpectedError` when an applied file was changed, or the database is from a newer
 * version. Returns the names of what it applied.
 */
export const migrate = async (
  databaseUrl: string,
  log: (line: string) => void = () => {},
): Promise<string[]> => {
  const client = new Client({
    connectionString: databaseUrl,
    application_name: 'cartwright-migrate',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  // A connection that breaks fails the statement in hand; the event that tells it too would end the process.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    await client.query(
      'CREATE TABLE IF NOT EXISTS public.cartwright_migration (name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())',
    );
    const { rows } = await client.query<{ name: string; sha256: string }>(
      'SELECT name, sha256 FROM public.cartwright_migration',
    );
    const applied = new Map(rows.map((row) => [row.name, row.sha256]));
    const files = (await readdir(MIGRATIONS)).filter((name) => /^\d{4}-.+\.sql$/.test(name)).sort();
    for (const name of applied.keys()) {
      if (!files.includes(name))
        throw new ExpectedError(
          `The database has the migration ${name}, which this version does not know. Run the newer version that made it, or use another database.`,
        );
    }
    const done: string[] = [];
    for (const name of files) {
      const text = await readFile(new URL(name, MIGRATIONS), 'utf8');
      const sha256 = createHash('sha256').update(text).digest('hex');
      const before = applied.get(name);
      if (before === sha256) continue;
      if (before !== undefined)
        throw new ExpectedError(
          `The migration ${name} was changed after it had been applied here. Restore the file and put the change into a new migration.`,
        );
      log(`migrating: ${name}`);
      await client.query('BEGIN');
      await client.query(text);
      await client.query('INSERT INTO public.cartwright_migration (name, sha256) VALUES ($1, $2)', [
        name,
        sha256,
      ]);
      await client.query('COMMIT');
      done.push(name);
    }
    return done;
  } finally {
    // Ends the transaction and gives the lock back, whatever happened.
    await client.end();
  }
};
