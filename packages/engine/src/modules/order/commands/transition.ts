import type { OrderStatus } from '@cartwright/contract';
import type { Transaction } from '../../../platform/postgres.ts';
import { change, many, maybeOne, statement, t } from '../../../platform/sql.ts';
import { release } from '../../inventory/index.ts';
import { returnClaims } from '../../sale/index.ts';
import { decideTransition, type OrderEvent } from '../domain/lifecycle.ts';
import { insertEvent } from './place.ts';

export type Transitioned =
  | { ok: true; status: OrderStatus }
  | { ok: false; code: 'illegal-transition'; status: OrderStatus }
  | { ok: false; code: 'not-found' };

/**
 * Lets an event happen to an order, in the caller's transaction: the order's row is locked, the lifecycle
 * decides, state and event are written, and stock goes back, into its sale or to the shelf, where the new state
 * frees it. A refusal has
 * changed nothing.
 */
export const transition = async (
  tx: Transaction,
  happened: { orderId: string; event: OrderEvent; data?: object; at: Date; payUntil?: Date },
): Promise<Transitioned> => {
  const { orderId, event, at } = happened;
  const order = await lockOrder(tx, orderId);
  if (order === undefined) return { ok: false, code: 'not-found' };
  const decision = decideTransition(order.status, event);
  if (!decision.ok) return decision;
  const version = order.version + 1;
  await change(tx, updateOrder, {
    orderId,
    status: decision.status,
    version,
    payUntil: happened.payUntil ?? null,
    at,
  });
  await change(tx, insertEvent, { orderId, version, event, data: happened.data ?? {}, at });
  if (decision.releasesStock) {
    await change(tx, freeCart, { orderId, cartId: order.cartId });
    const setAside = await returnClaims(tx, { orderId, at });
    const shelf = without(await many(tx, selectQuantities, { orderId }), setAside);
    await release(tx, { orderId, lines: shelf, setAside, reason: event });
  }
  return { ok: true, status: decision.status };
};

/** An order's lines without the units that go back into their sales. A cart has one line of a SKU. */
const without = (lines: readonly Units[], kept: readonly Units[]): Units[] =>
  lines.filter(({ sku }) => !kept.some((units) => units.sku === sku));
type Units = { sku: string; quantity: number };

/** Locks an order until the transaction ends, and says where it stands. */
export const lockOrder = (tx: Transaction, orderId: string) => maybeOne(tx, selectForUpdate, { orderId });

// Primary key; the id's own time prunes to one partition.
const selectForUpdate = statement({
  name: 'orders.selectForUpdate',
  text: `
    SELECT status, version, cart_id AS "cartId", pay_until AS "payUntil"
    FROM orders.placed_order WHERE order_id = $1 FOR NO KEY UPDATE`,
  params: { orderId: t.uuid },
  row: {
    status: t.words<OrderStatus>(),
    version: t.int4,
    cartId: t.nullable(t.uuid),
    payUntil: t.nullable(t.timestamptz),
  },
});

const updateOrder = statement({
  name: 'orders.updateOrder',
  text: `
    UPDATE orders.placed_order
    SET status = $2, version = $3, pay_until = coalesce($4, pay_until), updated_at = $5
    WHERE order_id = $1`,
  params: {
    orderId: t.uuid,
    status: t.text,
    version: t.int4,
    payUntil: t.nullable(t.timestamptz),
    at: t.timestamptz,
  },
  row: {},
});

// The cart may be changed and ordered again.
const freeCart = statement({
  name: 'orders.freeCart',
  text: `DELETE FROM orders.open_cart WHERE cart_id = $2 AND order_id = $1`,
  params: { orderId: t.uuid, cartId: t.nullable(t.uuid) },
  row: {},
});

const selectQuantities = statement({
  name: 'orders.selectQuantities',
  text: `SELECT sku, quantity FROM orders.line WHERE order_id = $1`,
  params: { orderId: t.uuid },
  row: { sku: t.text, quantity: t.int4 },
});
