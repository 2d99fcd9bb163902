import { ApiProblem, admin, store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { newId } from '../../src/shared/ids.ts';
import { details, guest, sell, shopper, signUp } from './shop.ts';

const engine = await openEngine({ allowedOrigins: ['http://shop.example'] });
const staff = engine.as(engine.staffKey);

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => (error instanceof ApiProblem ? error.problem.code : Promise.reject(error)),
  );
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${engine.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

describe('one intent, one effect', () => {
  it('also without a token: the same request with the same key is the same shopper’s', async () => {
    const { sku } = await sell(engine, { onHand: 50 });
    const body = { ...details(), lines: [{ sku, quantity: 1 }] };
    const headers = { 'idempotency-key': newId() };
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('/v1/orders', body, headers)));
    const orders = (await Promise.all(answers.map((answer) => answer.json()))) as { orderId: string }[];
    expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(1);
    const token = answers[0]?.headers.get('cartwright-session') ?? '';
    expect((await engine.as(token).call(store.listOrders)).body.items).toHaveLength(1);
    const other = await post('/v1/orders', { ...body, email: 'eve@example.com' }, headers);
    expect(((await other.json()) as { orderId: string }).orderId).not.toBe(orders[0]?.orderId);
  });

  it('also across a sign-in: a repeated request is a replay', async () => {
    const { sku } = await sell(engine);
    const ada = await guest(engine);
    const wanted = {
      body: { ...details(), lines: [{ sku, quantity: 1 }] },
      headers: { 'idempotency-key': newId() },
    };
    const first = await ada.client.call(store.placeOrder, wanted);
    const customer = await signUp(engine, { token: ada.token });
    const again = await engine.as(customer.token).call(store.placeOrder, wanted);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.body.orderId).toBe(first.body.orderId);
  });

  it('also while she signs in: the order is hers, and its request is answered', async () => {
    const { sku } = await sell(engine);
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku);
    const paying = ada.checkout(cart.cartId, { token: 'tok_slow' });
    await until(async () => (await ada.client.call(store.listOrders)).body.items.length === 1, {
      deadlineMs: 5_000,
      what: 'the order',
    });
    const customer = await signUp(engine, { token: ada.token });
    const paid = await paying;
    expect(paid).toMatchObject({ status: 201, body: { status: 'confirmed' } });
    const hers = await engine.as(customer.token).call(store.listOrders);
    expect(hers.body.items.map(({ orderId }) => orderId)).toEqual([paid.body.orderId]);
  });

  it('a session that signed in places nothing any more under its old token', async () => {
    const { sku } = await sell(engine, { onHand: 30 });
    for (let turn = 0; turn < 8; turn += 1) {
      const ada = await guest(engine);
      const wanted = {
        body: { ...details(), lines: [{ sku, quantity: 1 }] },
        headers: { 'idempotency-key': newId() },
      };
      const [placed, customer] = await Promise.all([
        ada.client.call(store.placeOrder, wanted).catch((error: ApiProblem) => error.problem.code),
        signUp(engine, { token: ada.token }),
      ]);
      const hers = (await engine.as(customer.token).call(store.listOrders)).body.items.map(
        ({ orderId }) => orderId,
      );
      expect(hers).toEqual(typeof placed === 'string' ? [] : [placed.body.orderId]);
    }
  });

  it('a declined guest signs in and pays the same order from the same cart', async () => {
    const { sku } = await sell(engine);
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku);
    expect(await codeOf(ada.checkout(cart.cartId, { token: 'tok_declined' }))).toBe('payment-declined');
    const customer = await signUp(engine, { token: ada.token });
    expect((await shopper(engine, customer.token).checkout(cart.cartId)).status).toBe(201);
  });
});

