import { type Address, AMOUNT_MAX } from '@cartwright/contract';
import type { Transaction } from '../../../platform/postgres.ts';
import { change, many, statement, t } from '../../../platform/sql.ts';
import {
  allocate,
  type OrderUnits,
  openShelf,
  type Shelf,
  type Shortage,
  type Wanted,
} from '../../inventory/index.ts';
import { lockSales, orderClaims } from '../../sale/index.ts';
import { type PricedLine, type Totals, totalsOf } from '../domain/totals.ts';
import { insertEvents, writeLines } from './order-rows.ts';

export type Placement = {
  orderId: string;
  sessionId: string | null;
  customerId: string | null;
  cartId: string | null;
  email: string;
  shippingAddress: Address;
  shippingOptionId: string | null;
  currency: string;
  lines: readonly PricedLine[];
  payUntil: Date;
  at: Date;
};

export type Placed =
  | { ok: true; total: number }
  | { ok: false; code: 'insufficient-stock'; shortages: Shortage[] }
  | { ok: false; code: 'cart-has-order'; orderId: string }
  | { ok: false; code: 'limit-exceeded' }
  | { ok: false; code: 'claim-over'; skus: string[] }
  | { ok: false; code: 'buyer-limit-exceeded' };

/**
 * Places orders in the caller's transaction, in the order they are given: each has its claims turned into sold units, its
 * stock bound, and itself, its lines and its first event written, all of that or none. A refused order has changed
 * nothing. No two may be of the same cart. Carts, sales and stock are locked in this order, each by its key, so that
 * transactions which cross each other's orders queue up instead of deadlocking.
 */
export const placeOrders = async (tx: Transaction, placements: readonly Placement[]): Promise<Placed[]> => {
  const wanted = placements.map((placement) => ({
    placement,
    totals: totalsOf(placement.lines),
    ...unitsOf(placement),
  }));
  const rivals = await takeCarts(tx, placements);
  await lockSales(
    tx,
    wanted.flatMap(({ claimed }) => claimed.map(({ claimId }) => claimId)),
  );
  const shelf = await openShelf(
    tx,
    wanted.map(({ units }) => units),
  );
  const decided: Placed[] = [];
  for (const { placement, totals, units, claimed } of wanted) {
    const { orderId, cartId } = placement;
    const rival = cartId === null ? undefined : rivals.get(cartId);
    if (totals.total > AMOUNT_MAX) decided.push({ ok: false, code: 'limit-exceeded' });
    else if (rival !== undefined && rival !== orderId)
      decided.push({ ok: false, code: 'cart-has-order', orderId: rival });
    else {
      const refused = await take(tx, shelf, { placement, units, claimed });
      decided.push(refused ?? { ok: true, total: totals.total });
    }
  }
  const placed = wanted.filter((_, index) => decided[index]?.ok);
  const refused = placements.filter((_, index) => decided[index]?.ok === false);
  await giveCartsBack(tx, refused);
  if (placed.length > 0) {
    await allocate(
      tx,
      placed.map(({ units }) => units),
    );
    await write(tx, placed);
  }
  return decided;
};

type ClaimedLine = Wanted & { claimId: string };
type Units = { units: OrderUnits; claimed: ClaimedLine[] };
type Priced = { placement: Placement; totals: Totals };

const unitsOf = ({ orderId, lines }: Placement): Units => {
  const claimed = lines.flatMap(({ sku, quantity, claimId }) =>
    claimId === undefined ? [] : { sku, quantity, claimId },
  );
  const fromShelf = lines.filter(({ claimId }) => claimId === undefined);
  return { claimed, units: { orderId, lines: fromShelf, setAside: claimed } };
};

/** Takes an order's units from its sales and the shelf; a refusal leaves both as they were. */
const take = async (
  tx: Transaction,
  shelf: Shelf,
  { placement, units, claimed }: { placement: Placement } & Units,
): Promise<Extract<Placed, { ok: false }> | undefined> => {
  const shortages = (): (Placed & { ok: false }) | undefined => {
    const short = shelf.take(units.lines);
    return short.length > 0 ? { ok: false, code: 'insufficient-stock', shortages: short } : undefined;
  };
  if (claimed.length === 0) return shortages();
  await tx.query('SAVEPOINT claims');
  const ordered = await orderClaims(tx, { ...placement, lines: claimed });
  const refused = ordered.ok ? shortages() : ordered;
  await tx.query(refused === undefined ? 'RELEASE SAVEPOINT claims' : 'ROLLBACK TO SAVEPOINT claims');
  return refused;
};

/** Takes carts for their orders; says which order has each. */
const takeCarts = async (tx: Transaction, placements: readonly Placement[]): Promise<Map<string, string>> => {
  const carts = cartsOf(placements);
  if (carts.length === 0) return new Map();
  const rows = await many(tx, takeCartsOf, columnsOf(carts));
  return new Map(rows.map(({ cartId, orderId }) => [cartId, orderId]));
};

const giveCartsBack = async (tx: Transaction, placements: readonly Placement[]): Promise<void> => {
  const carts = cartsOf(placements);
  if (carts.length > 0) await change(tx, freeCarts, columnsOf(carts));
};

