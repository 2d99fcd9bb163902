import { many, maybeOne, type Queryable, statement, t } from '../../../platform/sql.ts';
import type { Stock } from '../domain/allocation.ts';

const selectLevels = statement({
  name: 'inventory.selectLevels',
  text: `
    SELECT sku, on_hand AS "onHand", allocated, set_aside AS "setAside"
    FROM inventory.stock WHERE sku = ANY($1)`,
  params: { skus: t.textArray },
  row: { sku: t.text, onHand: t.int4, allocated: t.int4, setAside: t.int4 },
});

/** The stock of some SKUs, by SKU; what nobody stocks is missing. */
export const stockLevels = async (db: Queryable, skus: readonly string[]): Promise<Map<string, Stock>> =>
  new Map((await many(db, selectLevels, { skus: [...skus] })).map((row) => [row.sku, row]));

/** The stock of one SKU, or undefined. */
export const stockLevel = async (db: Queryable, sku: string): Promise<Stock | undefined> =>
  maybeOne(db, selectLevels, { skus: [sku] });
