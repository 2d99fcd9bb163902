import { ApiProblem, admin, store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { newId } from '../../src/shared/ids.ts';
import { details, guest, sell } from './shop.ts';

const engine = await openEngine();
const staff = engine.as(engine.staffKey);

const stockOf = async (sku: string) => (await staff.call(admin.getStock, { params: { sku } })).body;

/** The problem that a call ends with. */
const problemOf = async (call: Promise<unknown>) => {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof ApiProblem)) throw new Error(`no problem: ${String(outcome)}`);
  return { ...outcome.problem, headers: outcome.headers };
};

describe('POST /v1/carts/{cartId}/checkout', () => {
  it('answers 201 with the confirmed order; the session sees it, another does not', async () => {
    const { sku } = await sell(engine);
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku, 2);
    const { status, body, headers } = await ada.checkout(cart.cartId);
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/v1/orders/${body.orderId}`);
    expect(body).toMatchObject({
      status: 'confirmed',
      payment: { status: 'captured' },
      subtotal: { amount: 5_000, currency: 'USD' },
      discountTotal: { amount: 0 },
      total: { amount: 5_000 },
      lines: [{ sku, quantity: 2, unitPrice: { amount: 2_500 }, lineTotal: { amount: 5_000 } }],
    });
    expect(await stockOf(sku)).toMatchObject({ onHand: 10, allocated: 2, availableToSell: 8 });
    const orders = await ada.client.call(store.listOrders);
    expect(orders.body.items.map(({ orderId }) => orderId)).toEqual([body.orderId]);
    const eve = await guest(engine);
    expect(
      await problemOf(eve.client.call(store.getOrder, { params: { orderId: body.orderId } })),
    ).toMatchObject({
      status: 404,
      code: 'not-found',
    });
    expect((await eve.client.call(store.listOrders)).body.items).toEqual([]);
    expect(await problemOf(ada.client.call(store.currentCart))).toMatchObject({ status: 404 });
  });

  it('posted fifty times at once with one key makes one order and one charge', async () => {
    const { sku } = await sell(engine, { onHand: 100 });
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku);
    const key = newId();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ada.checkout(cart.cartId, { key })));
    expect(new Set(answers.map(({ body }) => body.orderId)).size).toBe(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const replays = answers.filter(({ headers }) => headers.get('idempotent-replayed') === 'true');
    expect(replays).toHaveLength(49);
    expect(await stockOf(sku)).toMatchObject({ allocated: 1 });
    expect(await engine.charged(answers[0]?.body.orderId ?? '')).toMatchObject({
      authorisations: 1,
      captured: 2_500,
    });
  });

  it('wants an Idempotency-Key, and one body for each', async () => {
    const { sku } = await sell(engine);
    const ada = await guest(engine);
    const body = { ...details(), lines: [{ sku, quantity: 1 }] };
    expect(await problemOf(ada.client.call(store.placeOrder, { body }))).toMatchObject({
      status: 400,
      code: 'idempotency-key-missing',
    });
    const headers = { 'idempotency-key': newId() };
    await ada.client.call(store.placeOrder, { body, headers });
    const other = { ...body, lines: [{ sku, quantity: 2 }] };
    expect(await problemOf(ada.client.call(store.placeOrder, { body: other, headers }))).toMatchObject({
      status: 422,
      code: 'idempotency-mismatch',
    });
  });

  it('declined answers 402 with what to do; another card pays the same order; the key replays the decline', async () => {
    const { sku } = await sell(engine, { onHand: 1 });
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku);
    const key = newId();
    const declined = await problemOf(ada.checkout(cart.cartId, { key, token: 'tok_insufficient_funds' }));
    expect(declined).toMatchObject({
      status: 402,
      code: 'payment-declined',
      declineCode: 'insufficient_funds',
    });
    expect(Date.parse(declined.payUntil ?? '')).toBeGreaterThan(Date.now() + 9 * 60_000);
    expect(
      await problemOf(ada.checkout(cart.cartId, { key, token: 'tok_insufficient_funds' })),
    ).toMatchObject({
      status: 402,
      orderId: declined.orderId,
    });
    // Its lines are bound to the order meanwhile.
    const change = ada.client.call(store.setCartLine, {
      params: { cartId: cart.cartId, sku },
      body: { quantity: 2 },
    });
    expect(await problemOf(change)).toMatchObject({ status: 409, code: 'checkout-in-progress' });
    const paid = await ada.checkout(cart.cartId);
    expect(paid.status).toBe(201);
    expect(paid.body.orderId).toBe(declined.orderId);
    expect(await problemOf(ada.checkout(cart.cartId))).toMatchObject({
      status: 409,
      code: 'illegal-transition',
    });
  });

  it('a declined order without a cart is paid through its own address', async () => {
    const { sku } = await sell(engine);
    const ada = await guest(engine);
    const headers = () => ({ 'idempotency-key': newId() });
    const body = { ...details('tok_declined'), lines: [{ sku, quantity: 1 }] };
    const declined = await problemOf(ada.client.call(store.placeOrder, { body, headers: headers() }));
    const orderId = declined.orderId ?? '';
    const pay = { params: { orderId }, body: { payment: { token: 'tok_ok' } } };
    const eve = await guest(engine);
    expect(await problemOf(eve.client.call(store.payOrder, { ...pay, headers: headers() }))).toMatchObject({
      status: 404,
    });
    const paid = await ada.client.call(store.payOrder, { ...pay, headers: headers() });
    expect(paid).toMatchObject({ status: 201, body: { orderId, status: 'confirmed' } });
  });

  it('does not wait when asked not to, and the order is confirmed by itself', async () => {
    const { sku } = await sell(engine);
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku);
    const { status, body } = await ada.checkout(cart.cartId, { token: 'tok_slow', prefer: 'respond-async' });
    expect(status).toBe(202);
    expect(body).toMatchObject({ status: 'placed', payment: { status: 'pending' } });
    expect(body.estimatedCompletionSeconds).toBeGreaterThan(0);
    expect(await problemOf(ada.checkout(cart.cartId))).toMatchObject({
      status: 409,
      code: 'checkout-in-progress',
    });
    await until(
      async () =>
        (await ada.client.call(store.getOrder, { params: { orderId: body.orderId } })).body.status ===
        'confirmed',
      { deadlineMs: 8_000, what: 'the confirmation' },
    );
  });

  it('tok_fraud is held for review, and only staff may approve it', async () => {
    const { sku } = await sell(engine);
    const ada = await guest(engine);
    const { status, body } = await ada.checkout((await ada.cartWith(sku)).cartId, { token: 'tok_fraud' });
    expect([status, body.status]).toEqual([202, 'inReview']);
    const review = { params: { orderId: body.orderId }, body: { decision: 'approve' as const } };
    expect(await problemOf(ada.client.call(admin.reviewOrder, review))).toMatchObject({ status: 401 });
    await staff.call(admin.reviewOrder, review);
    await until(
      async () =>
        (await staff.call(admin.getOrder, { params: { orderId: body.orderId } })).body.payment.status ===
        'captured',
      { deadlineMs: 5_000, what: 'the capture' },
    );
    expect(await problemOf(staff.call(admin.reviewOrder, review))).toMatchObject({
      code: 'illegal-transition',
    });
  });

  it('refuses an unknown payment token before anything is placed', async () => {
    const { sku } = await sell(engine);
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku);
    expect(await problemOf(ada.checkout(cart.cartId, { token: 'tok_nonsense' }))).toMatchObject({
      status: 400,
    });
    expect(await stockOf(sku)).toMatchObject({ allocated: 0 });
  });

  it('tells moved prices once, with the new cart, and then charges the new price', async () => {
    const { sku, productId } = await sell(engine, { price: 1_000 });
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku);
    const variants = [{ sku, price: { amount: 1_200, currency: 'USD' } }];
    await staff.call(admin.putProduct, { params: { productId }, body: { title: 'Dearer', variants } });
    const changed = await problemOf(ada.checkout(cart.cartId));
    expect(changed).toMatchObject({ status: 409, code: 'price-changed', cart: { total: { amount: 1_200 } } });
    expect((await ada.checkout(cart.cartId)).body.total.amount).toBe(1_200);
  });

  it('refuses an empty cart, and one whose stock went meanwhile, saying what is left of each', async () => {
    const ada = await guest(engine);
    const empty = (await ada.client.call(store.createCart, { body: {} })).body;
    expect(await problemOf(ada.checkout(empty.cartId))).toMatchObject({ status: 409, code: 'cart-empty' });
    const { sku } = await sell(engine, { onHand: 3 });
    const cart = await ada.cartWith(sku, 3);
    await staff.call(admin.putStock, { params: { sku }, body: { onHand: 1 } });
    expect(await problemOf(ada.checkout(cart.cartId))).toMatchObject({
      status: 409,
      code: 'insufficient-stock',
      available: 1,
      errors: [{ sku, available: 1 }],
    });
  });

  it('cancelled, an order gives back stock and money, once for one key', async () => {
    const { sku } = await sell(engine);
    const ada = await guest(engine);
    const { orderId } = (await ada.checkout((await ada.cartWith(sku, 4)).cartId)).body;
    const cancel = () =>
      ada.client.call(store.cancelOrder, {
        params: { orderId },
        headers: { 'idempotency-key': 'cancel-it' },
      });
    expect((await cancel()).body).toMatchObject({ status: 'cancelled', payment: { status: 'refunded' } });
    expect((await cancel()).headers.get('idempotent-replayed')).toBe('true');
    expect(await stockOf(sku)).toMatchObject({ onHand: 10, allocated: 0 });
    expect(await engine.charged(orderId)).toMatchObject({ captured: 10_000, refunded: 10_000 });
  });
});
