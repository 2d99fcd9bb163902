/**
 * SQL as SQL, with the shape of what goes in and comes out declared beside it. The declaration gives the
 * TypeScript types, and `npm run check` prepares every statement against the migrated database and compares
 * both sides, so that a renamed column or a wrong type never reaches a run.
 */
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { assert } from '../shared/assert.ts';

/** A PostgreSQL type and what it is in TypeScript. */
export type Column<T> = { readonly pgType: string; readonly nullable: boolean; readonly of?: T };

const column = <T>(pgType: string): Column<T> => ({ pgType, nullable: false });

/** The types that statements may use. `int8` must stay a safe integer. */
export const t = {
  text: column<string>('text'),
  /** Text that a CHECK of the table confines to these words. */
  words: <T extends string>() => column<T>('text'),
  uuid: column<string>('uuid'),
  int4: column<number>('int4'),
  int8: column<number>('int8'),
  float8: column<number>('float8'),
  bool: column<boolean>('bool'),
  bytea: column<Buffer>('bytea'),
  timestamptz: column<Date>('timestamptz'),
  json: <T>() => column<T>('jsonb'),
  textArray: column<string[]>('text[]'),
  uuidArray: column<string[]>('uuid[]'),
  int4Array: column<number[]>('int4[]'),
  int8Array: column<number[]>('int8[]'),
  timestamptzArray: column<Date[]>('timestamptz[]'),
  byteaArray: column<Buffer[]>('bytea[]'),
  /** An array whose elements may be null, as a parameter of `unnest`. */
  nullableTextArray: column<(string | null)[]>('text[]'),
  nullableInt4Array: column<(number | null)[]>('int4[]'),
  nullableTimestamptzArray: column<(Date | null)[]>('timestamptz[]'),
  nullableUuidArray: column<(string | null)[]>('uuid[]'),
  nullableInt8Array: column<(number | null)[]>('int8[]'),
  nullable: <T>(of: Column<T>): Column<T | null> => ({ pgType: of.pgType, nullable: true }),
} as const;

type Columns = Readonly<Record<string, Column<unknown>>>;
type Values<C extends Columns> = { [K in keyof C]: C[K] extends Column<infer T> ? T : never };

/** One SQL statement. The order of `params` is the order of `$1`, `$2`, … */
export type Statement<P extends Columns, R extends Columns> = {
  readonly name: string;
  readonly text: string;
  readonly params: P;
  readonly row: R;
};
export type RowOf<S> = S extends Statement<Columns, infer R> ? Values<R> : never;

const known = new Map<string, Statement<Columns, Columns>>();

/** Declares a statement; its name is unique and is what PostgreSQL's statistics and logs show. */
export const statement = <P extends Columns, R extends Columns>(
  declared: Statement<P, R>,
): Statement<P, R> => {
  assert(!known.has(declared.name), `two statements are called ${declared.name}`);
  // PostgreSQL cuts names at 63 bytes, and two cut alike would be taken for one.
  assert(declared.name.length <= 63, `the statement name ${declared.name} is too long`);
  known.set(declared.name, declared);
  return declared;
};

/** Every statement declared by the modules loaded so far, for the check against the schema. */
export const declaredStatements = (): Statement<Columns, Columns>[] => [...known.values()];

/** The database or one transaction of it: whatever can run a statement. */
export type Queryable = Pick<Pool | PoolClient, 'query'>;

/** Runs a statement and returns all its rows. */
export const many = async <P extends Columns, R extends Columns>(
  on: Queryable,
  run: Statement<P, R>,
  params: Values<P>,
): Promise<Values<R>[]> => (await execute(on, run, params)).rows as Values<R>[];

/** Runs a statement of at most one row. */
export const maybeOne = async <P extends Columns, R extends Columns>(
  on: Queryable,
  run: Statement<P, R>,
  params: Values<P>,
): Promise<Values<R> | undefined> => {
  const rows = await many(on, run, params);
  assert(rows.length <= 1, `${run.name} gave ${rows.length} rows, not at most one`);
  return rows[0];
};

/** Runs a statement of exactly one row. */
export const one = async <P extends Columns, R extends Columns>(
  on: Queryable,
  run: Statement<P, R>,
  params: Values<P>,
): Promise<Values<R>> => {
  const row = await maybeOne(on, run, params);
  assert(row !== undefined, `${run.name} gave no row`);
  return row;
};

/** Runs a statement for its effect and returns how many rows it touched. */
export const change = async <P extends Columns, R extends Columns>(
  on: Queryable,
  run: Statement<P, R>,
  params: Values<P>,
): Promise<number> => (await execute(on, run, params)).rowCount ?? 0;

const execute = async <P extends Columns, R extends Columns>(
  on: Queryable,
  run: Statement<P, R>,
  params: Values<P>,
) =>
  on.query<QueryResultRow>({
    name: run.name,
    text: run.text,
    values: Object.keys(run.params).map((name) => bind(run.params[name], params[name])),
  });

const bind = (declared: Column<unknown> | undefined, value: unknown): unknown =>
  // node-postgres would write a JavaScript array as a PostgreSQL array; JSON has to be text before it gets there.
  declared?.pgType === 'jsonb' && value !== null ? JSON.stringify(value) : value;
