/** Orders as they are kept, many at once, for whoever checks that they add up. */
import type { OrderStatus } from '@cartwright/contract';
import { many, type Queryable, type RowOf, statement, t } from '../../../platform/sql.ts';

// Primary key; prunes to the partitions of the ids' times.
const selectTally = statement({
  name: 'orders.selectTally',
  text: `
    SELECT order_id AS "orderId", status, subtotal, total
    FROM orders.placed_order WHERE order_id = ANY($1)`,
  params: { orderIds: t.uuidArray },
  row: { orderId: t.uuid, status: t.words<OrderStatus>(), subtotal: t.int8, total: t.int8 },
});
export type TalliedOrder = RowOf<typeof selectTally>;

// Primary key.
const selectTallyLines = statement({
  name: 'orders.selectTallyLines',
  text: `
    SELECT order_id AS "orderId", sku, quantity, unit_price AS "unitPrice"
    FROM orders.line WHERE order_id = ANY($1) ORDER BY order_id, position`,
  params: { orderIds: t.uuidArray },
  row: { orderId: t.uuid, sku: t.text, quantity: t.int4, unitPrice: t.int8 },
});
export type TalliedLine = RowOf<typeof selectTallyLines>;

// Whatever guests' sessions have ordered; index placed_order_session.
const selectOfSessions = statement({
  name: 'orders.selectOfSessions',
  text: `
    SELECT order_id AS "orderId", cart_id AS "cartId", session_id AS "sessionId"
    FROM orders.placed_order WHERE session_id = ANY($1)`,
  params: { sessionIds: t.uuidArray },
  row: { orderId: t.uuid, cartId: t.nullable(t.uuid), sessionId: t.nullable(t.uuid) },
});

// Units that live orders hold, by SKU. From the live orders (index placed_order_status) to their lines (primary
// key): one pass over them, however many SKUs are asked for. Imported orders are never in one of these states.
const sumLiveUnits = statement({
  name: 'orders.sumLiveUnits',
  text: `
    SELECT line.sku, sum(line.quantity)::int8 AS units
    FROM orders.placed_order AS placed JOIN orders.line ON line.order_id = placed.order_id
    WHERE placed.status IN ('placed', 'inReview', 'authorised', 'confirmed') AND line.sku = ANY($1)
    GROUP BY line.sku`,
  params: { skus: t.textArray },
  row: { sku: t.text, units: t.int8 },
});

/** Status and sums of orders; unknown ones are missing. */
export const tallyOrders = (db: Queryable, orderIds: readonly string[]): Promise<TalliedOrder[]> =>
  many(db, selectTally, { orderIds: [...orderIds] });

/** The lines of orders, each order's in their order. */
export const tallyLines = (db: Queryable, orderIds: readonly string[]): Promise<TalliedLine[]> =>
  many(db, selectTallyLines, { orderIds: [...orderIds] });

/** The orders that guests' sessions have placed, with the carts they were. */
export const ordersOfSessions = (
  db: Queryable,
  sessionIds: readonly string[],
): Promise<RowOf<typeof selectOfSessions>[]> => many(db, selectOfSessions, { sessionIds: [...sessionIds] });

/** How many units of each SKU all live orders of the shop hold that are not shipped; SKUs without any are missing. */
export const liveUnits = async (db: Queryable, skus: readonly string[]): Promise<Map<string, number>> =>
  new Map((await many(db, sumLiveUnits, { skus: [...skus] })).map(({ sku, units }) => [sku, units]));
