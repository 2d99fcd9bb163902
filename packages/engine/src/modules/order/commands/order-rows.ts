/** What every order has beside its own row, wherever it comes from: lines and events. */
import type { Transaction } from '../../../platform/postgres.ts';
import { change, statement, t } from '../../../platform/sql.ts';
import { times } from '../../../shared/money.ts';
import type { PricedLine } from '../domain/totals.ts';

const insertLines = statement({
  name: 'orders.insertLines',
  text: `
    INSERT INTO orders.line (order_id, position, sku, product_id, title, quantity, unit_price, line_total)
    SELECT * FROM unnest($1::uuid[], $2::int4[], $3::text[], $4::text[], $5::text[], $6::int4[], $7::int8[], $8::int8[])`,
  params: {
    orderIds: t.uuidArray,
    positions: t.int4Array,
    skus: t.textArray,
    productIds: t.textArray,
    titles: t.textArray,
    quantities: t.int4Array,
    unitPrices: t.int8Array,
    lineTotals: t.int8Array,
  },
  row: {},
});

export const insertEvents = statement({
  name: 'orders.insertEvents',
  text: `
    INSERT INTO orders.event (order_id, version, event, data, at)
    SELECT order_id, version, event, data::jsonb, at
    FROM unnest($1::uuid[], $2::int4[], $3::text[], $4::text[], $5::timestamptz[])
      AS happened (order_id, version, event, data, at)`,
  params: {
    orderIds: t.uuidArray,
    versions: t.int4Array,
    events: t.textArray,
    data: t.textArray,
    ats: t.timestamptzArray,
  },
  row: {},
});

/** Writes the lines of some orders, in the caller's transaction. */
export const writeLines = async (
  tx: Transaction,
  orders: readonly { orderId: string; lines: readonly PricedLine[] }[],
): Promise<void> => {
  const lines = orders.flatMap(({ orderId, lines: own }) =>
    own.map((line, index) => ({ ...line, orderId, position: index + 1 })),
  );
  await change(tx, insertLines, {
    orderIds: lines.map(({ orderId }) => orderId),
    positions: lines.map(({ position }) => position),
    skus: lines.map(({ sku }) => sku),
    productIds: lines.map(({ productId }) => productId),
    titles: lines.map(({ title }) => title),
    quantities: lines.map(({ quantity }) => quantity),
    unitPrices: lines.map(({ unitPrice }) => unitPrice),
    lineTotals: lines.map(({ unitPrice, quantity }) => times(unitPrice, quantity)),
  });
};
