import type { Address, Order, OrderStatus } from '@cartwright/contract';
import { many, maybeOne, type Queryable, statement, t } from '../../../platform/sql.ts';
import { isId } from '../../../shared/ids.ts';
import { paymentsOf } from '../../payment/index.ts';
import { type OrderRow, viewOrder } from '../view.ts';

const COLUMNS = `order_id AS "orderId", number, status, session_id AS "sessionId", customer_id AS "customerId", email,
  shipping_address AS "shippingAddress", currency, subtotal, discount_total AS "discountTotal",
  shipping_total AS "shippingTotal", tax_total AS "taxTotal", total, pay_until AS "payUntil",
  placed_at AS "placedAt", updated_at AS "updatedAt"`;
const row = {
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

// Primary key; prunes to the partition of the id's time.
const selectById = statement({
  name: 'orders.selectById',
  text: `SELECT ${COLUMNS} FROM orders.placed_order WHERE order_id = $1`,
  params: { orderId: t.uuid },
  row,
});

const selectByIds = statement({
  name: 'orders.selectByIds',
  text: `SELECT ${COLUMNS} FROM orders.placed_order WHERE order_id = ANY($1)`,
  params: { orderIds: t.uuidArray },
  row,
});

// Newest first from before an order on; indexes placed_order_customer and placed_order_session. Ids sort by time.
const selectOfCustomer = statement({
  name: 'orders.selectOfCustomer',
  text: `SELECT ${COLUMNS} FROM orders.placed_order
    WHERE customer_id = $1 AND order_id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
    ORDER BY order_id DESC LIMIT $3`,
  params: { customerId: t.uuid, before: t.nullable(t.uuid), limit: t.int8 },
  row,
});
const selectOfSession = statement({
  name: 'orders.selectOfSession',
  text: `SELECT ${COLUMNS} FROM orders.placed_order
    WHERE session_id = $1 AND order_id < coalesce($2, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid)
    ORDER BY order_id DESC LIMIT $3`,
  params: { sessionId: t.uuid, before: t.nullable(t.uuid), limit: t.int8 },
  row,
});

// The clerk's list; each filter may be null. Bounds of time are turned into bounds of the id, which prunes.
const selectFiltered = statement({
  name: 'orders.selectFiltered',
  text: `SELECT ${COLUMNS} FROM orders.placed_order
    WHERE ($1::text IS NULL OR status = $1) AND ($2::text IS NULL OR lower(email) = lower($2))
      AND order_id >= platform.uuid_lower_bound(coalesce($3, 'epoch'::timestamptz))
      AND order_id < least(coalesce($5, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid),
        CASE WHEN $4::timestamptz IS NULL THEN 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid
             ELSE platform.uuid_lower_bound($4) END)
    ORDER BY order_id DESC LIMIT $6`,
  params: {
    status: t.nullable(t.text),
    email: t.nullable(t.text),
    from: t.nullable(t.timestamptz),
    to: t.nullable(t.timestamptz),
    before: t.nullable(t.uuid),
    limit: t.int8,
  },
  row,
});

const selectLines = statement({
  name: 'orders.selectLines',
  text: `
    SELECT order_id AS "orderId", sku, product_id AS "productId", title, quantity,
           unit_price AS "unitPrice", line_total AS "lineTotal"
    FROM orders.line WHERE order_id = ANY($1) ORDER BY order_id, position`,
  params: { orderIds: t.uuidArray },
  row: {
    orderId: t.uuid,
    sku: t.text,
    productId: t.text,
    title: t.text,
    quantity: t.int4,
    unitPrice: t.int8,
    lineTotal: t.int8,
  },
});

const selectEvents = statement({
  name: 'orders.selectEvents',
  text: `SELECT order_id AS "orderId", event, at FROM orders.event WHERE order_id = ANY($1) ORDER BY order_id, version`,
  params: { orderIds: t.uuidArray },
  row: { orderId: t.uuid, event: t.text, at: t.timestamptz },
});

// Primary key, one partition.
const selectStatus = statement({
  name: 'orders.selectStatus',
  text: `SELECT status FROM orders.placed_order WHERE order_id = $1`,
  params: { orderId: t.uuid },
  row: { status: t.words<OrderStatus>() },
});

/** Where an order stands, without all the rest of it. */
export const findOrderStatus = async (db: Queryable, orderId: string): Promise<OrderStatus | undefined> =>
  (await maybeOne(db, selectStatus, { orderId }))?.status;

/** Who may see an order: the customer it belongs to, or the session that placed it while nobody was signed in. */
export type Owner = { sessionId: string; customerId: string | null };
export type OrderRecord = { order: Order; sessionId: string | null; customerId: string | null };

/** One order, or undefined; whose it is comes beside it. */
export const findOrder = async (db: Queryable, orderId: string): Promise<OrderRecord | undefined> =>
  isId(orderId) ? (await assemble(db, await many(db, selectById, { orderId })))[0] : undefined;

/** Orders by id, with whose each is; unknown ones are missing. */
export const findOrderRecords = async (
  db: Queryable,
  orderIds: readonly string[],
): Promise<Map<string, OrderRecord>> => {
  const records = await assemble(db, await many(db, selectByIds, { orderIds: [...orderIds] }));
  return new Map(records.map((record) => [record.order.orderId, record]));
};

/** Orders by id, in no particular order; unknown ones are missing. */
export const findOrders = async (db: Queryable, orderIds: readonly string[]): Promise<Order[]> =>
  [...(await findOrderRecords(db, orderIds)).values()].map(({ order }) => order);

/** One order of this owner; another's is undefined like one that does not exist. */
export const findOwnOrder = async (
  db: Queryable,
  orderId: string,
  owner: Owner,
): Promise<Order | undefined> => {
  const found = await findOrder(db, orderId);
  if (found === undefined) return undefined;
  const own =
    found.customerId === null ? found.sessionId === owner.sessionId : found.customerId === owner.customerId;
  return own ? found.order : undefined;
};

/** At most `limit` orders of the customer, or of the guest's session, newest first, older than `before`. */
export const ordersOf = async (
  db: Queryable,
  page: { owner: Owner; before: string | null; limit: number },
): Promise<Order[]> => {
  const { owner, before, limit } = page;
  const rows =
    owner.customerId === null
      ? await many(db, selectOfSession, { sessionId: owner.sessionId, before, limit })
      : await many(db, selectOfCustomer, { customerId: owner.customerId, before, limit });
  return (await assemble(db, rows)).map(({ order }) => order);
};

export type OrderFilter = {
  status: OrderStatus | null;
  email: string | null;
  from: Date | null;
  to: Date | null;
  before: string | null;
  limit: number;
};

/** At most `limit` orders by filter, newest first. */
export const filterOrders = async (db: Queryable, filter: OrderFilter): Promise<Order[]> =>
  (await assemble(db, await many(db, selectFiltered, filter))).map(({ order }) => order);

const assemble = async (db: Queryable, rows: readonly OrderRow[]): Promise<OrderRecord[]> => {
  if (rows.length === 0) return [];
  const orderIds = rows.map(({ orderId }) => orderId);
  // One after another: `db` may be one connection, in a transaction.
  const lines = await many(db, selectLines, { orderIds });
  const events = await many(db, selectEvents, { orderIds });
  const payments = await paymentsOf(db, orderIds);
  const linesByOrder = Map.groupBy(lines, ({ orderId }) => orderId);
  const eventsByOrder = Map.groupBy(events, ({ orderId }) => orderId);
  return rows.map((order) => ({
    sessionId: order.sessionId,
    customerId: order.customerId,
    order: viewOrder(order, {
      lines: linesByOrder.get(order.orderId) ?? [],
      events: eventsByOrder.get(order.orderId) ?? [],
      payment: payments.get(order.orderId),
    }),
  }));
};