type Cart = { cartId: string; orderId: string };
const cartsOf = (placements: readonly Placement[]): Cart[] =>
  placements.flatMap(({ cartId, orderId }) => (cartId === null ? [] : { cartId, orderId }));
const columnsOf = (carts: readonly Cart[]) => ({
  cartIds: carts.map(({ cartId }) => cartId),
  orderIds: carts.map(({ orderId }) => orderId),
});

/** Writes placed orders, their lines and their first events. */
const write = async (tx: Transaction, placed: readonly Priced[]): Promise<void> => {
  const of = <T>(value: (one: Priced) => T): T[] => placed.map(value);
  const orderIds = of(({ placement }) => placement.orderId);
  const ats = of(({ placement }) => placement.at);
  await change(tx, insertOrders, {
    orderIds,
    sessionIds: of(({ placement }) => placement.sessionId),
    customerIds: of(({ placement }) => placement.customerId),
    cartIds: of(({ placement }) => placement.cartId),
    emails: of(({ placement }) => placement.email),
    shippingAddresses: of(({ placement }) => JSON.stringify(placement.shippingAddress)),
    shippingOptionIds: of(({ placement }) => placement.shippingOptionId),
    currencies: of(({ placement }) => placement.currency),
    subtotals: of(({ totals }) => totals.subtotal),
    discountTotals: of(({ totals }) => totals.discountTotal),
    shippingTotals: of(({ totals }) => totals.shippingTotal),
    taxTotals: of(({ totals }) => totals.taxTotal),
    totals: of(({ totals }) => totals.total),
    payUntils: of(({ placement }) => placement.payUntil),
    ats,
  });
  await writeLines(
    tx,
    placed.map(({ placement }) => placement),
  );
  await change(tx, insertEvents, {
    orderIds,
    versions: orderIds.map(() => 1),
    events: orderIds.map(() => 'placed'),
    data: orderIds.map(() => '{}'),
    ats,
  });
};

// Takes carts for orders, or says who has them: DO UPDATE, and not DO NOTHING, so that a row comes back and a rival
// transaction is waited for. Sorted, so that rivals queue up. Primary key.
const takeCartsOf = statement({
  name: 'orders.takeCarts',
  text: `
    INSERT INTO orders.open_cart AS mine (cart_id, order_id)
    SELECT cart_id, order_id FROM unnest($1::uuid[], $2::uuid[]) AS wanted (cart_id, order_id) ORDER BY cart_id
    ON CONFLICT (cart_id) DO UPDATE SET order_id = mine.order_id
    RETURNING cart_id AS "cartId", order_id AS "orderId"`,
  params: { cartIds: t.uuidArray, orderIds: t.uuidArray },
  row: { cartId: t.uuid, orderId: t.uuid },
});

// A cart that is free may be changed and ordered again. Primary key.
export const freeCarts = statement({
  name: 'orders.freeCarts',
  text: `
    DELETE FROM orders.open_cart AS mine USING unnest($1::uuid[], $2::uuid[]) AS wanted (cart_id, order_id)
    WHERE mine.cart_id = wanted.cart_id AND mine.order_id = wanted.order_id`,
  params: { cartIds: t.uuidArray, orderIds: t.uuidArray },
  row: {},
});

// Numbers in the order of the orders.
const insertOrders = statement({
  name: 'orders.insertOrders',
  text: `
    WITH placed AS MATERIALIZED (
      SELECT nextval('orders.order_number') AS number, wanted.*
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[],
                  $9::int8[], $10::int8[], $11::int8[], $12::int8[], $13::int8[], $14::timestamptz[],
                  $15::timestamptz[])
        AS wanted (order_id, session_id, customer_id, cart_id, email, shipping_address, shipping_option_id, currency,
                   subtotal, discount_total, shipping_total, tax_total, total, pay_until, at)
    ), numbered AS (
      INSERT INTO orders.order_number_owner (number, order_id) SELECT number, order_id FROM placed
    )
    INSERT INTO orders.placed_order
      (order_id, number, status, session_id, customer_id, cart_id, email, shipping_address, shipping_option_id,
       currency, subtotal, discount_total, shipping_total, tax_total, total, pay_until, placed_at, updated_at)
    SELECT order_id, number, 'placed', session_id, customer_id, cart_id, email, shipping_address::jsonb,
           shipping_option_id, currency, subtotal, discount_total, shipping_total, tax_total, total, pay_until, at, at
    FROM placed`,
  params: {
    orderIds: t.uuidArray,
    sessionIds: t.nullableUuidArray,
    customerIds: t.nullableUuidArray,
    cartIds: t.nullableUuidArray,
    emails: t.textArray,
    shippingAddresses: t.textArray,
    shippingOptionIds: t.nullableTextArray,
    currencies: t.textArray,
    subtotals: t.int8Array,
    discountTotals: t.int8Array,
    shippingTotals: t.int8Array,
    taxTotals: t.int8Array,
    totals: t.int8Array,
    payUntils: t.timestamptzArray,
    ats: t.timestamptzArray,
  },
  row: {},
});
