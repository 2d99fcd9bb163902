import { many, type Queryable, statement, t } from '../../platform/sql.ts';
import type { Fate } from './kept-lines.ts';

// One pass over the import's lines: 0.5 s for 500,000.
const selectSums = statement({
  name: 'orderLog.selectLogSums',
  text: `
    SELECT fate, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, country, count(*) AS lines,
           coalesce(sum(quantity::int8 * unit_price), 0)::int8 AS amount
    FROM order_log.line WHERE import_id = $1
    GROUP BY fate, day, country ORDER BY day, country, fate`,
  params: { importId: t.uuid },
  row: {
    fate: t.words<Fate>(),
    day: t.nullable(t.text),
    country: t.nullable(t.text),
    lines: t.int8,
    amount: t.int8,
  },
});

/** What lines came to, in minor units, by what became of them, day (UTC) and country. Broken lines have neither. */
export const logSums = (db: Queryable, importId: string) => many(db, selectSums, { importId });

// In the order of the file; primary key.
const selectLeftOut = statement({
  name: 'orderLog.selectLogLeftOut',
  text: `
    SELECT line, fate, problem, invoice, sku, description, quantity, at, unit_price AS "unitPrice", customer, country
    FROM order_log.line
    WHERE import_id = $1 AND line > $2 AND fate NOT IN ('goods', 'shipping', 'goodsBack', 'shippingBack')
    ORDER BY line LIMIT $3`,
  params: { importId: t.uuid, after: t.int4, limit: t.int8 },
  row: {
    line: t.int4,
    fate: t.words<Fate>(),
    problem: t.nullable(t.text),
    invoice: t.nullable(t.text),
    sku: t.nullable(t.text),
    description: t.nullable(t.text),
    quantity: t.nullable(t.int4),
    at: t.nullable(t.timestamptz),
    unitPrice: t.nullable(t.int8),
    customer: t.nullable(t.text),
    country: t.nullable(t.text),
  },
});

/** At most `limit` lines that stayed out, in the order of the file, behind line `after`. */
export const leftOutLines = (db: Queryable, page: { importId: string; after: number; limit: number }) =>
  many(db, selectLeftOut, page);
