import type { Client } from 'pg';
import { PROJECT } from './report.ts';

/** Where the dump is committed. */
export const SCHEMA_DUMP = `${PROJECT}/packages/engine/sql/schema.txt`;

/** The schema of a database as text: each object once, sorted by name, as PostgreSQL itself spells it. */
export const dumpSchema = async (client: Client): Promise<string> => {
  const parts = ['-- Written by `npm run schema`; the migrations beside it are what is run.'];
  for (const query of [SCHEMAS, TABLES, VIEWS, SEQUENCES, FUNCTIONS]) {
    const { rows } = await client.query<{ definition: string }>(query);
    parts.push(...rows.map((row) => row.definition.trimEnd()));
  }
  return `${parts.join('\n\n')}\n`;
};

const OURS = `n.nspname !~ '^(pg_|information_schema$)'`;
const notOfAnExtension = (catalog: string, id: string) =>
  `NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalog}'::regclass AND d.objid = ${id} AND d.deptype = 'e')`;

const SCHEMAS = `
  SELECT concat_ws(E'\\n',
    (SELECT string_agg('schema ' || n.nspname, E'\\n' ORDER BY n.nspname) FROM pg_namespace n WHERE ${OURS}),
    (SELECT string_agg('extension ' || e.extname || ' in ' || e.extnamespace::regnamespace, E'\\n' ORDER BY e.extname)
     FROM pg_extension e WHERE e.extname <> 'plpgsql')
  ) AS definition`;

const COLUMNS = `
  SELECT string_agg(concat_ws(' ',
      '  ' || a.attname,
      format_type(a.atttypid, a.atttypmod),
      CASE WHEN a.attcollation <> t.typcollation THEN 'collate ' || a.attcollation::regcollation END,
      CASE WHEN a.attnotnull THEN 'not null' END,
      CASE WHEN a.attgenerated = '' THEN 'default ' ELSE 'generated as ' END || pg_get_expr(f.adbin, f.adrelid),
      CASE WHEN a.attidentity <> '' THEN 'identity' END,
      CASE WHEN a.attstorage <> t.typstorage THEN 'storage ' || a.attstorage::text END
    ), E'\\n' ORDER BY a.attnum)
  FROM pg_attribute a
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped`;

// A NOT NULL is a constraint of its own since PostgreSQL 18; the column already tells it.
const CONSTRAINTS = `
  SELECT string_agg('  constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid), E'\\n' ORDER BY k.conname)
  FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype <> 'n'`;

const INDEXES = `
  SELECT string_agg('  ' || pg_get_indexdef(i.indexrelid), E'\\n' ORDER BY i.indexrelid::regclass::text COLLATE "C")
  FROM pg_index i
  WHERE i.indrelid = c.oid AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)`;

const TRIGGERS = `
  SELECT string_agg('  ' || pg_get_triggerdef(g.oid), E'\\n' ORDER BY g.tgname)
  FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal`;

const TABLES = `
  SELECT concat_ws(E'\\n',
    'table ' || n.nspname || '.' || c.relname
      || coalesce(' partition by ' || pg_get_partkeydef(c.oid), '')
      || coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', ''),
    (${COLUMNS}), (${CONSTRAINTS}), (${INDEXES}), (${TRIGGERS})
  ) AS definition
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND ${OURS} AND ${notOfAnExtension('pg_class', 'c.oid')}
  ORDER BY n.nspname, c.relname`;

const VIEWS = `
  SELECT 'view ' || n.nspname || '.' || c.relname || E'\\n' || pg_get_viewdef(c.oid) AS definition
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('v', 'm') AND ${OURS} AND ${notOfAnExtension('pg_class', 'c.oid')}
  ORDER BY n.nspname, c.relname`;

const SEQUENCES = `
  SELECT format('sequence %I.%I %s start %s increment %s', n.nspname, c.relname, s.seqtypid::regtype, s.seqstart,
    s.seqincrement) AS definition
  FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${OURS}
  ORDER BY n.nspname, c.relname`;

const FUNCTIONS = `
  SELECT pg_get_functiondef(p.oid) AS definition
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE ${OURS} AND ${notOfAnExtension('pg_proc', 'p.oid')} AND p.prokind IN ('f', 'p')
  ORDER BY n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)`;
