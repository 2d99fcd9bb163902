import type { Database, Transaction } from './postgres.ts';
import type { Queryable } from './sql.ts';

/**
 * Runs `work`, which only reads, on one state of the database (REPEATABLE READ, READ ONLY): whatever is committed
 * meanwhile is not seen. Throws what `work` throws, and PostgreSQL's refusal when it tries to write.
 */
export const inSnapshot = async <T>(
  database: Database,
  work: (snapshot: Transaction) => Promise<T>,
): Promise<T> => {
  const client = await database.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await work(client);
  } finally {
    // Nothing was written, so that there is nothing to commit. A connection that cannot say so is thrown away.
    await client.query('ROLLBACK').catch((cause: Error) => {
      broken = cause;
    });
    client.release(broken);
  }
};

/**
 * Longest that whoever takes may leave the transaction waiting between two statements. The server ends it then:
 * an old snapshot keeps it from clearing away dead rows.
 */
const IDLE_MS_MAX = 3_600_000;

/**
 * `inSnapshot` for more than fits into memory: gives what `read` gives, all of it from one moment, as it is taken. The
 * connection goes back when everything has been taken, when the taker stops (`return`, so also `break` in a `for
 * await`), and when `read` throws, which is thrown on. Nothing is begun before the first is asked for.
 */
export async function* streamInSnapshot<T>(
  database: Database,
  read: (on: Queryable) => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const client = await database.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET LOCAL idle_in_transaction_session_timeout = ${IDLE_MS_MAX}`);
    // Statements here are few and give much: each is planned for its own values, at some milliseconds, so that a rare
    // status or a short time finds the index that fits it.
    await client.query('SET LOCAL plan_cache_mode = force_custom_plan');
    yield* read(client);
  } catch (error) {
    // Whatever state it is in: it is not used again.
    broken = error instanceof Error ? error : new Error(String(error));
    throw error;
  } finally {
    if (broken === undefined)
      await client.query('ROLLBACK').catch((cause: Error) => {
        broken = cause;
      });
    client.release(broken);
  }
}
