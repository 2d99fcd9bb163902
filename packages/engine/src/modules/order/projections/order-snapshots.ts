import type { Address, OrderStatus } from '@cartwright/contract';
import { PORTION, pages } from '../../../platform/read-side/pages.ts';
import { many, one, type Queryable, type RowOf, statement, t } from '../../../platform/sql.ts';
import type { AttemptStatus } from '../../payment/index.ts';
import type { OrderRow } from '../view.ts';

const ROW = {
  orderId: t.uuid,
  number: t.int8,
  status: t.words<OrderStatus>(),
  sessionId: t.nullable(t.uuid),
  customerId: t.nullable(t.uuid),
  email: t.text,
  shippingAddress: t.json<Address>(),
  currency: t.text,
  subtotal: t.int8,
  discountTotal: t.int8,
  shippingTotal: t.int8,
  taxTotal: t.int8,
  total: t.int8,
  payUntil: t.nullable(t.timestamptz),
  placedAt: t.timestamptz,
  updatedAt: t.timestamptz,
};
const COLUMNS = `order_id AS "orderId", number, status, session_id AS "sessionId", customer_id AS "customerId", email,
  shipping_address AS "shippingAddress", currency, subtotal, discount_total AS "discountTotal",
  shipping_total AS "shippingTotal", tax_total AS "taxTotal", total, pay_until AS "payUntil",
  placed_at AS "placedAt", updated_at AS "updatedAt"`;

// A range of the primary key, which prunes to the partitions of the months.
const selectAfter = statement({
  name: 'orders.selectOrdersAfter',
  text: `
    SELECT ${COLUMNS} FROM orders.placed_order
    WHERE order_id > greatest($1, platform.uuid_lower_bound($2)) ORDER BY order_id LIMIT $3`,
  params: { after: t.uuid, floor: t.timestamptz, limit: t.int8 },
  row: ROW,
});
const selectSome = statement({
  name: 'orders.selectOrdersWhole',
  text: `SELECT ${COLUMNS} FROM orders.placed_order WHERE order_id = ANY($1)`,
  params: { orderIds: t.uuidArray },
  row: ROW,
});
const selectLines = statement({
  name: 'orders.selectLinesOf',
  text: `
    SELECT order_id AS "orderId", position, sku, product_id AS "productId", title, quantity,
           unit_price AS "unitPrice", line_total AS "lineTotal"
    FROM orders.line WHERE order_id = ANY($1)`,
  params: { orderIds: t.uuidArray },
  row: {
    orderId: t.uuid,
    position: t.int4,
    sku: t.text,
    productId: t.text,
    title: t.text,
    quantity: t.int4,
    unitPrice: t.int8,
    lineTotal: t.int8,
  },
});
const selectEvents = statement({
  name: 'orders.selectEventsOf',
  text: `SELECT order_id AS "orderId", version, event, at FROM orders.event WHERE order_id = ANY($1)`,
  params: { orderIds: t.uuidArray },
  row: { orderId: t.uuid, version: t.int4, event: t.text, at: t.timestamptz },
});
const selectAttempts = statement({
  name: 'orders.selectAttemptsOf',
  text: `
    SELECT order_id AS "orderId", attempt_id AS "attemptId", status, decline_code AS "declineCode", amount
    FROM payment.attempt WHERE order_id = ANY($1)`,
  params: { orderIds: t.uuidArray },
  row: {
    orderId: t.uuid,
    attemptId: t.uuid,
    status: t.words<AttemptStatus>(),
    declineCode: t.nullable(t.text),
    amount: t.int8,
  },
});
const selectReversals = statement({
  name: 'orders.selectReversalsOf',
  text: `
    SELECT order_id AS "orderId", reversal_id AS "reversalId", attempt_id AS "attemptId", kind, status, amount
    FROM payment.reversal WHERE order_id = ANY($1)`,
  params: { orderIds: t.uuidArray },
  row: {
    orderId: t.uuid,
    reversalId: t.uuid,
    attemptId: t.uuid,
    kind: t.words<'void' | 'refund'>(),
    status: t.words<'pending' | 'done'>(),
    amount: t.int8,
  },
});
// Customers who have an order that is older than what is kept; a range of placed_order_customer a customer.
const selectOlderOwners = statement({
  name: 'orders.selectOlderOwners',
  text: `
    SELECT customer_id AS "customerId", (array_agg(order_id ORDER BY order_id))[1] AS "orderId"
    FROM orders.placed_order
    WHERE customer_id > $1 AND order_id < platform.uuid_lower_bound($2)
    GROUP BY customer_id ORDER BY customer_id LIMIT $3`,
  params: { after: t.uuid, floor: t.timestamptz, limit: t.int8 },
  row: { customerId: t.nullable(t.uuid), orderId: t.uuid },
});
const countFrom = statement({
  name: 'orders.countOrdersFrom',
  text: `SELECT count(*) AS count FROM orders.placed_order WHERE order_id >= platform.uuid_lower_bound($1)`,
  params: { floor: t.timestamptz },
  row: { count: t.int8 },
});

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** An order with all of its parts, as the tables have it. */
export type OrderSnapshot = OrderRow & {
  lines: RowOf<typeof selectLines>[];
  events: RowOf<typeof selectEvents>[];
  attempts: RowOf<typeof selectAttempts>[];
  reversals: RowOf<typeof selectReversals>[];
};

