import { type Address, AMOUNT_MAX } from '@cartwright/contract';
import type { Transaction } from '../../../platform/postgres.ts';
import { change, one, statement, t } from '../../../platform/sql.ts';
import { times } from '../../../shared/money.ts';
import { allocate, type Shortage } from '../../inventory/index.ts';
import { orderClaims } from '../../sale/index.ts';
import { type PricedLine, totalsOf } from '../domain/totals.ts';

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
 * Places an order in the caller's transaction: turns its claims into sold units, binds its stock, writes it, its lines
 * and its first event.
 * All or nothing; after a refusal the caller must roll back.
 */
export const place = async (tx: Transaction, placement: Placement): Promise<Placed> => {
  const totals = totalsOf(placement.lines);
  if (totals.total > AMOUNT_MAX) return { ok: false, code: 'limit-exceeded' };
  if (placement.cartId !== null) {
    const owner = await one(tx, takeCart, { cartId: placement.cartId, orderId: placement.orderId });
    if (owner.orderId !== placement.orderId)
      return { ok: false, code: 'cart-has-order', orderId: owner.orderId };
  }
  const { orderId, at, lines } = placement;
  const claimed = lines.flatMap(({ claimId, ...line }) =>
    claimId === undefined ? [] : { ...line, claimId },
  );
  // Sales are locked before stock, everywhere.
  const ordered = claimed.length === 0 ? OK : await orderClaims(tx, { ...placement, lines: claimed });
  if (!ordered.ok) return ordered;
  const shelf = lines.filter(({ claimId }) => claimId === undefined);
  const allocated = await allocate(tx, { orderId, lines: shelf, setAside: claimed });
  if (!allocated.ok) return allocated;
  await change(tx, insertOrder, { ...placement, ...totals });
  await change(tx, insertLines, {
    orderId,
    skus: lines.map((line) => line.sku),
    productIds: lines.map((line) => line.productId),
    titles: lines.map((line) => line.title),
    quantities: lines.map((line) => line.quantity),
    unitPrices: lines.map((line) => line.unitPrice),
    lineTotals: lines.map((line) => times(line.unitPrice, line.quantity)),
  });
  await change(tx, insertEvent, { orderId, version: 1, event: 'placed', data: {}, at });
  return { ok: true, total: totals.total };
};

const OK = { ok: true } as const;

// Takes the cart for the order, or says who has it: DO UPDATE, and not DO NOTHING, so that a row comes back and
// a rival transaction is waited for. Primary key.
const takeCart = statement({
  name: 'orders.takeCart',
  text: `
    INSERT INTO orders.open_cart AS mine (cart_id, order_id) VALUES ($1, $2)
    ON CONFLICT (cart_id) DO UPDATE SET order_id = mine.order_id
    RETURNING order_id AS "orderId"`,
  params: { cartId: t.uuid, orderId: t.uuid },
  row: { orderId: t.uuid },
});

const insertOrder = statement({
  name: 'orders.insertOrder',
  text: `
    WITH numbered AS (
      INSERT INTO orders.order_number_owner (number, order_id)
      VALUES (nextval('orders.order_number'), $1) RETURNING number
    )
    INSERT INTO orders.placed_order
      (order_id, number, status, session_id, customer_id, cart_id, email, shipping_address, shipping_option_id,
       currency, subtotal, discount_total, shipping_total, tax_total, total, pay_until, placed_at, updated_at)
    SELECT $1, numbered.number, 'placed', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15
    FROM numbered`,
  params: {
    orderId: t.uuid,
    sessionId: t.nullable(t.uuid),
    customerId: t.nullable(t.uuid),
    cartId: t.nullable(t.uuid),
    email: t.text,
    shippingAddress: t.json<Address>(),
    shippingOptionId: t.nullable(t.text),
    currency: t.text,
    subtotal: t.int8,
    discountTotal: t.int8,
    shippingTotal: t.int8,
    taxTotal: t.int8,
    total: t.int8,
    payUntil: t.timestamptz,
    at: t.timestamptz,
  },
  row: {},
});

const insertLines = statement({
  name: 'orders.insertLines',
  text: `
    INSERT INTO orders.line (order_id, position, sku, product_id, title, quantity, unit_price, line_total)
    SELECT $1, line.position, line.sku, line.product_id, line.title, line.quantity, line.unit_price, line.line_total
    FROM unnest($2::text[], $3::text[], $4::text[], $5::int4[], $6::int8[], $7::int8[])
      WITH ORDINALITY AS line (sku, product_id, title, quantity, unit_price, line_total, position)`,
  params: {
    orderId: t.uuid,
    skus: t.textArray,
    productIds: t.textArray,
    titles: t.textArray,
    quantities: t.int4Array,
    unitPrices: t.int8Array,
    lineTotals: t.int8Array,
  },
  row: {},
});

export const insertEvent = statement({
  name: 'orders.insertEvent',
  text: `INSERT INTO orders.event (order_id, version, event, data, at) VALUES ($1, $2, $3, $4, $5)`,
  params: { orderId: t.uuid, version: t.int4, event: t.text, data: t.json<object>(), at: t.timestamptz },
  row: {},
});
