/**
 * What the code says of the database against the database itself, freshly migrated: every declared statement, every
 * table whose changes are wanted, and the committed dump of the schema. Known-bad fixtures prove that each comparison
 * can fail.
 */
import { globSync, readFileSync } from 'node:fs';
import { declaredTables } from '../../packages/engine/src/platform/cdc/index.ts';
import { declaredStatements } from '../../packages/engine/src/platform/sql.ts';
import { CHANGE_TABLE_RULES, type ChangeTableProblem, changeTableProblems } from './change-table-rules.ts';
import { knownBadProblems } from './known-bad.ts';
import { withMigratedDatabase } from './migrated-database.ts';
import { PROJECT, report } from './report.ts';
import { dumpSchema, SCHEMA_DUMP } from './schema-text.ts';
import { STATEMENT_RULES, type StatementProblem, statementProblems } from './statement-rules.ts';

const KNOWN_BAD = `${PROJECT}/test/fixtures/known-bad/statements`;
const KNOWN_BAD_TABLES = `${PROJECT}/test/fixtures/known-bad/change-tables`;
const PUBLICATION = 'cartwright';

const sources = new Map(
  globSync('packages/engine/src/**/*.ts', { cwd: PROJECT })
    .map((path) => [path, readFileSync(`${PROJECT}/${path}`, 'utf8')] as const)
    .filter(([, text]) => /from '[^']*\bsql\.ts'/.test(text) && /\bstatement\(/.test(text)),
);
for (const path of sources.keys()) await import(`${PROJECT}/${path}`);
const statements = declaredStatements();
const changeFiles = globSync('packages/engine/src/{modules/*/changes,platform/read-side/tasks}.ts', {
  cwd: PROJECT,
});
for (const path of changeFiles) await import(`${PROJECT}/${path}`);
const tables = [...declaredTables()];

await import(`${KNOWN_BAD}/statements.ts`);
const knownBad = declaredStatements().slice(statements.length);
await import(`${KNOWN_BAD_TABLES}/change-tables.ts`);
const knownBadTables = declaredTables().slice(tables.length);

/** Each file with the names that it gives to statements: literals, or templates whose gaps may be anything. */
const names = [...sources].map(([path, text]) => ({
  path,
  patterns: [...text.matchAll(/\bname: (?:'([^']+)'|`([^`]+)`)/g)].map(
    ([, literal = '', template = '']) => new RegExp(`^${literal}${template.replace(/\$\{[^}]*\}/g, '.*')}$`),
  ),
}));
const fileOf = (name: string): string =>
  names.find(({ patterns }) => patterns.some((pattern) => pattern.test(name)))?.path ?? 'packages/engine/src';

const told = ({ rule, statement, detail }: StatementProblem): string =>
  `${rule}: ${fileOf(statement)} ${statement}: ${detail}`;

const toldOfTable = ({ rule, table, detail }: ChangeTableProblem): string =>
  `${rule}: the changes of ${table}: ${detail}`;

const found = await withMigratedDatabase(async (client) => ({
  problems: await statementProblems(client, statements),
  knownBad: await statementProblems(client, knownBad),
  tables: await changeTableProblems(client, { tables, publication: PUBLICATION }),
  knownBadTables: await changeTableProblems(client, { tables: knownBadTables, publication: PUBLICATION }),
  dump: await dumpSchema(client),
}));

report({
  problems: [
    ...found.problems.map(told),
    ...found.tables.map(toldOfTable),
    ...(tables.length === 0 ? ['no declared change table was found'] : []),
    ...(statements.length === 0 ? ['no declared statement was found'] : []),
    ...names
      .filter(({ patterns }) => !patterns.some((p) => statements.some(({ name }) => p.test(name))))
      .map(({ path }) => `${path} calls statement() and declared none when it was imported`),
    ...knownBadProblems({
      folder: KNOWN_BAD,
      found: found.knownBad.map(({ rule, statement }) => `${rule}: ${statement}`),
      rules: [...STATEMENT_RULES],
    }),
    ...knownBadProblems({
      folder: KNOWN_BAD_TABLES,
      found: found.knownBadTables.map(({ rule, table }) => `${rule}: ${table}`),
      rules: [...CHANGE_TABLE_RULES],
    }),
    ...(found.dump === readFileSync(SCHEMA_DUMP, 'utf8')
      ? []
      : [`${SCHEMA_DUMP.slice(PROJECT.length + 1)} is not what the migrations make: run \`npm run schema\``]),
  ],
  summary: `${statements.length} statements of ${sources.size} files, ${tables.length} change tables, ${STATEMENT_RULES.length + CHANGE_TABLE_RULES.length} rules, each seen to fail; the dump is current`,
});
