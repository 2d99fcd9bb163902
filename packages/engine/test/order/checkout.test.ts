import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openProvider, processContext } from '../../../../test/support/money.ts';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { countStock, stockLevel } from '../../src/modules/inventory/index.ts';
import { findOrder } from '../../src/modules/order/index.ts';
import { transaction } from '../../src/platform/postgres.ts';
import { createCheckout, type Wanted } from '../../src/processes/checkout.ts';
import { createCheckoutReads } from '../../src/processes/checkout-reads.ts';
import { endOrder } from '../../src/processes/end-order.ts';
import { reviewOrder } from '../../src/processes/review.ts';
import { sweepOnce } from '../../src/processes/sweeper.ts';
import { newId } from '../../src/shared/ids.ts';

const { database } = await openTestDatabase();
const provider = await openProvider();
const context = processContext({
  database,
  providerUrl: provider.url,
  env: { CARTWRIGHT_AUTHORISE_DEADLINE_MS: '4500' },
});
const reads = createCheckoutReads(database, { currency: 'USD', publicUrl: 'http://localhost' });
const checkout = createCheckout(context, reads);
const WAIT_MS = 5_000;

const stocked = async (onHand: number): Promise<string> => {
  const sku = `sku-${newId()}`;
  await transaction(database, (tx) =>
    countStock(tx, [{ sku, onHand }], { actor: 'test', reason: 'counted' }),
  );
  return sku;
};

const wish = (
  sku: string,
  over: { token?: string; key?: string; cartId?: string; quantity?: number; session?: string } = {},
): Wanted => {
  const sessionId = over.session ?? newId();
  return {
    owner: { sessionId, customerId: null },
    intent: {
      owner: `session:${sessionId}`,
      operation: 'order',
      key: over.key ?? newId(),
      bodySha256: createHash('sha256').update(sku).digest(),
    },
    cartId: over.cartId ?? null,
    details: {
      email: 'ada@example.com',
      shippingAddress: { name: 'Ada', line1: '1 Main St', city: 'London', postalCode: 'N1', country: 'GB' },
    },
    token: over.token ?? 'tok_ok',
    lines: [{ sku, productId: 'p', title: 'Thing', quantity: over.quantity ?? 1, unitPrice: 2_500 }],
    currency: 'USD',
  };
};

const place = async (wanted: Wanted, waitMs = WAIT_MS) => {
  const started = await checkout.start(wanted);
  if (!started.ok) throw new Error(started.code);
  await checkout.settled(started, waitMs);
  const found = await findOrder(database, started.orderId);
  if (found === undefined) throw new Error('no order');
  return { started, order: found.order };
};

const order = async (orderId: string) => (await findOrder(database, orderId))?.order;

