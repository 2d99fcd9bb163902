import { store } from '@cartwright/contract';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { checkAgainstTruth } from '../../src/replay/check/index.ts';
import { noFindings } from '../../src/replay/findings.ts';
import { openJournal } from '../../src/replay/journal.ts';
import { newId } from '../../src/shared/ids.ts';
import { guest } from '../http/shop.ts';
import { stockSkus } from './support.ts';

const engine = await openEngine();
const { database } = engine;

/** A shopper's order, as a replay would have noted it, cancelled if asked for. */
const order = async ({ cancelled = false, sku = `SKU-${newId()}` } = {}) => {
  await stockSkus(engine.as(engine.staffKey), { [sku]: 10 });
  const shopper = await guest(engine);
  const { cartId } = await shopper.cartWith(sku, 3);
  const key = newId();
  const { body } = await shopper.checkout(cartId, { key });
  if (cancelled)
    await shopper.client.call(store.cancelOrder, {
      params: { orderId: body.orderId },
      headers: { 'idempotency-key': newId() },
    });
  const journal = openJournal();
  onTestFinished(journal.close);
  const { orderId } = body;
  journal.note('session', shopper.sessionId, {});
  journal.note('cart', cartId, { fate: 'ordered' });
  journal.note('key', key, {
    owner: `session:${shopper.sessionId}`,
    operation: 'checkout',
    key,
    made: orderId,
    at: Date.now(),
  });
  journal.note('order', orderId, {
    told: cancelled ? 'cancelled' : 'confirmed',
    total: 750,
    lines: [{ sku, quantity: 3, unitPrice: 250 }],
  });
  return { orderId, cartId, sku, key, journal, sessionId: shopper.sessionId };
};
type Ordered = Awaited<ReturnType<typeof order>>;

const findingsOf = async ({ journal }: Ordered): Promise<string[]> => {
  const findings = noFindings();
  await checkAgainstTruth(database, { journal, findings });
  return [...findings.listed];
};

describe('the check of a replay', { timeout: 60_000 }, () => {
  it('finds nothing wrong with an order that was confirmed, or cancelled and paid back', async () => {
    expect(await findingsOf(await order())).toEqual([]);
    expect(await findingsOf(await order({ cancelled: true }))).toEqual([]);
  });

  // What somebody with all rights may do to the tables, and what is said of it.
  const TAMPERING: [what: string, sql: (ordered: Ordered) => string, said: RegExp, cancelled?: boolean][] = [
    [
      'a total that was changed',
      ({ orderId }) =>
        `UPDATE orders.placed_order SET total = 751, subtotal = 751 WHERE order_id = '${orderId}'`,
      /comes to 751; its shopper was told 750/,
    ],
    [
      'a line that was changed',
      ({ orderId }) => `UPDATE orders.line SET quantity = 1, unit_price = 750 WHERE order_id = '${orderId}'`,
      /has other lines than its shopper was told/,
    ],
    [
      'a state that nobody was told',
      ({ orderId }) => `UPDATE orders.placed_order SET status = 'placed' WHERE order_id = '${orderId}'`,
      /is placed; its shopper was told confirmed/,
    ],
    [
      'an order that is gone',
      ({ orderId }) => `DELETE FROM orders.placed_order WHERE order_id = '${orderId}'`,
      /which a shopper was told of, does not exist/,
    ],
    [
      'units on the shelf that no movement explains',
      ({ sku }) => `UPDATE inventory.stock SET on_hand = on_hand + 1 WHERE sku = '${sku}'`,
      /11 are on hand, and the ledger comes to 10/,
    ],
    [
      'allocated units that belong to no order',
      ({ sku }) => `UPDATE inventory.stock SET allocated = allocated + 1 WHERE sku = '${sku}'`,
      /4 are allocated, and live orders hold 3/,
    ],
    [
      'a movement too many',
      ({ sku, orderId }) =>
        `INSERT INTO inventory.movement (movement_id, sku, kind, on_hand_delta, allocated_delta, order_id)
         VALUES (gen_random_uuid(), '${sku}', 'allocation', 0, 1, '${orderId}')`,
      /has 1 SKU-\S+ too many bound/,
    ],
    [
      'another amount than was captured',
      ({ orderId }) => `UPDATE payment.attempt SET amount = 749 WHERE order_id = '${orderId}'`,
      /is confirmed over 750 with a payment of 749/,
    ],
    [
      'money that did not go back',
      ({ orderId }) => `DELETE FROM payment.reversal WHERE order_id = '${orderId}'`,
      /is cancelled; of its payment of 750 \(captured\), 0 went back, not 750/,
      true,
    ],
    [
      'a key that has made nothing',
      ({ key }) => `DELETE FROM idempotency.intent WHERE key = '${key}'`,
      /has made nothing; its shopper was told of the order/,
    ],
  ];
  it.each(TAMPERING)('notices %s', async (_what, sql, said, cancelled = false) => {
    const ordered = await order({ cancelled });
    await database.query(sql(ordered));
    expect((await findingsOf(ordered)).join('\n')).toMatch(said);
  });

  it('notices a refused key that made an order all the same, and an order that nobody was told of', async () => {
    const ordered = await order();
    const { journal, key, orderId, sessionId } = ordered;
    journal.note('key', key, {
      owner: `session:${sessionId}`,
      operation: 'checkout',
      key,
      made: null,
      at: Date.now(),
    });
    expect(await findingsOf(ordered)).toEqual([
      `The key ${key} (checkout) has made the order ${orderId}; its shopper was told that it made nothing.`,
    ]);
    const other = await order();
    journal.note('session', other.sessionId, {});
    journal.note('key', key, {
      owner: `session:${sessionId}`,
      operation: 'checkout',
      key,
      made: orderId,
      at: Date.now(),
    });
    expect(await findingsOf(ordered)).toEqual([
      `The order ${other.orderId} of the cart ${other.cartId} exists, and no shopper was told of it.`,
    ]);
    // A checkout that got no answer may have made one.
    journal.note('cart', other.cartId, { fate: 'unknown' });
    expect(await findingsOf(ordered)).toEqual([]);
  });
});
