import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { migrate } from '../../src/platform/migrate.ts';
import type { Database } from '../../src/platform/postgres.ts';
import { ExpectedError } from '../../src/shared/expected-error.ts';

const files = (await readdir(new URL('../../sql/', import.meta.url)))
  .filter((name) => name.endsWith('.sql'))
  .toSorted();

const appliedIn = async (database: Database): Promise<string[]> =>
  (
    await database.query<{ name: string }>('SELECT name FROM public.cartwright_migration ORDER BY name')
  ).rows.map((row) => row.name);

const schemasOf = async (database: Database): Promise<string[]> =>
  (
    await database.query<{ nspname: string }>(
      "SELECT nspname FROM pg_namespace WHERE nspname !~ '^(pg_|information_schema|public)' ORDER BY nspname",
    )
  ).rows.map((row) => row.nspname);

describe('migrating', () => {
  it('applies every numbered file in order, once, and tells which', async () => {
    const { url, database } = await openTestDatabase({ migrated: false });
    const told: string[] = [];
    expect(await migrate(url, (line) => told.push(line))).toEqual(files);
    expect(told).toHaveLength(files.length);
    expect(await appliedIn(database)).toEqual(files);
    expect(await migrate(url)).toEqual([]);
  });

  it('by several processes at once applies each file once', async () => {
    const { url, database } = await openTestDatabase({ migrated: false });
    const done = await Promise.all([migrate(url), migrate(url), migrate(url), migrate(url)]);
    expect(done.flat().toSorted()).toEqual(files);
    expect(await appliedIn(database)).toEqual(files);
  });

  it('refuses a database whose applied file was changed since, and names it', async () => {
    const { url, database } = await openTestDatabase();
    await database.query("UPDATE public.cartwright_migration SET sha256 = 'other' WHERE name = $1", [
      files[1],
    ]);
    const refused = migrate(url);
    await expect(refused).rejects.toBeInstanceOf(ExpectedError);
    await expect(refused).rejects.toThrow(`${files[1]} was changed`);
  });

  it('refuses a database of a newer version, and names what it does not know', async () => {
    const { url, database } = await openTestDatabase();
    await database.query("INSERT INTO public.cartwright_migration VALUES ('9999-later.sql', 'x')");
    const refused = migrate(url);
    await expect(refused).rejects.toBeInstanceOf(ExpectedError);
    await expect(refused).rejects.toThrow('9999-later.sql');
  });

  it('that fails half-way through a file leaves nothing of that file, and goes on from there later', async () => {
    const { url, database } = await openTestDatabase({ migrated: false });
    // The first file makes no index; the second makes its first one after several tables.
    await database.query(`
      CREATE FUNCTION public.refuse_index() RETURNS event_trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'no index today'; END $$;
      CREATE EVENT TRIGGER no_index ON ddl_command_end WHEN TAG IN ('CREATE INDEX')
        EXECUTE FUNCTION public.refuse_index()`);
    await expect(migrate(url)).rejects.toThrow('no index today');
    expect(await appliedIn(database)).toEqual(files.slice(0, 1));
    expect(await schemasOf(database)).toEqual(['platform']);

    await database.query('DROP EVENT TRIGGER no_index');
    expect(await migrate(url)).toEqual(files.slice(1));
  });

  it('that cannot note a file down does not keep what the file did', async () => {
    const { url, database } = await openTestDatabase({ migrated: false });
    await database.query(`
      CREATE TABLE public.cartwright_migration (
        name text PRIMARY KEY CHECK (name <> '${files[1]}'),
        sha256 text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      )`);
    await expect(migrate(url)).rejects.toThrow('violates check constraint');
    expect(await schemasOf(database)).toEqual(['platform']);
  });
});
