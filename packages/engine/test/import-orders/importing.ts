import type { ImportFormat, ImportRun, OrderLogReport } from '@cartwright/contract';
import { findImport, startImport } from '../../src/modules/catalog/index.ts';
import { type Database, transaction } from '../../src/platform/postgres.ts';
import { type LineLeftOut, type OrderImportProgress, runImport } from '../../src/processes/run-import.ts';
import { newId } from '../../src/shared/ids.ts';

export type Imported = {
  importId: string;
  run: ImportRun;
  report: OrderLogReport | null;
  leftOut: LineLeftOut[];
};

export type Importing = {
  format?: ImportFormat;
  onHand?: number;
  currency?: string;
  chunkBytes?: number;
  /** Waited for after the first chunk. */
  held?: Promise<unknown>;
  signal?: AbortSignal;
  onOrders?: (progress: OrderImportProgress) => void;
};

/** Imports a file given as text or bytes, and returns how it went. */
export const importing =
  (database: Database) =>
  async (content: string | Uint8Array, options: Importing = {}): Promise<Imported> => {
    const {
      format = 'online-retail-csv',
      onHand = 0,
      currency = 'GBP',
      chunkBytes = 65_536,
      held,
      ...rest
    } = options;
    const importId = newId();
    await startImport(database, { importId, format });
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    const source = async function* () {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        if (at > 0) await held;
        yield bytes.subarray(at, at + chunkBytes);
      }
    };
    const leftOut: LineLeftOut[] = [];
    const { report } = await runImport(database, {
      importId,
      format,
      source: source(),
      actor: 'test',
      currency,
      publicUrl: 'http://shop.test',
      onHand,
      onLeftOut: (line) => void leftOut.push(line),
      ...rest,
    });
    const run = await findImport(database, importId);
    if (run === undefined) throw new Error('the run is gone');
    return { importId, run, report, leftOut };
  };

/** An import that has to come to its end. */
export const completed = (imported: Imported): Imported & { report: OrderLogReport } => {
  const { run, report } = imported;
  if (run.status !== 'completed' || report === null) throw new Error(`${run.status}: ${run.error}`);
  return { ...imported, report };
};

/** What imports write, in an order in which what refers comes before what is referred to. */
const TABLES = [
  'orders.returned_line',
  'orders.goods_return',
  'orders.imported',
  'orders.event',
  'orders.line',
  'orders.placed_order',
  'orders.order_number_owner',
  'payment.reversal',
  'payment.attempt',
  'customer.account',
  'inventory.movement',
  'inventory.stock',
  'catalog.price',
  'catalog.product_price',
  'catalog.variant',
  'catalog.product',
  'catalog.category',
];

/** Every row and column that an import could change. */
export const everything = async (database: Database): Promise<Record<string, unknown[]>> =>
  rowsOf(
    database,
    Object.fromEntries(TABLES.map((table) => [table, `SELECT to_jsonb(kept) AS row FROM ${table} AS kept`])),
  );

/** What came of an import, without what differs between two of the same file: order numbers, product ids, the clock. */
export const outcomeOf = async (database: Database): Promise<Record<string, unknown[]>> =>
  rowsOf(database, {
    ...Object.fromEntries(
      TABLES.slice(0, 4)
        .concat('payment.reversal', 'payment.attempt', 'customer.account')
        .map((table) => [table, `SELECT to_jsonb(kept) AS row FROM ${table} AS kept`]),
    ),
    'orders.placed_order': `SELECT to_jsonb(kept) - 'number' AS row FROM orders.placed_order AS kept`,
    'orders.line': `
      SELECT to_jsonb(line) - 'product_id' || jsonb_build_object('of', variant.sku) AS row
      FROM orders.line LEFT JOIN catalog.variant USING (product_id)`,
    'inventory.stock': `SELECT to_jsonb(kept) - 'updated_at' AS row FROM inventory.stock AS kept`,
    'inventory.movement': `SELECT to_jsonb(kept) - ARRAY['movement_id', 'at'] AS row FROM inventory.movement AS kept`,
    'catalog.product': `
      SELECT jsonb_build_array(variant.sku, product.handle, product.title, product.status, category.titles,
                               price.currency, price.amount) AS row
      FROM catalog.variant JOIN catalog.product USING (product_id) JOIN catalog.price USING (sku)
      LEFT JOIN catalog.category USING (category_id)`,
  });

const rowsOf = async (
  database: Database,
  selects: Record<string, string>,
): Promise<Record<string, unknown[]>> => {
  const found: Record<string, unknown[]> = {};
  for (const [name, select] of Object.entries(selects)) {
    const { rows } = await database.query<{ row: unknown }>(
      `SELECT row FROM (${select}) AS found ORDER BY row`,
    );
    found[name] = rows.map(({ row }) => row);
  }
  return found;
};

/** Takes out what imports wrote. */
export const emptied = (database: Database): Promise<void> =>
  transaction(database, async (tx) => {
    // The ledger's rows are kept by a trigger otherwise.
    await tx.query(`SET LOCAL session_replication_role = 'replica'`);
    for (const table of TABLES) await tx.query(`DELETE FROM ${table}`);
  });

export const countOf = async (database: Database, from: string): Promise<number> =>
  Number((await database.query<{ count: string }>(`SELECT count(*) FROM ${from}`)).rows[0]?.count);
