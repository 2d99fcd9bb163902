/** The lines of an order log while it is imported: kept in PostgreSQL, so that the file may have any length and order. */
import { change, many, one, type Queryable, statement, t } from '../../platform/sql.ts';
import type { BrokenLine, LeftOut, LineKind, LogLine } from './domain/line.ts';

export type Fate = LineKind | LeftOut;

const insertLines = statement({
  name: 'orderLog.insertLogLines',
  text: `
    INSERT INTO order_log.line
      (import_id, line, fate, problem, invoice, sku, description, quantity, at, unit_price, customer, country)
    SELECT $1, line, fate, problem, invoice, sku, description, quantity, at, unit_price, customer, country
    FROM unnest($2::int4[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int4[],
                $9::timestamptz[], $10::int8[], $11::text[], $12::text[])
      AS read (line, fate, problem, invoice, sku, description, quantity, at, unit_price, customer, country)`,
  params: {
    importId: t.uuid,
    lines: t.int4Array,
    fates: t.textArray,
    problems: t.nullableTextArray,
    invoices: t.nullableTextArray,
    skus: t.nullableTextArray,
    descriptions: t.nullableTextArray,
    quantities: t.nullableInt4Array,
    ats: t.nullableTimestamptzArray,
    unitPrices: t.nullableInt8Array,
    customers: t.nullableTextArray,
    countries: t.nullableTextArray,
  },
  row: {},
});

/** Keeps lines of a log with what they are by themselves; a few thousand at a time. */
export const keepLogLines = async (
  db: Queryable,
  importId: string,
  kept: readonly { line: LogLine | BrokenLine; fate: Fate }[],
): Promise<void> => {
  const whole = kept.map(({ line }) => ('problem' in line ? undefined : line));
  await change(db, insertLines, {
    importId,
    lines: kept.map(({ line }) => line.line),
    fates: kept.map(({ fate }) => fate),
    problems: kept.map(({ line }) => ('problem' in line ? line.problem : null)),
    invoices: kept.map(({ line }) => line.invoice),
    skus: whole.map((line) => line?.sku ?? null),
    descriptions: whole.map((line) => line?.description ?? null),
    quantities: whole.map((line) => line?.quantity ?? null),
    ats: whole.map((line) => line?.at ?? null),
    unitPrices: whole.map((line) => line?.unitPrice ?? null),
    customers: whole.map((line) => line?.customer ?? null),
    countries: whole.map((line) => line?.country ?? null),
  });
};

// The next invoices in their order with how many lines each has; index line_invoice, read no further than the page.
// Sorted by the column, and not by what is selected under its name, which would have to be known of all first.
const selectInvoices = statement({
  name: 'orderLog.selectLogInvoices',
  text: `
    SELECT min(invoice) AS invoice, count(*) AS lines FROM order_log.line
    WHERE import_id = $1 AND invoice > $2 AND (invoice LIKE 'C%') = $3
    GROUP BY order_log.line.invoice ORDER BY order_log.line.invoice LIMIT $4`,
  params: { importId: t.uuid, after: t.text, cancellations: t.bool, limit: t.int8 },
  row: { invoice: t.text, lines: t.int8 },
});

export const nextInvoices = (
  db: Queryable,
  page: { importId: string; after: string; cancellations: boolean; limit: number },
): Promise<{ invoice: string; lines: number }[]> => many(db, selectInvoices, page);

// Index line_invoice. A broken line comes with nothing but its problem.
const selectLines = statement({
  name: 'orderLog.selectLogLines',
  text: `
    SELECT line, fate, problem, wanted.invoice, sku, description, quantity, at, unit_price AS "unitPrice", customer,
           country
    FROM unnest($2::text[]) AS wanted (invoice)
    JOIN order_log.line AS kept ON kept.import_id = $1 AND kept.invoice = wanted.invoice
    ORDER BY wanted.invoice, line`,
  params: { importId: t.uuid, invoices: t.textArray },
  row: {
    line: t.int4,
    fate: t.words<Fate>(),
    problem: t.nullable(t.text),
    invoice: t.text,
    sku: t.nullable(t.text),
    description: t.nullable(t.text),
    quantity: t.nullable(t.int4),
    at: t.nullable(t.timestamptz),
    unitPrice: t.nullable(t.int8),
    customer: t.nullable(t.text),
    country: t.nullable(t.text),
  },
});

export type KeptInvoice = { lines: { line: LogLine; fate: Fate }[]; broken: boolean };

/** The lines of some invoices, by invoice. */
export const loadInvoices = async (
  db: Queryable,
  of: { importId: string; invoices: readonly string[] },
): Promise<Map<string, KeptInvoice>> => {
  const found = new Map<string, KeptInvoice>();
  for (const row of await many(db, selectLines, { importId: of.importId, invoices: [...of.invoices] })) {
    const invoice = found.get(row.invoice) ?? { lines: [], broken: false };
    found.set(row.invoice, invoice);
    const { line, fate, sku, description, quantity, at, unitPrice, customer, country } = row;
    if (sku === null || description === null || quantity === null || at === null || country === null)
      invoice.broken = true;
    else
      invoice.lines.push({
        fate,
        line: {
          line,
          invoice: row.invoice,
          cancellation: row.invoice.startsWith('C'),
          sku,
          description,
          quantity,
          at,
          unitPrice,
          customer,
          country,
        },
      });
  }
  return found;
};

