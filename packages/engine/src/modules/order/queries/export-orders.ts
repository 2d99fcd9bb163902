import type { ExportFormat, Order, OrderStatus } from '@cartwright/contract';
import { type CsvRow, csvLines, type FileChunk, jsonLines } from '../../../platform/files/write.ts';
import type { Database } from '../../../platform/postgres.ts';
import { streamInSnapshot } from '../../../platform/snapshot.ts';
import { many, type Queryable, statement, t } from '../../../platform/sql.ts';
import { findOrders } from './orders.ts';

/** Orders read and held at once: some 500 kB of usual ones. */
const PAGE_ORDERS = 200;

/** The order as the API shows it, and the customer whose it is; null for a guest's. */
export type ExportedOrder = Order & { customerId: string | null };

export type OrderExport = {
  format: ExportFormat<'orders'>;
  /** By the time at which an order was placed: from, inclusive, to, exclusive. */
  from: Date | null;
  to: Date | null;
  status: OrderStatus | null;
};

/**
 * Orders as a file, the oldest first, as they were at one moment; `records` counts orders. `csv` has a row per line
 * of an order. Holds one connection until the last chunk is taken or the taker stops. Throws what the database
 * throws.
 */
export const exportOrders = (
  database: Database,
  options: OrderExport,
): AsyncGenerator<FileChunk, void, undefined> =>
  streamInSnapshot(database, (on) =>
    options.format === 'jsonl' ? asJsonl(on, options) : asCsv(on, options),
  );

async function* asJsonl(on: Queryable, options: OrderExport): AsyncGenerator<FileChunk> {
  for await (const orders of pages(on, options)) yield { text: jsonLines(orders), records: orders.length };
}

async function* asCsv(on: Queryable, options: OrderExport): AsyncGenerator<FileChunk> {
  yield { text: csvLines([HEADER], { defused: false }), records: 0 };
  // Names and addresses are what strangers have typed, and this file is opened in spreadsheets.
  for await (const orders of pages(on, options))
    yield { text: csvLines(orders.flatMap(rowsOf), { defused: true }), records: orders.length };
}

/** The time in an id is the engine's, a few milliseconds before the order's own; clocks may differ more. */
const CLOCKS = `interval '1 hour'`;
const WITHIN = `order_id >= coalesce($1, platform.uuid_lower_bound(coalesce($2::timestamptz - ${CLOCKS}, 'epoch'::timestamptz)))
      AND ($1::uuid IS NULL OR order_id <> $1)
      AND order_id < coalesce(platform.uuid_lower_bound($3::timestamptz + ${CLOCKS}), 'ffffffff-ffff-ffff-ffff-ffffffffffff')
      AND placed_at >= coalesce($2, '-infinity') AND placed_at < coalesce($3, 'infinity')`;
const PARAMS = {
  after: t.nullable(t.uuid),
  from: t.nullable(t.timestamptz),
  to: t.nullable(t.timestamptz),
  limit: t.int8,
};
const ROW = { orderId: t.uuid, customerId: t.nullable(t.uuid) };

// Ids after an order, oldest first: they begin with about the time of placing, so that time is a range of the
// primary key, and of the partitions.
const selectExportKeys = statement({
  name: 'orders.selectExportKeys',
  text: `
    SELECT order_id AS "orderId", customer_id AS "customerId"
    FROM orders.placed_order
    WHERE ${WITHIN}
    ORDER BY order_id LIMIT $4`,
  params: PARAMS,
  row: ROW,
});

// The same of one status; index placed_order_status, backwards.
const selectExportKeysOfStatus = statement({
  name: 'orders.selectExportKeysOfStatus',
  text: `
    SELECT order_id AS "orderId", customer_id AS "customerId"
    FROM orders.placed_order
    WHERE status = $5 AND ${WITHIN}
    ORDER BY order_id LIMIT $4`,
  params: { ...PARAMS, status: t.text },
  row: ROW,
});

async function* pages(on: Queryable, { from, to, status }: OrderExport): AsyncGenerator<ExportedOrder[]> {
  let after: string | undefined;
  do {
    const page = { after: after ?? null, from, to, limit: PAGE_ORDERS };
    const keys =
      status === null
        ? await many(on, selectExportKeys, page)
        : await many(on, selectExportKeysOfStatus, { ...page, status });
    const orders = await findOrders(
      on,
      keys.map(({ orderId }) => orderId),
    );
    const byId = new Map(orders.map((order) => [order.orderId, order]));
    yield keys.flatMap(({ orderId, customerId }) => {
      const order = byId.get(orderId);
      return order === undefined ? [] : { ...order, customerId };
    });
    after = keys.length === PAGE_ORDERS ? keys.at(-1)?.orderId : undefined;
  } while (after !== undefined);
}

const HEADER: CsvRow = [
  ...['orderId', 'number', 'status', 'placedAt', 'updatedAt', 'customerId', 'email'],
  ...['name', 'line1', 'line2', 'city', 'region', 'postalCode', 'country'],
  ...['currency', 'subtotal', 'discountTotal', 'shippingTotal', 'taxTotal', 'total', 'paymentStatus'],
  ...['line', 'sku', 'productId', 'title', 'quantity', 'unitPrice', 'lineTotal'],
];

/** A row per line, the order's own columns repeated; one row without a line for an order that has none. */
const rowsOf = (order: ExportedOrder): CsvRow[] => {
  const { shippingAddress: to } = order;
  const own: CsvRow = [
    ...[order.orderId, order.number, order.status, order.placedAt, order.updatedAt],
    ...[order.customerId, order.email],
    ...[to.name, to.line1, to.line2 ?? null, to.city, to.region ?? null, to.postalCode, to.country],
    ...[order.total.currency, order.subtotal.amount, order.discountTotal.amount, order.shippingTotal.amount],
    ...[order.taxTotal.amount, order.total.amount, order.payment.status],
  ];
  const lines = order.lines.map(
    (line, index): CsvRow => [
      ...[index + 1, line.sku, line.productId, line.title],
      ...[line.quantity, line.unitPrice.amount, line.lineTotal.amount],
    ],
  );
  return (lines.length === 0 ? [Array.from({ length: 7 }, () => null)] : lines).map((line) => [
    ...own,
    ...line,
  ]);
};
