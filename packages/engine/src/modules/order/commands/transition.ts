import type { OrderStatus } from '@cartwright/contract';
import type { Transaction } from '../../../platform/postgres.ts';
import { change, many, type RowOf, statement, t } from '../../../platform/sql.ts';
import { assert } from '../../../shared/assert.ts';
import { release, type Wanted } from '../../inventory/index.ts';
import { returnClaims } from '../../sale/index.ts';
import { decideTransition, type OrderEvent } from '../domain/lifecycle.ts';
import { insertEvents } from './order-rows.ts';
import { freeCarts } from './place.ts';

export type Transitioned =
  | { ok: true; status: OrderStatus }
  | { ok: false; code: 'illegal-transition'; status: OrderStatus }
  | { ok: false; code: 'not-found' };

export type Happened = { orderId: string; event: OrderEvent; data?: object; at: Date; payUntil?: Date };

/** Lets an event happen to one order, as `transitionOrders` does to many. */
export const transition = async (tx: Transaction, happened: Happened): Promise<Transitioned> => {
  const [done] = await transitionOrders(tx, [happened]);
  assert(done !== undefined, 'an event has no outcome');
  return done;
};

/**
 * Lets an event happen to each of some orders, in the caller's transaction: the orders' rows are locked in the order of
 * their ids, the lifecycle decides, states and events are written, and stock goes back, into its sale or to the shelf,
 * where the new state frees it. What is refused has changed nothing. No order may be named twice. `locked` are the rows
 * of a caller who has locked them all in this transaction.
 */
export const transitionOrders = async (
  tx: Transaction,
  happened: readonly Happened[],
  locked?: LockedOrders,
): Promise<Transitioned[]> => {
  const ids = happened.map(({ orderId }) => orderId);
  const orders = locked ?? (await lockOrders(tx, ids));
  const moved: Moved[] = [];
  const decided = happened.map((one): Transitioned => {
    const order = orders.get(one.orderId);
    if (order === undefined) return { ok: false, code: 'not-found' };
    const decision = decideTransition(order.status, one.event);
    if (!decision.ok) return decision;
    moved.push({ ...one, ...decision, cartId: order.cartId, version: order.version + 1 });
    return { ok: true, status: decision.status };
  });
  if (moved.length > 0) {
    const orderIds = moved.map(({ orderId }) => orderId);
    await change(tx, updateOrders, {
      orderIds,
      ...spanOf(orderIds),
      statuses: moved.map(({ status }) => status),
      versions: moved.map(({ version }) => version),
      payUntils: moved.map(({ payUntil = null }) => payUntil),
      ats: moved.map(({ at }) => at),
    });
    await change(tx, insertEvents, {
      orderIds,
      versions: moved.map(({ version }) => version),
      events: moved.map(({ event }) => event),
      data: moved.map(({ data = {} }) => JSON.stringify(data)),
      ats: moved.map(({ at }) => at),
    });
    await giveBack(
      tx,
      moved.filter(({ releasesStock }) => releasesStock),
    );
  }
  return decided;
};

type Moved = Happened & {
  status: OrderStatus;
  cartId: string | null;
  version: number;
  releasesStock: boolean;
};

/** Frees the carts of orders that have ended, and gives their units back. */
const giveBack = async (tx: Transaction, ended: readonly Moved[]): Promise<void> => {
  if (ended.length === 0) return;
  const carts = ended.flatMap(({ cartId, orderId }) => (cartId === null ? [] : { cartId, orderId }));
  if (carts.length > 0)
    await change(tx, freeCarts, {
      cartIds: carts.map(({ cartId }) => cartId),
      orderIds: carts.map(({ orderId }) => orderId),
    });
  const orderIds = ended.map(({ orderId }) => orderId);
  const ofSales = await returnClaims(tx, ended);
  const lines = Map.groupBy(
    await many(tx, selectQuantities, { orderIds, ...spanOf(orderIds) }),
    ({ orderId }) => orderId,
  );
  await release(
    tx,
    ended.map(({ orderId, event }) => {
      const setAside = ofSales.get(orderId) ?? [];
      return { orderId, lines: without(lines.get(orderId) ?? [], setAside), setAside, reason: event };
    }),
  );
};

/** An order's lines without the units that go back into their sales. A cart has one line of a SKU. */
const without = (lines: readonly Wanted[], kept: readonly Wanted[]): Wanted[] =>
  lines.filter(({ sku }) => !kept.some((units) => units.sku === sku));

/** Where some orders stand, by id. */
export type LockedOrders = ReadonlyMap<string, RowOf<typeof selectForUpdate>>;

/** Locks orders until the transaction ends, in the order of their ids, and says where each stands. */
export const lockOrders = async (tx: Transaction, orderIds: readonly string[]): Promise<LockedOrders> => {
  const rows = await many(tx, selectForUpdate, { orderIds: [...orderIds], ...spanOf(orderIds) });
  return new Map(rows.map((row) => [row.orderId, row]));
};

/** The oldest and the newest of some ids: a plan made for any array reads all partitions, one with bounds only those between. */
const spanOf = (orderIds: readonly string[]): { oldest: string; newest: string } => {
  const sorted = orderIds.toSorted();
  return { oldest: sorted[0] ?? NO_ID, newest: sorted.at(-1) ?? NO_ID };
};
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** Locks one order likewise; undefined when there is none. */
export const lockOrder = async (tx: Transaction, orderId: string) =>
  (await lockOrders(tx, [orderId])).get(orderId);

// Primary key; LockRows runs above the Sort, so that transactions which cross each other's orders queue up.
const selectForUpdate = statement({
  name: 'orders.selectForUpdate',
  text: `
    SELECT order_id AS "orderId", status, version, cart_id AS "cartId", pay_until AS "payUntil"
    FROM orders.placed_order WHERE order_id = ANY($1) AND order_id BETWEEN $2 AND $3
    ORDER BY order_id FOR NO KEY UPDATE`,
  params: { orderIds: t.uuidArray, oldest: t.uuid, newest: t.uuid },
  row: {
    orderId: t.uuid,
    status: t.words<OrderStatus>(),
    version: t.int4,
    cartId: t.nullable(t.uuid),
    payUntil: t.nullable(t.timestamptz),
  },
});

const updateOrders = statement({
  name: 'orders.updateOrders',
  text: `
    UPDATE orders.placed_order AS placed
    SET status = moved.status, version = moved.version, pay_until = coalesce(moved.pay_until, placed.pay_until),
        updated_at = moved.at
    FROM unnest($1::uuid[], $2::text[], $3::int4[], $4::timestamptz[], $5::timestamptz[])
      AS moved (order_id, status, version, pay_until, at)
    WHERE placed.order_id = moved.order_id AND placed.order_id BETWEEN $6 AND $7`,
  params: {
    orderIds: t.uuidArray,
    statuses: t.textArray,
    versions: t.int4Array,
    payUntils: t.nullableTimestamptzArray,
    ats: t.timestamptzArray,
    oldest: t.uuid,
    newest: t.uuid,
  },
  row: {},
});

const selectQuantities = statement({
  name: 'orders.selectQuantities',
  text: `SELECT order_id AS "orderId", sku, quantity FROM orders.line
    WHERE order_id = ANY($1) AND order_id BETWEEN $2 AND $3`,
  params: { orderIds: t.uuidArray, oldest: t.uuid, newest: t.uuid },
  row: { orderId: t.uuid, sku: t.text, quantity: t.int4 },
});
