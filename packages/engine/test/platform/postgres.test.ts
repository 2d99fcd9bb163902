import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import {
  constraintOf,
  type Database,
  isDatabaseAway,
  openDatabase,
  pingDatabase,
  sqlStateOf,
  transaction,
} from '../../src/platform/postgres.ts';
import { Unavailable } from '../../src/shared/expected-error.ts';

const { database, url } = await openTestDatabase({ migrated: false });
await database.query(
  "CREATE TABLE note (note_id int8 PRIMARY KEY, body text CONSTRAINT has_body CHECK (body <> ''))",
);

const notes = async (): Promise<number[]> =>
  (await database.query<{ note_id: number }>('SELECT note_id FROM note ORDER BY note_id')).rows.map(
    (row) => row.note_id,
  );

/** A pool of its own, so that a test may spoil it. */
const withDatabase = async <T>(
  change: { url?: string; poolMax?: number; statementTimeoutMs?: number },
  work: (database: Database) => Promise<T>,
): Promise<T> => {
  const own = openDatabase({
    url,
    poolMax: 1,
    connectTimeoutMs: 2_000,
    statementTimeoutMs: 10_000,
    applicationName: 'postgres-test',
    onError: () => {},
    ...change,
  });
  try {
    return await work(own);
  } finally {
    await own.end();
  }
};

const errorOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('a transaction', () => {
  it('keeps all of its work', async () => {
    const result = await transaction(database, async (tx) => {
      await tx.query("INSERT INTO note VALUES (1, 'one')");
      await tx.query("INSERT INTO note VALUES (2, 'two')");
      return 'done';
    });
    expect(result).toBe('done');
    expect(await notes()).toEqual([1, 2]);
  });

  it('keeps none of it when the work throws, and throws the same error on', async () => {
    const changeOfMind = new Error('changed my mind');
    const attempt = transaction(database, async (tx) => {
      await tx.query("INSERT INTO note VALUES (3, 'three')");
      throw changeOfMind;
    });
    await expect(attempt).rejects.toBe(changeOfMind);
    expect(await notes()).toEqual([1, 2]);
  });

  it('keeps none of it when a statement fails, and leaves its connection fit for the next', async () => {
    await withDatabase({ poolMax: 1 }, async (single) => {
      const attempt = transaction(single, async (tx) => {
        await tx.query("INSERT INTO note VALUES (4, 'four')");
        await tx.query("INSERT INTO note VALUES (1, 'again')");
      });
      expect(sqlStateOf(await errorOf(attempt))).toBe('23505');
      expect(await transaction(single, async () => 'fit')).toBe('fit');
    });
    expect(await notes()).toEqual([1, 2]);
  });

  it('is not seen by others before it commits', async () => {
    await transaction(database, async (tx) => {
      await tx.query("INSERT INTO note VALUES (5, 'five')");
      expect(await notes()).toEqual([1, 2]);
    });
    expect(await notes()).toEqual([1, 2, 5]);
  });

  it('whose connection breaks is rolled back, and the pool makes a new connection', async () => {
    await withDatabase({ poolMax: 1 }, async (single) => {
      const attempt = transaction(single, async (tx) => {
        await tx.query("INSERT INTO note VALUES (6, 'six')");
        const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await database.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
        await tx.query('SELECT 1');
      });
      expect(isDatabaseAway(await errorOf(attempt))).toBe(true);
      await until(() => pingDatabase(single).then(() => true), {
        deadlineMs: 5_000,
        what: 'a new connection',
      });
    });
    expect(await notes()).toEqual([1, 2, 5]);
  });
});

describe('an int8', () => {
  it('is a number up to the largest safe integer', async () => {
    const { rows } = await database.query('SELECT $1::int8 AS value', [Number.MAX_SAFE_INTEGER]);
    expect(rows).toEqual([{ value: Number.MAX_SAFE_INTEGER }]);
  });

  it('beyond that throws instead of being rounded', async () => {
    await expect(database.query('SELECT 9007199254740993::int8 AS value')).rejects.toThrow(
      'beyond the safe integers',
    );
    await expect(pingDatabase(database)).resolves.toBeUndefined();
  });
});

describe('an error', () => {
  it('tells its SQLSTATE and the constraint that it ran into', async () => {
    const error = await errorOf(database.query("INSERT INTO note VALUES (7, '')"));
    expect({ state: sqlStateOf(error), constraint: constraintOf(error) }).toEqual({
      state: '23514',
      constraint: 'has_body',
    });
    expect(isDatabaseAway(error)).toBe(false);
  });

  it('of a statement that takes too long means that PostgreSQL is overloaded', async () => {
    const error = await withDatabase({ statementTimeoutMs: 50 }, (slow) =>
      errorOf(slow.query('SELECT pg_sleep(5)')),
    );
    expect(sqlStateOf(error)).toBe('57014');
    expect(isDatabaseAway(error)).toBe(true);
  });

  it('of a server that is not there is Unavailable', async () => {
    await withDatabase({ url: 'postgres://nobody@127.0.0.1:1/nothing' }, async (absent) => {
      await expect(pingDatabase(absent)).rejects.toBeInstanceOf(Unavailable);
      expect(isDatabaseAway(await errorOf(absent.query('SELECT 1')))).toBe(true);
    });
  });
});