describe('money', () => {
  it('is found again when clocks differ: a paid order is paid, and its cancellation refunds', async () => {
    const { sku } = await sell(engine);
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku);
    expect(await codeOf(ada.checkout(cart.cartId, { token: 'tok_declined' }))).toBe('payment-declined');
    // As if the process that asked first had a clock that is far ahead.
    await engine.database.query(
      `UPDATE payment.attempt SET attempt_id = 'ffffffff-0000-7000-8000-000000000000'
       WHERE attempt_id = (SELECT max(attempt_id::text)::uuid FROM payment.attempt)`,
    );
    const { body: paid } = await ada.checkout(cart.cartId);
    expect(paid.payment.status).toBe('captured');
    const params = { orderId: paid.orderId };
    await ada.client.call(store.cancelOrder, { params, headers: { 'idempotency-key': newId() } });
    expect(await engine.charged(paid.orderId)).toMatchObject({ captured: 2_500, refunded: 2_500 });
  });

  it('beyond all bounds is refused before anything is placed', async () => {
    const { sku } = await sell(engine, { price: 10_000_000_000, onHand: 2_000 });
    const ada = await guest(engine);
    const order = (quantity: number) =>
      ada.client.call(store.placeOrder, {
        body: { ...details(), lines: [{ sku, quantity }] },
        headers: { 'idempotency-key': newId() },
      });
    expect(await codeOf(order(101))).toBe('limit-exceeded');
    const doubled = [
      { sku, quantity: 999 },
      { sku, quantity: 999 },
    ];
    const twice = ada.client.call(store.placeOrder, {
      body: { ...details(), lines: doubled },
      headers: { 'idempotency-key': newId() },
    });
    expect(await codeOf(twice)).toBe('limit-exceeded');
    expect((await staff.call(admin.getStock, { params: { sku } })).body.allocated).toBe(0);
    expect((await ada.client.call(store.listOrders)).body.items).toEqual([]);
  });
});

describe('one request', () => {
  it('cannot hold up the others, however its text is made', async () => {
    const body = { ...details(), lines: [{ sku: 'a', quantity: 1 }] };
    body.shippingAddress = { ...body.shippingAddress, name: `${'a'.repeat(900_000)}\u0001` };
    const startedAt = performance.now();
    expect((await post('/v1/orders', body, { 'idempotency-key': 'k' })).status).toBe(400);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });

  it('with thousands of faults is told the first of them', async () => {
    const body = { ...details(), lines: Array.from({ length: 200_000 }, () => ({})) };
    const answer = await post('/v1/orders', body, { 'idempotency-key': 'k' });
    expect(answer.status).toBe(400);
    expect((await answer.text()).length).toBeLessThan(10_000);
  });

  it('leaves nothing behind that the contract does not know', async () => {
    const { sku } = await sell(engine);
    const deep = JSON.parse(`${'['.repeat(3_000)}${']'.repeat(3_000)}`);
    const body = { ...details(), lines: [{ sku, quantity: 1 }], extra: deep };
    const answer = await post(
      '/v1/orders',
      { ...body, shippingAddress: { ...body.shippingAddress, junk: 'x'.repeat(10_000) } },
      { 'idempotency-key': newId() },
    );
    expect(answer.status).toBe(201);
    expect(await answer.text()).not.toContain('xxxx');
    const { rows } = await engine.database.query(
      `SELECT 1 FROM orders.placed_order WHERE shipping_address ? 'junk'`,
    );
    expect(rows).toEqual([]);
  });

  it('whose client hangs up gives its place back', async () => {
    const small = await openEngine({ inFlightMax: 3 });
    const { sku } = await sell(small);
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ ...details('tok_slow'), lines: [{ sku, quantity: 1 }] });
    await Promise.all(
      Array.from({ length: 3 }, (_, turn) =>
        fetch(`${small.url}/v1/orders`, {
          method: 'POST',
          headers: { ...headers, 'idempotency-key': `hang-up-${turn}` },
          body,
          signal: AbortSignal.timeout(300),
        }).catch(() => {}),
      ),
    );
    await until(async () => (await fetch(`${small.url}/v1/stock?sku=a`)).status === 200, {
      deadlineMs: 2_000,
      what: 'a free place',
    });
  });

  it('of a foreign page changes nothing in a browser’s name, and gives it no other session', async () => {
    const foreign = { origin: 'https://evil.example' };
    expect((await post('/v1/session', {}, foreign)).status).toBe(403);
    expect((await post('/v1/carts', {}, foreign)).status).toBe(403);
    const form = await fetch(`${engine.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: 'x',
    });
    expect(form.status).toBe(415);
  });
});
