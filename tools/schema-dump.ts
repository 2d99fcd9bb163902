/**
 * `npm run schema`: writes what the migrations make, taken together, to packages/engine/sql/schema.txt, for
 * people to read and for reviews to show what a migration changes. The same on every machine and day: monthly
 * partitions are left out.
 */
import { writeFile } from 'node:fs/promises';
import { withMigratedDatabase } from './check/migrated-database.ts';
import { dumpSchema, SCHEMA_DUMP } from './check/schema-text.ts';

const text = await withMigratedDatabase(dumpSchema);
await writeFile(SCHEMA_DUMP, text);
console.log(`${SCHEMA_DUMP}: ${text.split('\n').length - 1} lines`);
