import { Pool, type PoolClient, types } from 'pg';
import { assert } from '../shared/assert.ts';
import { Unavailable } from '../shared/expected-error.ts';
import { type Lsn, parseLsn } from './cdc/lsn.ts';
import { noteCommit } from './commits.ts';
import type { Queryable } from './sql.ts';

export type Database = Pool;
/** A transaction in progress. */
export type Transaction = PoolClient;

const INT8_OID = 20;

/** Longer than the server needs to end a statement by itself and to say so. */
const ANSWER_GRACE_MS = 2_000;

export type DatabaseOptions = {
  url: string;
  poolMax: number;
  connectTimeoutMs: number;
  statementTimeoutMs: number;
  /** Shown in pg_stat_activity. */
  applicationName: string;
  onError: (error: Error) => void;
};

/** Opens a pool. It connects at the first statement, so this never fails; broken connections are replaced. */
export const openDatabase = (options: DatabaseOptions): Database => {
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolMax,
    connectionTimeoutMillis: options.connectTimeoutMs,
    statement_timeout: options.statementTimeoutMs,
    // The server's own bound is no use when the server hangs, or the line to it.
    query_timeout: options.statementTimeoutMs + ANSWER_GRACE_MS,
    keepAlive: true,
    idle_in_transaction_session_timeout: options.statementTimeoutMs,
    application_name: options.applicationName,
    types: { getTypeParser },
  });
  // A connection that breaks (the server restarted), idle or in the midst of a transaction, tells it by an event,
  // which unheard would end the process. The pool repeats those of idle ones.
  pool.on('connect', (client) => client.on('error', options.onError));
  pool.on('error', () => {});
  return pool;
};

/** Serialization failure and deadlock: nothing was done, and doing it again is the remedy. */
const RETRY_STATES = new Set(['40001', '40P01']);
const ATTEMPTS_MAX = 4;

/**
 * Runs `work` in one transaction (READ COMMITTED) and commits; any throw rolls back and is thrown on. After a
 * deadlock it is run again, four times at the most, so `work` must have no effect outside of the transaction.
 * If the answer to COMMIT is lost, the throw leaves open whether it took place: the caller's idempotency key
 * tells at the next try.
 */
export const transaction = async <T>(
  database: Database,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptTransaction(database, work);
    } catch (error) {
      if (attempt === ATTEMPTS_MAX || !RETRY_STATES.has(sqlStateOf(error) ?? '')) throw error;
    }
  }
};

/**
 * Like `transaction`, for work that may refuse: a refusal rolls back whatever was done before it, an idempotency
 * key included, and is returned.
 */
export const transactionUnlessRefused = async <T extends { ok: boolean } | undefined>(
  database: Database,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> => {
  let refusal: { value: T } | undefined;
  try {
    return await transaction(database, async (tx) => {
      refusal = undefined;
      const value = await work(tx);
      if (value?.ok !== false) return value;
      refusal = { value };
      throw new RolledBack('refused');
    });
  } catch (error) {
    if (error instanceof RolledBack && refusal !== undefined) return refusal.value;
    throw error;
  }
};

/** Leaves a transaction so that it rolls back; never leaves this file. */
class RolledBack extends Error {}

const attemptTransaction = async <T>(
  database: Database,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> => {
  const client = await database.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    noteCommit(lsnOf(await client.query(COMMIT)));
    return result;
  } catch (error) {
    // The connection's state is known only if ROLLBACK answers; else it is thrown away. One that has just hung for
    // as long as we wait is not asked again.
    if (error instanceof Error && error.message === 'Query read timeout') broken = error;
    else
      await client.query('ROLLBACK').catch((cause: Error) => {
        broken = cause;
      });
    throw error;
  } finally {
    client.release(broken);
  }
};

// In one round trip: where the log ends right after the commit, which is what a reader of this write has to wait for.
const COMMIT = 'COMMIT; SELECT pg_current_wal_insert_lsn()::text AS lsn';

/** Two statements have two results, which the types of node-postgres do not tell. */
const lsnOf = (results: unknown): Lsn | undefined => {
  const last: unknown = Array.isArray(results) ? results[1] : undefined;
  const row: unknown = (last as { rows?: unknown[] } | undefined)?.rows?.[0];
  return typeof row === 'object' && row !== null && 'lsn' in row && typeof row.lsn === 'string'
    ? parseLsn(row.lsn)
    : undefined;
};

/** PostgreSQL's error code (SQLSTATE), or undefined for other errors. */
export const sqlStateOf = (error: unknown): string | undefined =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^[0-9A-Z]{5}$/.test(error.code)
    ? error.code
    : undefined;

/** The constraint that a statement ran into, or undefined. */
export const constraintOf = (error: unknown): string | undefined =>
  error instanceof Error && 'constraint' in error && typeof error.constraint === 'string'
    ? error.constraint
    : undefined;

// Class 08: connection; 57P0x: the server shuts down or starts; 53300: too many connections; 25006: a read-only
// standby; 57014: statement_timeout.
const AWAY_STATES = /^(08...|57P0[1-5]|53300|25006|57014)$/;
const AWAY_MESSAGES =
  /Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|not queryable/;
const AWAY_SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);

/** Whether an error means that PostgreSQL is away or overloaded, rather than that we asked something wrong. */
export const isDatabaseAway = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return AWAY_STATES.test(code) || AWAY_SYSTEM_CODES.has(code) || AWAY_MESSAGES.test(error.message);
};

/** Throws `Unavailable` unless PostgreSQL answers. */
export const pingDatabase = async (on: Queryable): Promise<void> => {
  try {
    await on.query('SELECT 1');
  } catch (cause) {
    throw new Unavailable('PostgreSQL does not answer', { cause });
  }
};

const safeInteger = (text: string): number => {
  const value = Number(text);
  assert(Number.isSafeInteger(value), `the int8 ${text} is beyond the safe integers`);
  return value;
};

const getTypeParser: typeof types.getTypeParser = (oid: number, format?: 'text' | 'binary') =>
  oid === INT8_OID && format !== 'binary'
    ? safeInteger
    : format === 'binary'
      ? types.getTypeParser(oid, 'binary')
      : types.getTypeParser(oid, 'text');
