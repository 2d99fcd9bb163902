/** Goods of historic orders that came back, and the money that went back with them. */
import { namedIdAt } from '../../../platform/named-id.ts';
import type { Transaction } from '../../../platform/postgres.ts';
import { change, many, one, type Queryable, statement, t } from '../../../platform/sql.ts';
import { recordRefunds } from '../../payment/index.ts';
import { type Left, returnKey } from '../domain/match-returns.ts';
import { IMPORTED, insertImported } from './history.ts';
import { insertEvents } from './order-rows.ts';

// Any number will do for the first key, as long as nobody else takes it with the hash of a source.
const takeReturnsLock = statement({
  name: 'orders.takeReturnsLock',
  text: `SELECT pg_advisory_xact_lock(4027102, hashtext($1)) IS NULL AS taken`,
  params: { source: t.text },
  row: { taken: t.bool },
});

/** Lets one transaction at a time take back from the orders of a source. */
export const lockReturns = async (tx: Transaction, source: string): Promise<void> => {
  await one(tx, takeReturnsLock, { source });
};

// What some customers' historic orders still have to come back of some SKUs, newest first. Few pairs are asked for
// through the index placed_order_customer; for many the planner reads all lines once: 0.3 s for 530,000, so it pays to
// ask for many at a time.
const selectReturnable = statement({
  name: 'orders.selectReturnable',
  text: `
    SELECT wanted.customer_id AS "customerId", placed.placed_at AS "placedAt", line.order_id AS "orderId",
           line.position, line.sku, line.unit_price AS "unitPrice",
           (line.quantity - coalesce(came.back, 0))::int4 AS remaining
    FROM orders.placed_order AS placed
    JOIN orders.line ON line.order_id = placed.order_id
    JOIN unnest($1::uuid[], $3::text[]) AS wanted (customer_id, sku)
      ON wanted.customer_id = placed.customer_id AND wanted.sku = line.sku
    LEFT JOIN LATERAL (
      SELECT sum(returned.quantity) AS back
      FROM orders.goods_return JOIN orders.returned_line AS returned USING (return_id)
      WHERE goods_return.order_id = placed.order_id AND returned.position = line.position
    ) AS came ON true
    WHERE placed.customer_id = ANY($1) AND placed.status IN ('fulfilled', 'returned')
      AND EXISTS (SELECT FROM orders.imported WHERE imported.order_id = placed.order_id AND imported.source = $2)
      AND line.quantity > coalesce(came.back, 0)
    ORDER BY placed.order_id DESC, line.position`,
  params: { customerIds: t.uuidArray, source: t.text, skus: t.textArray },
  row: {
    customerId: t.uuid,
    placedAt: t.timestamptz,
    orderId: t.uuid,
    position: t.int4,
    sku: t.text,
    unitPrice: t.int8,
    remaining: t.int4,
  },
});

// As above, for what carrying the goods was charged with.
const selectShippingLeft = statement({
  name: 'orders.selectShippingLeft',
  text: `
    SELECT wanted.customer_id AS "customerId", placed.placed_at AS "placedAt", placed.order_id AS "orderId",
           (placed.shipping_total - coalesce(
             (SELECT sum(shipping_amount) FROM orders.goods_return WHERE goods_return.order_id = placed.order_id), 0
           ))::int8 AS remaining
    FROM orders.placed_order AS placed
    JOIN (SELECT DISTINCT customer_id FROM unnest($1::uuid[]) AS given (customer_id)) AS wanted
      ON wanted.customer_id = placed.customer_id
    WHERE placed.customer_id = ANY($1) AND placed.status IN ('fulfilled', 'returned')
      AND placed.shipping_total > 0
      AND EXISTS (SELECT FROM orders.imported WHERE imported.order_id = placed.order_id AND imported.source = $2)
    ORDER BY placed.order_id DESC`,
  params: { customerIds: t.uuidArray, source: t.text },
  row: { customerId: t.uuid, placedAt: t.timestamptz, orderId: t.uuid, remaining: t.int8 },
});

/** What is left to come back, of what some customers bought from one source: newest first, by customer. */
export const returnableOf = async (
  db: Queryable,
  of: { source: string; goods: readonly { customerId: string; sku: string }[]; shipping: readonly string[] },
): Promise<Map<string, Left>> => {
  const { source } = of;
  const pairs = new Map(of.goods.map((pair) => [`${pair.customerId} ${pair.sku}`, pair]));
  const left = new Map<string, Left>();
  const leftOf = (customerId: string): Left => {
    const found = left.get(customerId) ?? { returnable: new Map(), shippingLeft: [] };
    left.set(customerId, found);
    return found;
  };
  const wanted = {
    customerIds: [...pairs.values()].map(({ customerId }) => customerId),
    skus: [...pairs.values()].map(({ sku }) => sku),
  };
  if (pairs.size > 0)
    for (const row of await many(db, selectReturnable, { ...wanted, source })) {
      const { returnable } = leftOf(row.customerId);
      const alike = returnable.get(returnKey(row));
      if (alike === undefined) returnable.set(returnKey(row), [row]);
      else alike.push(row);
    }
  if (of.shipping.length > 0)
    for (const row of await many(db, selectShippingLeft, { customerIds: [...of.shipping], source }))
      leftOf(row.customerId).shippingLeft.push(row);
  return left;
};

export type HistoricReturn = {
  source: string;
  /** What its parts are called there, each of which is taken once, with the SHA-256 of what it was made from. */
  references: readonly { reference: string; contentSha256: Buffer }[];
  orderId: string;
  at: Date;
  reason: string;
  lines: readonly { position: number; quantity: number }[];
  /** Minor units. */
  shippingAmount: number;
  /** What was paid back for goods and shipping, in minor units, above zero. */
  amount: number;
  currency: string;
  data: object;
};

