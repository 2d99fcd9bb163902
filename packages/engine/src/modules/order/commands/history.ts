/**
 * Orders that were sold before or elsewhere. They come in their final states, with `imported` events that nobody
 * acts on; no stock moves and nobody is asked for money.
 */
import type { Address } from '@cartwright/contract';
import { namedIdAt } from '../../../platform/named-id.ts';
import type { Transaction } from '../../../platform/postgres.ts';
import { change, many, statement, t } from '../../../platform/sql.ts';
import { recordPayments } from '../../payment/index.ts';
import { type PricedLine, totalsOf } from '../domain/totals.ts';
import { insertEvents, writeLines } from './order-rows.ts';

/** The event of what was sold, or came back, before or elsewhere. */
export const IMPORTED = 'imported';

export type HistoricOrder = {
  /** Where it comes from, and what it is called there: together its name, by which it comes in once only. */
  source: string;
  reference: string;
  status: 'fulfilled' | 'cancelled';
  customerId: string | null;
  email: string;
  shippingAddress: Address;
  currency: string;
  /** One at least. */
  lines: readonly PricedLine[];
  /** Minor units. */
  shippingTotal: number;
  placedAt: Date;
  /** SHA-256 of what it was made from; tells whether the same name came with something else. */
  contentSha256: Buffer;
  /** What its `imported` event carries. */
  data: object;
};

/** The id of a historic order: a UUIDv7 of its own date, the same each time. */
export const historicOrderId = (order: Pick<HistoricOrder, 'source' | 'reference' | 'placedAt'>): string =>
  namedIdAt(order.placedAt.getTime(), `order ${order.source} ${order.reference}`);

const historicAttemptId = (order: Pick<HistoricOrder, 'source' | 'reference' | 'placedAt'>): string =>
  namedIdAt(order.placedAt.getTime(), `payment ${order.source} ${order.reference}`);

/** Which of some references of a source are in already, and the SHA-256 of what each was made from. Primary key. */
const selectImported = statement({
  name: 'orders.selectImported',
  text: `
    SELECT reference, order_id AS "orderId", content_sha256 AS "contentSha256" FROM orders.imported
    WHERE source = $1 AND reference = ANY($2)`,
  params: { source: t.text, references: t.textArray },
  row: { reference: t.text, orderId: t.uuid, contentSha256: t.bytea },
});

export const findImported = (
  tx: Transaction,
  of: { source: string; references: readonly string[] },
): Promise<{ reference: string; orderId: string; contentSha256: Buffer }[]> =>
  many(tx, selectImported, { source: of.source, references: [...of.references] });

// A rival import of the same order is waited for, and then wins.
export const insertImported = statement({
  name: 'orders.insertImported',
  text: `
    INSERT INTO orders.imported (source, reference, order_id, content_sha256)
    SELECT source, reference, order_id, content_sha256
    FROM unnest($1::text[], $2::text[], $3::uuid[], $4::bytea[])
      AS came (source, reference, order_id, content_sha256)
    ORDER BY source, reference
    ON CONFLICT DO NOTHING
    RETURNING order_id AS "orderId"`,
  params: {
    sources: t.textArray,
    references: t.textArray,
    orderIds: t.uuidArray,
    contentSha256s: t.byteaArray,
  },
  row: { orderId: t.uuid },
});

const insertOrders = statement({
  name: 'orders.insertHistoricOrders',
  text: `
    WITH came AS (
      SELECT came.*, nextval('orders.order_number') AS number
      FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int8[], $8::int8[],
                  $9::timestamptz[])
        AS came (order_id, status, customer_id, email, shipping_address, currency, subtotal, shipping_total, placed_at)
    ), numbered AS (
      INSERT INTO orders.order_number_owner (number, order_id) SELECT number, order_id FROM came
    )
    INSERT INTO orders.placed_order
      (order_id, number, status, customer_id, email, shipping_address, currency, subtotal, discount_total,
       shipping_total, tax_total, total, placed_at, updated_at)
    SELECT order_id, number, status, customer_id, email, shipping_address::jsonb, currency, subtotal, 0,
           shipping_total, 0, subtotal + shipping_total, placed_at, placed_at
    FROM came`,
  params: {
    orderIds: t.uuidArray,
    statuses: t.textArray,
    customerIds: t.nullableUuidArray,
    emails: t.textArray,
    shippingAddresses: t.textArray,
    currencies: t.textArray,
    subtotals: t.int8Array,
    shippingTotals: t.int8Array,
    placedAts: t.timestamptzArray,
  },
  row: {},
});

/**
 * Writes down historic orders with their payments, in the caller's transaction. Orders whose name is taken are left
 * alone. Their months' partitions have to be there (`ensureOrderPartitions`). A few hundred orders at a time.
 * Returns the references of those that came in.
 */
export const recordHistory = async (
  tx: Transaction,
  orders: readonly HistoricOrder[],
): Promise<Set<string>> => {
  const named = orders.map((order) => ({
    ...order,
    orderId: historicOrderId(order),
    attemptId: historicAttemptId(order),
    subtotal: totalsOf(order.lines).subtotal,
  }));
  const taken = await many(tx, insertImported, {
    sources: named.map(({ source }) => source),
    references: named.map(({ reference }) => reference),
    orderIds: named.map(({ orderId }) => orderId),
    contentSha256s: named.map(({ contentSha256 }) => contentSha256),
  });
  const fresh = new Set(taken.map(({ orderId }) => orderId));
  const came = named.filter(({ orderId }) => fresh.has(orderId));
  if (came.length === 0) return new Set();
  await change(tx, insertOrders, {
    orderIds: came.map(({ orderId }) => orderId),
    statuses: came.map(({ status }) => status),
    customerIds: came.map(({ customerId }) => customerId),
    emails: came.map(({ email }) => email),
    shippingAddresses: came.map(({ shippingAddress }) => JSON.stringify(shippingAddress)),
    currencies: came.map(({ currency }) => currency),
    subtotals: came.map(({ subtotal }) => subtotal),
    shippingTotals: came.map(({ shippingTotal }) => shippingTotal),
    placedAts: came.map(({ placedAt }) => placedAt),
  });
  await writeLines(tx, came);
  await change(tx, insertEvents, {
    orderIds: came.map(({ orderId }) => orderId),
    versions: came.map(() => 1),
    events: came.map(() => IMPORTED),
    data: came.map(({ data }) => JSON.stringify(data)),
    ats: came.map(({ placedAt }) => placedAt),
  });
  await recordPayments(
    tx,
    came.map(({ orderId, attemptId, status, subtotal, shippingTotal, currency, placedAt }) => ({
      attemptId,
      orderId,
      status: status === 'cancelled' ? ('voided' as const) : ('captured' as const),
      amount: subtotal + shippingTotal,
      currency,
      at: placedAt,
    })),
  );
  return new Set(came.map(({ reference }) => reference));
};
