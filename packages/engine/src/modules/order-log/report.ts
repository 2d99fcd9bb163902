import { many, type Queryable, statement, t } from '../../platform/sql.ts';
import type { Fate } from './kept-lines.ts';

// One pass over the import's lines: 0.5 s for 500,000. As many rows as there are days, times the fates.
const selectSumsByDay = statement({
  name: 'orderLog.selectSumsByDay',
  text: `
    SELECT fate, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, count(*) AS lines,
           coalesce(sum(quantity::int8 * unit_price), 0)::int8 AS amount
    FROM order_log.line WHERE import_id = $1
    GROUP BY fate, day ORDER BY day, fate`,
  params: { importId: t.uuid },
  row: { fate: t.words<Fate>(), day: t.nullable(t.text), lines: t.int8, amount: t.int8 },
});

// As above, by country: those with the most lines.
const selectSumsByCountry = statement({
  name: 'orderLog.selectSumsByCountry',
  text: `
    SELECT coalesce(country, '') AS country,
           coalesce(sum(quantity::int8 * unit_price)
             FILTER (WHERE fate IN ('goods', 'shipping', 'goodsBack', 'shippingBack')), 0)::int8 AS accepted,
           coalesce(sum(quantity::int8 * unit_price)
             FILTER (WHERE fate NOT IN ('goods', 'shipping', 'goodsBack', 'shippingBack')), 0)::int8 AS "leftOut"
    FROM order_log.line AS kept WHERE import_id = $1 AND kept.country IS NOT NULL
    GROUP BY kept.country ORDER BY count(*) DESC, kept.country LIMIT $2`,
  params: { importId: t.uuid, limit: t.int8 },
  row: { country: t.text, accepted: t.int8, leftOut: t.int8 },
});

/** What lines came to, in minor units, by what became of them and day (UTC). Broken lines have no day. */
export const logSumsByDay = (db: Queryable, importId: string) => many(db, selectSumsByDay, { importId });

/** What was accepted and left out, in minor units, of the `limit` countries with the most lines. */
export const logSumsByCountry = (db: Queryable, of: { importId: string; limit: number }) =>
  many(db, selectSumsByCountry, of);

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