/** How many orders are as young as that. */
export const ordersBehind = async (db: Queryable, floorMs: number): Promise<number> =>
  (await one(db, countFrom, { floor: new Date(floorMs) })).count;

/**
 * Orders from a time on, whole, in portions by id. Or one portion: after an id, or some by their ids. Afterwards, of
 * everybody who has an older order, that one without its parts, so that her index says that it is not all.
 */
export async function* orderSnapshots(
  db: Queryable,
  floorMs: number,
  only?: { after: string; limit: number } | { orderIds: readonly string[] },
): AsyncGenerator<OrderSnapshot[], undefined> {
  const floor = new Date(floorMs);
  if (only !== undefined) {
    const rows =
      'orderIds' in only
        ? await many(db, selectSome, { orderIds: [...only.orderIds] })
        : await many(db, selectAfter, { after: only.after || NO_ID, floor, limit: only.limit });
    yield await withParts(db, rows);
    return;
  }
  const portions = pages<OrderRow, string>(
    (after, limit) => many(db, selectAfter, { after: after ?? NO_ID, floor, limit }),
    ({ orderId }) => orderId,
  );
  for await (const rows of portions) yield await withParts(db, rows);
  yield* olderOwners(db, floor);
}

async function* olderOwners(db: Queryable, floor: Date): AsyncGenerator<OrderSnapshot[], undefined> {
  let after = NO_ID;
  for (;;) {
    const rows = await many(db, selectOlderOwners, { after, floor, limit: PORTION });
    if (rows.length > 0)
      yield await withParts(db, await many(db, selectSome, { orderIds: rows.map(({ orderId }) => orderId) }));
    const last = rows.at(-1)?.customerId;
    if (last === undefined || last === null || rows.length < PORTION) return;
    after = last;
  }
}

const withParts = async (db: Queryable, rows: readonly OrderRow[]): Promise<OrderSnapshot[]> => {
  if (rows.length === 0) return [];
  const orderIds = rows.map(({ orderId }) => orderId);
  // One after another: `db` may be one connection.
  const lines = Map.groupBy(await many(db, selectLines, { orderIds }), ofOrder);
  const events = Map.groupBy(await many(db, selectEvents, { orderIds }), ofOrder);
  const attempts = Map.groupBy(await many(db, selectAttempts, { orderIds }), ofOrder);
  const reversals = Map.groupBy(await many(db, selectReversals, { orderIds }), ofOrder);
  return rows.map((row) => ({
    ...row,
    lines: lines.get(row.orderId) ?? [],
    events: events.get(row.orderId) ?? [],
    attempts: attempts.get(row.orderId) ?? [],
    reversals: reversals.get(row.orderId) ?? [],
  }));
};

const ofOrder = ({ orderId }: { orderId: string }): string => orderId;