const insertReturns = statement({
  name: 'orders.insertGoodsReturns',
  text: `
    INSERT INTO orders.goods_return (return_id, order_id, reason, shipping_amount, at)
    SELECT return_id, order_id, reason, shipping_amount, at
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int8[], $5::timestamptz[])
      AS came (return_id, order_id, reason, shipping_amount, at)`,
  params: {
    returnIds: t.uuidArray,
    orderIds: t.uuidArray,
    reasons: t.textArray,
    shippingAmounts: t.int8Array,
    ats: t.timestamptzArray,
  },
  row: {},
});

const insertReturnedLines = statement({
  name: 'orders.insertReturnedLines',
  text: `
    INSERT INTO orders.returned_line (return_id, position, quantity)
    SELECT return_id, position, quantity
    FROM unnest($1::uuid[], $2::int4[], $3::int4[]) AS came (return_id, position, quantity)`,
  params: { returnIds: t.uuidArray, positions: t.int4Array, quantities: t.int4Array },
  row: {},
});

// An order whose money all went back is refunded; one whose goods all came back, returned. Primary keys.
const settleOrders = statement({
  name: 'orders.settleReturnedOrders',
  text: `
    UPDATE orders.placed_order AS placed
    SET version = placed.version + 1, updated_at = greatest(placed.updated_at, came.at),
        status = CASE
          WHEN came.refunded >= placed.total THEN 'refunded'
          WHEN NOT EXISTS (
            SELECT FROM orders.line
            WHERE line.order_id = placed.order_id AND line.quantity > coalesce((
              SELECT sum(returned.quantity) FROM orders.goods_return JOIN orders.returned_line AS returned USING (return_id)
              WHERE goods_return.order_id = placed.order_id AND returned.position = line.position), 0)
          ) THEN 'returned'
          ELSE placed.status END
    FROM unnest($1::uuid[], $2::int8[], $3::timestamptz[]) AS came (order_id, refunded, at)
    WHERE placed.order_id = came.order_id
    RETURNING placed.order_id AS "orderId", placed.version`,
  params: { orderIds: t.uuidArray, refunded: t.int8Array, ats: t.timestamptzArray },
  row: { orderId: t.uuid, version: t.int4 },
});

/**
 * Writes down what came back of historic orders, in the caller's transaction: goods, money, and an `imported` event.
 * Parts whose name is taken must have been left out by the caller (`findImported`). A few hundred at a time.
 */
export const recordReturns = async (tx: Transaction, returns: readonly HistoricReturn[]): Promise<void> => {
  // Each order once a round: its version rises by one with each return.
  let rest = returns;
  while (rest.length > 0) {
    const round = new Map<string, HistoricReturn>();
    const later: HistoricReturn[] = [];
    for (const back of rest) {
      if (round.has(back.orderId)) later.push(back);
      else round.set(back.orderId, back);
    }
    await recordRound(tx, [...round.values()]);
    rest = later;
  }
};

const recordRound = async (tx: Transaction, returns: readonly HistoricReturn[]): Promise<void> => {
  const named = returns.map((back) => ({
    ...back,
    returnId: namedIdAt(
      back.at.getTime(),
      ['return', back.source, back.orderId, ...back.references.map(({ reference }) => reference)].join(' '),
    ),
  }));
  const references = new Map(
    named.flatMap(({ source, orderId, references }) =>
      references.map((part) => [part.reference, { source, orderId, ...part }] as const),
    ),
  );
  await many(tx, insertImported, {
    sources: [...references.values()].map(({ source }) => source),
    references: [...references.keys()],
    orderIds: [...references.values()].map(({ orderId }) => orderId),
    contentSha256s: [...references.values()].map(({ contentSha256 }) => contentSha256),
  });
  await change(tx, insertReturns, {
    returnIds: named.map(({ returnId }) => returnId),
    orderIds: named.map(({ orderId }) => orderId),
    reasons: named.map(({ reason }) => reason),
    shippingAmounts: named.map(({ shippingAmount }) => shippingAmount),
    ats: named.map(({ at }) => at),
  });
  const lines = named.flatMap(({ returnId, lines }) => lines.map((line) => ({ returnId, ...line })));
  await change(tx, insertReturnedLines, {
    returnIds: lines.map(({ returnId }) => returnId),
    positions: lines.map(({ position }) => position),
    quantities: lines.map(({ quantity }) => quantity),
  });
  const refunded = await recordRefunds(
    tx,
    named.map(({ returnId, orderId, amount, currency, reason, at }) => ({
      reversalId: namedIdAt(at.getTime(), `refund ${returnId}`),
      orderId,
      amount,
      currency,
      reason,
      at,
    })),
  );
  const atOf = new Map(named.map(({ orderId, at }) => [orderId, at]));
  const settled = await many(tx, settleOrders, {
    orderIds: [...refunded.keys()],
    refunded: [...refunded.values()],
    ats: [...refunded.keys()].map((orderId) => atOf.get(orderId) ?? new Date(0)),
  });
  const versions = new Map(settled.map(({ orderId, version }) => [orderId, version]));
  await change(tx, insertEvents, {
    orderIds: named.map(({ orderId }) => orderId),
    versions: named.map(({ orderId }) => versions.get(orderId) ?? 0),
    events: named.map(() => IMPORTED),
    data: named.map(({ data }) => JSON.stringify(data)),
    ats: named.map(({ at }) => at),
  });
};
