import { ApiProblem, store } from '@cartwright/contract';
import { expect } from 'vitest';
import { minLsnNow, type TestEngine } from '../../../../test/support/engine.ts';
import { scheduleSale } from '../../src/modules/sale/index.ts';
import { type Database, transactionUnlessRefused } from '../../src/platform/postgres.ts';
import { newId } from '../../src/shared/ids.ts';
import { details, type guest, sell } from '../http/shop.ts';

export const MINUTE_MS = 60_000;

export type SaleOver = {
  sku?: string;
  onHand?: number;
  allocation?: number;
  price?: number;
  perBuyerLimit?: number;
  holdSeconds?: number;
  startsAt?: Date;
  endsAt?: Date;
  waitingRoom?: boolean;
  admissionPerSecond?: number;
  lineMadeBy?: 'arrival' | 'lot';
};

/** A sale that is open now, of a product that costs 2,500 on the shelf and 1,000 in the sale. */
export const openSale = async (
  engine: TestEngine,
  over: SaleOver = {},
): Promise<{ saleId: string; sku: string }> => {
  const sku = over.sku ?? (await sell(engine, { onHand: over.onHand ?? 20 })).sku;
  const scheduled = await transactionUnlessRefused(engine.database, (tx) =>
    scheduleSale(tx, {
      title: 'A drop',
      currency: 'USD',
      price: 1_000,
      allocation: 10,
      perBuyerLimit: 2,
      holdSeconds: 600,
      startsAt: new Date(Date.now() - MINUTE_MS),
      endsAt: new Date(Date.now() + 60 * MINUTE_MS),
      ...over,
      sku,
    }),
  );
  if (!scheduled.ok) throw new Error(`not scheduled: ${scheduled.code}`);
  return { saleId: scheduled.saleId, sku };
};

type Guest = Awaited<ReturnType<typeof guest>>;

/** Claims units as a shopper. */
export const claim = (
  who: Pick<Guest, 'client'>,
  saleId: string,
  over: { quantity?: number; key?: string; admissionToken?: string } = {},
) => {
  const { quantity = 1, key = newId(), ...more } = over;
  return who.client.call(store.claimSale, {
    params: { saleId },
    body: { quantity, ...more },
    headers: { 'idempotency-key': key },
  });
};

/** Checks a cart out under an e-mail address, a new one unless given. */
export const order = (
  who: Pick<Guest, 'client'>,
  cartId: string,
  over: { email?: string; token?: string; key?: string } = {},
) =>
  who.client.call(store.checkoutCart, {
    params: { cartId },
    body: { ...details(over.token), email: over.email ?? `${newId()}@example.com` },
    headers: { 'idempotency-key': over.key ?? newId() },
  });

export const cancel = (who: Pick<Guest, 'client'>, orderId: string) =>
  who.client.call(store.cancelOrder, { params: { orderId }, headers: { 'idempotency-key': newId() } });

export const saleOf = async (engine: TestEngine, saleId: string) => {
  const headers = { 'cartwright-min-lsn': await minLsnNow(engine) };
  return (await engine.client.call(store.getSale, { params: { saleId }, headers })).body;
};

export const stockOf = async (database: Database, sku: string) => {
  const { rows } = await database.query<{ on_hand: number; allocated: number; set_aside: number }>(
    'SELECT on_hand, allocated, set_aside FROM inventory.stock WHERE sku = $1',
    [sku],
  );
  return rows[0];
};

/** The problem that a call ends with. */
export const problemOf = async (call: Promise<unknown>) => {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof ApiProblem)) throw new Error(`no problem: ${String(outcome)}`);
  return { ...outcome.problem, headers: outcome.headers };
};

/** Everything that must be true of stock and sales whenever no transaction is under way, over the whole database. */
export const audit = async (database: Database): Promise<void> => {
  const { rows } = await database.query(`
    SELECT 'on hand is the ledger' AS broken, sku AS of FROM inventory.stock
    WHERE on_hand <> (SELECT coalesce(sum(on_hand_delta), 0) FROM inventory.movement m WHERE m.sku = stock.sku)
    UNION ALL
    SELECT 'allocated is the ledger', sku FROM inventory.stock
    WHERE allocated <> (SELECT coalesce(sum(allocated_delta), 0) FROM inventory.movement m WHERE m.sku = stock.sku)
    UNION ALL
    SELECT 'allocated is the lines of orders that have not ended', sku FROM inventory.stock
    WHERE allocated <> (
      SELECT coalesce(sum(line.quantity), 0) FROM orders.line line JOIN orders.placed_order o USING (order_id)
      WHERE line.sku = stock.sku AND o.status NOT IN ('cancelled', 'paymentFailed'))
    UNION ALL
    SELECT 'set aside is what sales have not sold or given back', sku FROM inventory.stock
    WHERE set_aside <> (SELECT coalesce(sum(s.set_aside), 0) FROM sale.sale s WHERE s.sku = stock.sku)
    UNION ALL
    SELECT 'claimed is the live claims', sale_id::text FROM sale.sale
    WHERE claimed <> (
      SELECT coalesce(sum(c.quantity), 0) FROM sale.claim c WHERE c.sale_id = sale.sale_id AND c.status = 'live')
    UNION ALL
    -- A sale that came in as history has no claims.
    SELECT 'sold is the ordered claims', sale_id::text FROM sale.sale
    WHERE created_at < ends_at AND sold <> (
      SELECT coalesce(sum(c.quantity), 0) FROM sale.claim c WHERE c.sale_id = sale.sale_id AND c.status = 'ordered')
    UNION ALL
    SELECT 'an ordered claim is a line of an order that has not ended', claim_id::text FROM sale.claim
    WHERE status = 'ordered' AND NOT EXISTS (
      SELECT FROM orders.placed_order o JOIN orders.line line USING (order_id) JOIN sale.sale s ON s.sku = line.sku
      WHERE o.order_id = claim.order_id AND s.sale_id = claim.sale_id AND line.quantity = claim.quantity
        AND line.unit_price = s.price AND o.status NOT IN ('cancelled', 'paymentFailed'))
    UNION ALL
    SELECT 'a buyer has what her claims ordered', sale_id || ' ' || buyer FROM sale.buyer b
    WHERE quantity <> (
      SELECT coalesce(sum(c.quantity), 0) FROM sale.claim c
      WHERE c.sale_id = b.sale_id AND c.status = 'ordered' AND b.buyer = ANY(c.buyers))`);
  expect(rows).toEqual([]);
};
