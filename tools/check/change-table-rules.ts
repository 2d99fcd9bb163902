import type { Client } from 'pg';
import type { ChangeTable } from '../../packages/engine/src/platform/cdc/index.ts';
import { readerOf } from '../../packages/engine/src/platform/cdc/values.ts';

export const CHANGE_TABLE_RULES = [
  'table-missing',
  'table-unpublished',
  'column-missing',
  'column-unpublished',
  'column-type',
  'type-unreadable',
  'column-nullable',
] as const;

export type ChangeTableProblem = {
  rule: (typeof CHANGE_TABLE_RULES)[number];
  table: string;
  detail: string;
};

type Found = { type: string; typeId: number; declaredId: number | null; notNull: boolean };

/**
 * Holds the tables whose changes are wanted against the schema and against what the publication sends of it: where they
 * part, the change stream would break, or bring a NULL where none is expected.
 */
export const changeTableProblems = async (
  client: Client,
  { tables, publication }: { tables: readonly ChangeTable[]; publication: string },
): Promise<ChangeTableProblem[]> => {
  const published = await publishedColumns(client, publication);
  const problems: ChangeTableProblem[] = [];
  for (const table of tables) {
    const say = (rule: ChangeTableProblem['rule'], detail: string): void => {
      problems.push({ rule, table: table.name, detail });
    };
    const columns = await columnsOf(client, table);
    const sent = published.get(table.name);
    if (columns === undefined) say('table-missing', 'the schema has no such table');
    else if (sent === undefined) say('table-unpublished', `the publication ${publication} does not have it`);
    else compareColumns(table, { columns, sent, say });
  }
  return problems;
};

const compareColumns = (
  table: ChangeTable,
  at: {
    columns: ReadonlyMap<string, Found>;
    sent: ReadonlySet<string>;
    say: (rule: ChangeTableProblem['rule'], detail: string) => void;
  },
): void => {
  for (const [name, declared] of Object.entries(table.columns)) {
    const column = at.columns.get(name);
    if (column === undefined) {
      at.say('column-missing', `${name} is declared and not there`);
      continue;
    }
    if (!at.sent.has(name)) at.say('column-unpublished', `${name} is declared and not published`);
    if (column.typeId !== column.declaredId)
      at.say('column-type', `${name} is declared ${declared.pgType} and is ${column.type}`);
    if (!canRead(declared)) at.say('type-unreadable', `${name} is ${declared.pgType}, which no reader knows`);
    if (!declared.nullable && !column.notNull)
      at.say('column-nullable', `${name} is declared non-null and may be null`);
  }
};

const canRead = (declared: Parameters<typeof readerOf>[0]): boolean => {
  try {
    readerOf(declared);
    return true;
  } catch {
    return false;
  }
};

/** The columns of a table by name, each beside the declared type; undefined when there is no such table. */
const columnsOf = async (
  client: Client,
  { name, columns }: ChangeTable,
): Promise<Map<string, Found> | undefined> => {
  const { rows } = await client.query<Found & { name: string }>(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type, atttypid AS "typeId", attnotnull AS "notNull",
            to_regtype(declared.type)::oid AS "declaredId"
     FROM pg_attribute
     LEFT JOIN unnest($2::text[], $3::text[]) AS declared (name, type) ON declared.name = attname
     WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped`,
    [name, Object.keys(columns), Object.values(columns).map(({ pgType }) => pgType)],
  );
  return rows.length === 0 ? undefined : new Map(rows.map((row) => [row.name, row]));
};

/** By table, the columns that a publication sends. */
const publishedColumns = async (client: Client, publication: string): Promise<Map<string, Set<string>>> => {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `SELECT schemaname || '.' || tablename AS name, attnames::text[] AS columns
     FROM pg_publication_tables WHERE pubname = $1`,
    [publication],
  );
  return new Map(rows.map(({ name, columns }) => [name, new Set(columns)]));
};
