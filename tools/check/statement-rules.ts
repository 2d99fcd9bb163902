import type { Client } from 'pg';
import type { declaredStatements } from '../../packages/engine/src/platform/sql.ts';
import { type Description, describeStatement } from './describe-statement.ts';

type Declared = ReturnType<typeof declaredStatements>[number];

export const STATEMENT_RULES = [
  'does-not-parse',
  'parameter-count',
  'parameter-type',
  'column-twice',
  'column-missing',
  'column-undeclared',
  'column-type',
  'column-nullable',
] as const;

export type StatementProblem = { rule: (typeof STATEMENT_RULES)[number]; statement: string; detail: string };

/**
 * Holds declared statements against what PostgreSQL says of their text: number and types of the parameters in
 * order, names and types of the columns in any order, and columns declared non-null that are a table's nullable
 * column unaltered. Whether an expression, a view's column or the far side of an outer join may be null,
 * PostgreSQL does not tell; there the declaration is trusted.
 */
export const statementProblems = async (
  client: Client,
  statements: Declared[],
): Promise<StatementProblem[]> => {
  const types = await typesOf(client, statements);
  const nullable = await nullableColumns(client);
  const problems: StatementProblem[] = [];
  for (const statement of statements) {
    const say = (rule: StatementProblem['rule'], detail: string): void => {
      problems.push({ rule, statement: statement.name, detail });
    };
    try {
      const description = await describeStatement(client, statement.text);
      compareParams({ statement, description, types, say });
      compareColumns({ statement, description, types, nullable, say });
    } catch (error) {
      say('does-not-parse', error instanceof Error ? error.message : String(error));
    }
  }
  return problems;
};

type Types = { idOf: (declared: string) => number | undefined; nameOf: (id: number) => string };
type Comparison = {
  statement: Declared;
  description: Description;
  types: Types;
  say: (rule: StatementProblem['rule'], detail: string) => void;
};

const compareParams = ({ statement, description, types, say }: Comparison): void => {
  const declared = Object.entries(statement.params);
  const actual = description.paramTypeIds;
  if (declared.length !== actual.length)
    say('parameter-count', `${declared.length} parameters are declared, the text has ${actual.length}`);
  for (const [index, [name, { pgType }]] of declared.entries()) {
    const id = actual[index];
    if (id !== undefined && id !== types.idOf(pgType))
      say(
        'parameter-type',
        `$${index + 1} ${name} is declared ${pgType}, PostgreSQL takes ${types.nameOf(id)}`,
      );
  }
};

const compareColumns = (comparison: Comparison & { nullable: Set<string> }): void => {
  const { statement, description, types, nullable, say } = comparison;
  const actual = new Map(description.columns.map((column) => [column.name, column]));
  if (actual.size !== description.columns.length)
    say(
      'column-twice',
      `two columns have one name: ${description.columns.map(({ name }) => name).join(', ')}`,
    );
  for (const name of actual.keys())
    if (!(name in statement.row)) say('column-undeclared', `${name} is selected and not declared`);
  for (const [name, declared] of Object.entries(statement.row)) {
    const column = actual.get(name);
    if (column === undefined) {
      say('column-missing', `${name} is declared and not selected`);
      continue;
    }
    if (column.dataTypeID !== types.idOf(declared.pgType))
      say(
        'column-type',
        `${name} is declared ${declared.pgType}, PostgreSQL gives ${types.nameOf(column.dataTypeID)}`,
      );
    if (!declared.nullable && nullable.has(`${column.tableID}.${column.columnID}`))
      say('column-nullable', `${name} is declared non-null, and its table's column may be null`);
  }
};

const typesOf = async (client: Client, statements: Declared[]): Promise<Types> => {
  const declared = statements.flatMap(({ params, row }) =>
    [...Object.values(params), ...Object.values(row)].map(({ pgType }) => pgType),
  );
  const { rows: ids } = await client.query<{ name: string; id: number }>(
    'SELECT DISTINCT name, to_regtype(name)::oid AS id FROM unnest($1::text[]) AS name',
    [declared],
  );
  const { rows: names } = await client.query<{ id: number; name: string }>(
    'SELECT oid AS id, format_type(oid, NULL) AS name FROM pg_type',
  );
  const idByName = new Map(ids.map(({ name, id }) => [name, id]));
  const nameById = new Map(names.map(({ id, name }) => [id, name]));
  return { idOf: (name) => idByName.get(name), nameOf: (id) => nameById.get(id) ?? `the type ${id}` };
};

/** The nullable columns of all tables, each as `<table's OID>.<column's number>`. */
const nullableColumns = async (client: Client): Promise<Set<string>> => {
  const { rows } = await client.query<{ place: string }>(`
    SELECT a.attrelid || '.' || a.attnum AS place
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND NOT a.attnotnull`);
  return new Set(rows.map((row) => row.place));
};