describe('a checkout', () => {
  it('allocates, charges once and confirms', async () => {
    const sku = await stocked(3);
    const { order: placed } = await place(wish(sku, { quantity: 2 }));
    expect(placed).toMatchObject({
      status: 'confirmed',
      payment: { status: 'captured' },
      total: { amount: 5_000 },
    });
    expect(placed.timeline.map(({ event }) => event)).toEqual([
      'placed',
      'paymentAuthorised',
      'paymentCaptured',
    ]);
    expect(await stockLevel(database, sku)).toMatchObject({ onHand: 3, allocated: 2 });
    expect(await provider.charged(placed.orderId)).toMatchObject({
      authorisations: 1,
      captured: 5_000,
      refunded: 0,
    });
  });

  it('has one effect for fifty equal ones at once', async () => {
    const sku = await stocked(100);
    const wanted = wish(sku);
    const started = await Promise.all(Array.from({ length: 50 }, () => checkout.start(wanted)));
    const ids = new Set(started.map((one) => (one.ok ? one.orderId : one.code)));
    expect(ids.size).toBe(1);
    expect(started.filter((one) => one.ok && !one.replayed)).toHaveLength(1);
    const [orderId = ''] = ids;
    await until(async () => (await order(orderId))?.status === 'confirmed', {
      deadlineMs: WAIT_MS,
      what: 'confirmation',
    });
    expect(await stockLevel(database, sku)).toMatchObject({ allocated: 1 });
    expect(await provider.charged(orderId)).toMatchObject({ authorisations: 1, captured: 2_500 });
  });

  it('refuses the same key for another wish', async () => {
    const sku = await stocked(5);
    const wanted = wish(sku);
    await place(wanted);
    const other = { ...wanted, intent: { ...wanted.intent, bodySha256: Buffer.alloc(32) } };
    expect(await checkout.start(other)).toMatchObject({ ok: false, code: 'idempotency-mismatch' });
  });

  it('never oversells, and a refusal does not use up its key', async () => {
    const sku = await stocked(5);
    const outcomes = await Promise.all(Array.from({ length: 30 }, () => checkout.start(wish(sku))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(5);
    expect(await stockLevel(database, sku)).toMatchObject({ onHand: 5, allocated: 5 });
    const wanted = wish(sku);
    expect(await checkout.start(wanted)).toMatchObject({ ok: false, code: 'insufficient-stock' });
    await transaction(database, (tx) =>
      countStock(tx, [{ sku, onHand: 6 }], { actor: 'test', reason: 'found one' }),
    );
    expect(await checkout.start(wanted)).toMatchObject({ ok: true, replayed: false });
  });

  it('places a cart once, even from two tabs with two keys', async () => {
    const sku = await stocked(10);
    const [cartId, session] = [newId(), newId()];
    const tabs = [wish(sku, { cartId, session }), wish(sku, { cartId, session })];
    const outcomes = await Promise.all(tabs.map((tab) => checkout.start(tab)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const [refused] = outcomes.filter(({ ok }) => !ok);
    expect(['checkout-in-progress', 'already-ordered']).toContain(refused?.ok === false && refused.code);
    expect(await stockLevel(database, sku)).toMatchObject({ allocated: 1 });
  });
});

describe('every payment token', () => {
  it.each([
    ['tok_declined', 'declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
  ])(
    '%s is declined; the stock stays bound and another card pays the same order',
    async (token, declineCode) => {
      const sku = await stocked(1);
      const [cartId, session] = [newId(), newId()];
      const { order: declined } = await place(wish(sku, { token, cartId, session }));
      expect(declined).toMatchObject({ status: 'placed', payment: { status: 'declined', declineCode } });
      expect(declined.payUntil).toBeDefined();
      expect(await stockLevel(database, sku)).toMatchObject({ allocated: 1 });
      const { order: paid } = await place(wish(sku, { cartId, session }));
      expect(paid).toMatchObject({ orderId: declined.orderId, status: 'confirmed' });
      expect(await stockLevel(database, sku)).toMatchObject({ allocated: 1 });
      expect(await provider.charged(paid.orderId)).toMatchObject({ captured: 2_500 });
    },
  );

  it('tok_slow is confirmed within the wait', async () => {
    const { order: placed } = await place(wish(await stocked(1), { token: 'tok_slow' }));
    expect(placed.status).toBe('confirmed');
  });

  it('tok_flaky is confirmed and charged once', async () => {
    const { order: placed } = await place(wish(await stocked(1), { token: 'tok_flaky' }));
    expect(placed.status).toBe('confirmed');
    expect(await provider.charged(placed.orderId)).toMatchObject({ authorisations: 1, captured: 2_500 });
  });

  it('tok_timeout waits, is confirmed later, and is charged once', { timeout: 30_000 }, async () => {
    const { order: placed } = await place(wish(await stocked(1), { token: 'tok_timeout' }), 1_000);
    expect(placed).toMatchObject({ status: 'placed', payment: { status: 'pending' } });
    await until(
      async () => {
        await sweepOnce(context);
        return (await order(placed.orderId))?.status === 'confirmed';
      },
      { deadlineMs: 20_000, what: 'the sweeper to confirm' },
    );
    expect(await provider.charged(placed.orderId)).toMatchObject({ authorisations: 1, captured: 2_500 });
  });

  it('tok_fraud is held for review: approved it is captured, rejected it is voided and its stock returns', async () => {
    const alongside = async (): Promise<void> => {};
    const staff = { ...context, checkout };
    const good = (await place(wish(await stocked(1), { token: 'tok_fraud' }))).order;
    expect(good).toMatchObject({ status: 'inReview', payment: { status: 'authorised' } });
    expect(await provider.charged(good.orderId)).toMatchObject({ captured: 0 });
    await reviewOrder(staff, { orderId: good.orderId, decision: 'approve', alongside });
    await until(async () => (await order(good.orderId))?.status === 'confirmed', {
      deadlineMs: WAIT_MS,
      what: 'capture',
    });
    expect(await provider.charged(good.orderId)).toMatchObject({ captured: 2_500 });

    const sku = await stocked(1);
    const bad = (await place(wish(sku, { token: 'tok_fraud' }))).order;
    await reviewOrder(staff, { orderId: bad.orderId, decision: 'reject', alongside });
    expect(await order(bad.orderId)).toMatchObject({ status: 'cancelled', payment: { status: 'voided' } });
    expect(await stockLevel(database, sku)).toMatchObject({ allocated: 0 });
    expect(await provider.charged(bad.orderId)).toMatchObject({ captured: 0, voided: 2_500 });
  });
});

describe('ending an order', () => {
  it('cancelled after payment: stock returns and the money is refunded, once', async () => {
    const sku = await stocked(1);
    const wanted = wish(sku);
    const { order: placed } = await place(wanted);
    const intent = { ...wanted.intent, operation: `cancel:${placed.orderId}` };
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () =>
        endOrder(context, { orderId: placed.orderId, event: 'cancelled', intent }),
      ),
    );
    expect(outcomes.filter((ended) => ended.ok && !ended.replayed)).toHaveLength(1);
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    expect(await order(placed.orderId)).toMatchObject({
      status: 'cancelled',
      payment: { status: 'refunded' },
    });
    expect(await stockLevel(database, sku)).toMatchObject({ onHand: 1, allocated: 0 });
    expect(await provider.charged(placed.orderId)).toMatchObject({ captured: 2_500, refunded: 2_500 });
  });

  it('cancelled while the charge is under way: the charge goes back by itself', {
    timeout: 20_000,
  }, async () => {
    const sku = await stocked(1);
    const { order: placed } = await place(wish(sku, { token: 'tok_slow' }), 200);
    expect(placed.status).toBe('placed');
    expect(await endOrder(context, { orderId: placed.orderId, event: 'cancelled' })).toMatchObject({
      ok: true,
    });
    await until(async () => (await order(placed.orderId))?.payment.status === 'voided', {
      deadlineMs: 8_000,
      what: 'the void',
    });
    expect(await order(placed.orderId)).toMatchObject({ status: 'cancelled' });
    expect(await provider.charged(placed.orderId)).toMatchObject({
      authorised: 2_500,
      captured: 0,
      voided: 2_500,
    });
    expect(await stockLevel(database, sku)).toMatchObject({ allocated: 0 });
  });

  it('cancelled at any moment: what was charged goes back, once, and nothing is left pending', {
    timeout: 30_000,
  }, async () => {
    const sku = await stocked(40);
    const ids = await Promise.all(
      Array.from({ length: 40 }, async (_, turn) => {
        const started = await checkout.start(wish(sku));
        if (!started.ok) throw new Error(started.code);
        await new Promise((resolve) => setTimeout(resolve, turn * 2));
        await endOrder(context, { orderId: started.orderId, event: 'cancelled' });
        return started.orderId;
      }),
    );
    const pending = async () =>
      (
        await database.query(
          `SELECT 1 FROM payment.reversal WHERE status = 'pending' AND order_id = ANY($1)
           UNION ALL SELECT 1 FROM payment.attempt
           WHERE status IN ('pending', 'authorised') AND order_id = ANY($1)`,
          [ids],
        )
      ).rowCount;
    await until(
      async () => {
        await sweepOnce(context);
        return (await pending()) === 0;
      },
      { deadlineMs: 20_000, what: 'all money to be back' },
    );
    for (const orderId of ids) {
      expect(await order(orderId)).toMatchObject({ status: 'cancelled' });
      const { authorised, captured, voided, refunded } = await provider.charged(orderId);
      expect(captured - refunded).toBe(0);
      expect(authorised - captured - voided).toBe(0);
    }
    expect(await stockLevel(database, sku)).toMatchObject({ allocated: 0 });
  });

  it('declined and not paid until the deadline: payment failed, stock returns, the cart is free again', async () => {
    const sku = await stocked(1);
    const hasty = processContext({
      database,
      providerUrl: provider.url,
      env: { CARTWRIGHT_PAY_WINDOW_SECONDS: '1' },
    });
    const quick = createCheckout(hasty, reads);
    const cartId = newId();
    const started = await quick.start(wish(sku, { token: 'tok_declined', cartId }));
    if (!started.ok) throw new Error(started.code);
    await until(
      async () => {
        await sweepOnce(hasty);
        return (await order(started.orderId))?.status === 'paymentFailed';
      },
      { deadlineMs: 10_000, what: 'the deadline' },
    );
    expect(await stockLevel(database, sku)).toMatchObject({ allocated: 0 });
    expect((await place(wish(sku, { cartId }))).order.orderId).not.toBe(started.orderId);
  });

  it('a free order needs no provider', async () => {
    const wanted = wish(await stocked(1));
    const free = { ...wanted, lines: wanted.lines.map((line) => ({ ...line, unitPrice: 0 })) };
    const { order: placed } = await place(free);
    expect(placed).toMatchObject({ status: 'confirmed', total: { amount: 0 } });
    expect(await provider.charged(placed.orderId)).toMatchObject({ authorisations: 0 });
  });
});
