import type { Transaction } from '../../../platform/postgres.ts';
import { change, statement, t } from '../../../platform/sql.ts';
import { newId } from '../../../shared/ids.ts';

// Makes the brands that are missing. Unique index of names.
const insertBrands = statement({
  name: 'catalog.insertBrands',
  text: `
    INSERT INTO catalog.brand (brand_id, name)
    SELECT brand_id, name FROM unnest($1::uuid[], $2::text[]) AS wanted (brand_id, name)
    ON CONFLICT (name) DO NOTHING`,
  params: { brandIds: t.uuidArray, names: t.textArray },
  row: {},
});

/** Makes brands that are missing; the caller has its turn among the catalogue's writers. */
export const ensureBrands = async (tx: Transaction, names: readonly string[]): Promise<void> => {
  const wanted = [...new Set(names)];
  if (wanted.length > 0)
    await change(tx, insertBrands, { brandIds: wanted.map(() => newId()), names: wanted });
};