const updateFates = statement({
  name: 'orderLog.updateLogFates',
  text: `
    UPDATE order_log.line AS kept SET fate = decided.fate
    FROM unnest($2::int4[], $3::text[]) AS decided (line, fate)
    WHERE kept.import_id = $1 AND kept.line = decided.line`,
  params: { importId: t.uuid, lines: t.int4Array, fates: t.textArray },
  row: {},
});

/** Notes why lines stay out. */
export const leaveOut = async (
  db: Queryable,
  importId: string,
  leftOut: readonly { line: number; fate: LeftOut }[],
): Promise<void> => {
  if (leftOut.length === 0) return;
  await change(db, updateFates, {
    importId,
    lines: leftOut.map(({ line }) => line),
    fates: leftOut.map(({ fate }) => fate),
  });
};

const updateInvoiceFate = statement({
  name: 'orderLog.updateLogInvoiceFate',
  text: `
    UPDATE order_log.line SET fate = 'invoice-too-long'
    WHERE import_id = $1 AND invoice = $2 AND fate IN ('goods', 'shipping', 'goodsBack', 'shippingBack')`,
  params: { importId: t.uuid, invoice: t.text },
  row: {},
});

/** Notes that an invoice stays out because it is too long. */
export const leaveInvoiceOut = async (
  db: Queryable,
  of: { importId: string; invoice: string },
): Promise<void> => {
  await change(db, updateInvoiceFate, of);
};

// Counts every line of the import once.
const selectExtent = statement({
  name: 'orderLog.selectLogExtent',
  text: `
    SELECT count(DISTINCT invoice) FILTER (WHERE invoice NOT LIKE 'C%') AS invoices,
           count(DISTINCT invoice) FILTER (WHERE invoice LIKE 'C%') AS cancellations,
           count(DISTINCT sku) FILTER (WHERE fate = 'goods') AS skus
    FROM order_log.line WHERE import_id = $1`,
  params: { importId: t.uuid },
  row: {
    invoices: t.int8,
    cancellations: t.int8,
    skus: t.int8,
  },
});

/** How much there is to do. */
export const logExtent = (db: Queryable, importId: string) => one(db, selectExtent, { importId });

// The next SKUs with the name that most lines give them, newest first among equals, and their last price. The index
// line_sku has each SKU's lines together, so every line is visited three times in all, whatever the page.
const selectProducts = statement({
  name: 'orderLog.selectLogProducts',
  text: `
    WITH page AS (
      SELECT min(sku) AS sku FROM order_log.line
      WHERE import_id = $1 AND fate = 'goods' AND sku > $2 GROUP BY order_log.line.sku
      ORDER BY order_log.line.sku LIMIT $3
    )
    SELECT page.sku, coalesce(named.description, '') AS description, coalesce(priced.unit_price, 0) AS "unitPrice"
    FROM page
    LEFT JOIN LATERAL (
      SELECT description FROM order_log.line AS line
      WHERE line.import_id = $1 AND line.fate = 'goods' AND line.sku = page.sku AND line.description <> ''
      GROUP BY description ORDER BY count(*) DESC, max(at) DESC, description LIMIT 1
    ) AS named ON true
    CROSS JOIN LATERAL (
      SELECT unit_price FROM order_log.line AS line
      WHERE line.import_id = $1 AND line.fate = 'goods' AND line.sku = page.sku AND line.unit_price IS NOT NULL
      ORDER BY at DESC, line.line DESC LIMIT 1
    ) AS priced
    ORDER BY page.sku`,
  params: { importId: t.uuid, after: t.text, limit: t.int8 },
  row: { sku: t.text, description: t.text, unitPrice: t.int8 },
});

/** The next products that the log sold: best name and last price (minor units). */
export const nextLogProducts = (
  db: Queryable,
  page: { importId: string; after: string; limit: number },
): Promise<{ sku: string; description: string; unitPrice: number }[]> => many(db, selectProducts, page);

// A range of the primary key: no plan can be bad, whatever the planner knows of a table that fills and empties.
const deleteLines = statement({
  name: 'orderLog.deleteLogLines',
  text: `DELETE FROM order_log.line WHERE import_id = $1 AND line > $2 AND line <= $3`,
  params: { importId: t.uuid, after: t.int4, until: t.int4 },
  row: {},
});

// The end of the primary key's range.
const selectLastLine = statement({
  name: 'orderLog.selectLastLogLine',
  text: `SELECT max(line) AS last FROM order_log.line WHERE import_id = $1`,
  params: { importId: t.uuid },
  row: { last: t.nullable(t.int4) },
});

const selectImports = statement({
  name: 'orderLog.selectLogImports',
  text: `
    WITH RECURSIVE found AS (
      (SELECT import_id FROM order_log.line ORDER BY import_id LIMIT 1)
      UNION ALL
      SELECT (SELECT import_id FROM order_log.line WHERE import_id > found.import_id ORDER BY import_id LIMIT 1)
      FROM found WHERE found.import_id IS NOT NULL
    )
    SELECT import_id AS "importId" FROM found WHERE import_id IS NOT NULL`,
  params: {},
  row: { importId: t.uuid },
});

/** Which imports have lines here: those that run, and those that were killed. */
export const keptLogs = async (db: Queryable): Promise<string[]> =>
  (await many(db, selectImports, {})).map(({ importId }) => importId);

/** Lines deleted with one statement: half a second. */
const DELETE_LINES = 100_000;

/** Throws the lines of an import away. */
export const dropLogLines = async (db: Queryable, importId: string): Promise<void> => {
  const { last } = await one(db, selectLastLine, { importId });
  for (let after = 0; after < (last ?? 0); after += DELETE_LINES)
    await change(db, deleteLines, { importId, after, until: after + DELETE_LINES });
};
