/** Units in carts, as shoppers and staff see them. */
import { type ApiProblem, admin, type Cart, store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { newId } from '../../src/shared/ids.ts';
import { details, guest, sell, signUp } from '../http/shop.ts';
import { problemOf } from '../sale/sale.ts';
import { availableAt, heldAt, put, untilSold, untilWhole } from './holding.ts';

const engine = await openEngine();
await untilWhole(engine);
const HOLD_MS = engine.config.holdSeconds * 1_000;

const heldFor = (cart: Cart, sku: string): number => {
  const until = cart.lines.find((line) => line.sku === sku)?.heldUntil;
  return until == null ? Number.NaN : Date.parse(until) - Date.now();
};

describe('a line in a cart', () => {
  it('takes its units the moment it is put in, changes them, and gives them back with the line', async () => {
    const { sku, productId } = await sell(engine, { onHand: 10 });
    const ada = await guest(engine);
    const { cartId } = (await ada.client.call(store.createCart, { body: {} })).body;
    for (const [quantity, left] of [
      [3, 7],
      [5, 5],
      [1, 9],
      [10, 0],
    ] as const) {
      const { body } = await put(ada, cartId, sku, quantity);
      expect(heldFor(body, sku)).toBeGreaterThan(HOLD_MS - 30_000);
      expect(heldFor(body, sku)).toBeLessThanOrEqual(HOLD_MS + 5_000);
      expect(await availableAt(engine, sku)).toBe(left);
    }
    await until(
      async () => {
        const { body } = await engine.client.call(store.getProduct, { params: { productId } });
        return body.variants[0]?.availableToSell === 0;
      },
      { deadlineMs: 2_000, what: 'the product page to say so' },
    );
    const stock = await engine.as(engine.staffKey).call(admin.getStock, { params: { sku } });
    expect(stock.body).toMatchObject({ onHand: 10, allocated: 0, held: 10, availableToSell: 0 });
    await ada.client.call(store.removeCartLine, { params: { cartId, sku } });
    expect(await availableAt(engine, sku)).toBe(10);
    expect(await heldAt(engine, sku)).toBe(0);
  });

  it('moves the number in lists and in the stream of everybody else', async () => {
    const { sku, productId } = await sell(engine, { onHand: 4 });
    const listed = async () => {
      const { body } = await engine.client.call(store.listProducts, { query: { limit: 100 } });
      return body.items.find((item) => item.productId === productId)?.availableToSell;
    };
    await until(async () => (await listed()) === 4, { deadlineMs: 5_000, what: 'the product in the list' });
    const stream = await fetch(`${engine.url}/v1/stock/stream?sku=${sku}`);
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku, 3);
    let told = '';
    const decoder = new TextDecoder();
    for await (const chunk of stream.body ?? []) {
      told += decoder.decode(chunk as Uint8Array);
      if (told.includes('"availableToSell":1')) break;
    }
    await until(async () => (await listed()) === 1, { deadlineMs: 2_000, what: 'the list to say so' });
    await put(ada, cart.cartId, sku, 4);
    const inStock = async () =>
      (await engine.client.call(store.listProducts, { query: { inStock: true, limit: 100 } })).body.items;
    await until(async () => !(await inStock()).some((item) => item.productId === productId), {
      deadlineMs: 2_000,
      what: 'the list to leave it out',
    });
    await ada.client.call(store.removeCartLine, { params: { cartId: cart.cartId, sku } });
    await until(async () => (await listed()) === 4, { deadlineMs: 2_000, what: 'the list to say so' });
  });

  it('is refused what others hold, with what it could have, and the cart stays as it was', async () => {
    const { sku } = await sell(engine, { onHand: 5 });
    const [ada, eve] = [await guest(engine), await guest(engine)];
    await ada.cartWith(sku, 3);
    const cart = await eve.cartWith(sku, 1);
    const refused = await problemOf(put(eve, cart.cartId, sku, 3));
    // The one that she has, and the one that is left.
    expect(refused).toMatchObject({ status: 409, code: 'insufficient-stock', available: 2 });
    const after = (await eve.client.call(store.getCart, { params: { cartId: cart.cartId } })).body;
    expect(after.lines).toEqual(cart.lines);
    expect(await availableAt(engine, sku)).toBe(1);
    expect((await put(eve, cart.cartId, sku, 2)).body.lines[0]?.quantity).toBe(2);
    expect(await availableAt(engine, sku)).toBe(0);
  });

  it('gets the last unit once, however many carts want it', async () => {
    const { sku } = await sell(engine, { onHand: 1 });
    const shoppers = await Promise.all(Array.from({ length: 12 }, () => guest(engine)));
    const outcomes = await Promise.allSettled(shoppers.map((one) => one.cartWith(sku)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect((outcome.reason as ApiProblem).problem).toMatchObject({
          code: 'insufficient-stock',
          available: 0,
        });
    expect(await heldAt(engine, sku)).toBe(1);
  });

  it('comes with all others of a new cart, or none of them holds anything', async () => {
    const [scarce, plenty] = [await sell(engine, { onHand: 1 }), await sell(engine, { onHand: 50 })];
    const ada = await guest(engine);
    const lines = [
      { sku: plenty.sku, quantity: 7 },
      { sku: scarce.sku, quantity: 2 },
    ];
    const refused = await problemOf(ada.client.call(store.createCart, { body: { lines } }));
    expect(refused).toMatchObject({
      code: 'insufficient-stock',
      errors: [{ sku: scarce.sku, available: 1 }],
    });
    expect(await heldAt(engine, plenty.sku)).toBe(0);
    expect(await heldAt(engine, scarce.sku)).toBe(0);
    const nobody = [...lines.slice(0, 1), { sku: 'nobody-sells-this', quantity: 1 }];
    expect(await problemOf(ada.client.call(store.createCart, { body: { lines: nobody } }))).toMatchObject({
      status: 404,
    });
    expect(await heldAt(engine, plenty.sku)).toBe(0);
  });

  it('is held in the cart that a guest takes along when she signs in, and adds up there', async () => {
    const [both, old] = [await sell(engine, { onHand: 10 }), await sell(engine, { onHand: 10 })];
    const first = await guest(engine);
    const customer = await signUp(engine, { token: first.token });
    const her = engine.as(customer.token);
    const older = [
      { sku: both.sku, quantity: 2 },
      { sku: old.sku, quantity: 4 },
    ];
    await her.call(store.createCart, { body: { lines: older } });
    const again = await guest(engine);
    const cart = await again.cartWith(both.sku, 3);
    const { email } = customer.customer ?? { email: '' };
    const signedIn = await again.client.call(store.signIn, { body: { email, password: customer.password } });
    const merged = await engine
      .as(signedIn.body.token)
      .call(store.getCart, { params: { cartId: cart.cartId } });
    expect(merged.body.lines.map(({ sku, quantity }) => [sku, quantity])).toEqual(
      expect.arrayContaining([
        [both.sku, 5],
        [old.sku, 4],
      ]),
    );
    expect(await heldAt(engine, both.sku)).toBe(5);
    expect(await heldAt(engine, old.sku)).toBe(4);
    expect(heldFor(merged.body, old.sku)).toBeGreaterThan(HOLD_MS - 30_000);
    await engine.as(signedIn.body.token).call(store.setCartLine, {
      params: { cartId: cart.cartId, sku: both.sku },
      body: { quantity: 0 },
    });
    expect(await heldAt(engine, both.sku)).toBe(0);
  });
});

describe('an order', () => {
  it('turns what its cart holds into an allocation, and no unit is counted twice or free between', async () => {
    const { sku } = await sell(engine, { onHand: 10 });
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku, 4);
    const seen = new Set<number>();
    let watching = true;
    const watch = (async () => {
      while (watching) seen.add(await availableAt(engine, sku));
    })();
    const { body: order } = await ada.checkout(cart.cartId);
    await untilSold(engine, sku, { allocated: 4, held: 0 });
    watching = false;
    await watch;
    expect([...seen]).toEqual([6]);
    const { rows } = await engine.database.query<{ hold_id: string | null }>(
      'SELECT hold_id FROM inventory.movement WHERE order_id = $1',
      [order.orderId],
    );
    expect(rows).toEqual([{ hold_id: expect.stringContaining(cart.cartId) }]);
  });

  it('that is declined holds no more than it has allocated, and is paid from the same cart', async () => {
    const { sku } = await sell(engine, { onHand: 3 });
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku, 3);
    expect(await problemOf(ada.checkout(cart.cartId, { token: 'tok_declined' }))).toMatchObject({
      code: 'payment-declined',
    });
    await untilSold(engine, sku, { allocated: 3, held: 0 });
    expect((await ada.checkout(cart.cartId)).status).toBe(201);
    expect(await heldAt(engine, sku)).toBe(0);
  });

  it('without a cart may not have what carts hold', async () => {
    const { sku } = await sell(engine, { onHand: 3 });
    const [ada, eve] = [await guest(engine), await guest(engine)];
    const cart = await ada.cartWith(sku, 2);
    const direct = (quantity: number) =>
      eve.client.call(store.placeOrder, {
        body: { ...details(), lines: [{ sku, quantity }] },
        headers: { 'idempotency-key': newId() },
      });
    expect(await problemOf(direct(2))).toMatchObject({ code: 'insufficient-stock', available: 1 });
    expect((await direct(1)).status).toBe(201);
    expect((await ada.checkout(cart.cartId)).status).toBe(201);
    await untilSold(engine, sku, { allocated: 3, held: 0 });
  });

  it('that PostgreSQL refuses leaves the cart with what it holds', async () => {
    const { sku } = await sell(engine, { onHand: 5 });
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku, 4);
    await engine.as(engine.staffKey).call(admin.putStock, { params: { sku }, body: { onHand: 2 } });
    expect(await problemOf(ada.checkout(cart.cartId))).toMatchObject({
      code: 'insufficient-stock',
      available: 2,
    });
    expect(await heldAt(engine, sku)).toBe(4);
    // Less than she has is never refused, though more is held than there is.
    const { body } = await put(ada, cart.cartId, sku, 2);
    expect(heldFor(body, sku)).toBeGreaterThan(HOLD_MS - 30_000);
    expect((await ada.checkout(cart.cartId)).status).toBe(201);
    await untilSold(engine, sku, { allocated: 2, held: 0 });
  });

  it('that was cancelled gives back, and its cart takes hold again when it is used', async () => {
    const { sku } = await sell(engine, { onHand: 2 });
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku, 2);
    const { body: order } = await ada.checkout(cart.cartId);
    await ada.client.call(store.cancelOrder, {
      params: { orderId: order.orderId },
      headers: { 'idempotency-key': newId() },
    });
    await untilSold(engine, sku, { allocated: 0, held: 0 });
    expect(await availableAt(engine, sku)).toBe(2);
    const { body } = await put(ada, cart.cartId, sku, 1);
    expect(heldFor(body, sku)).toBeGreaterThan(0);
    expect(await availableAt(engine, sku)).toBe(1);
  });
});
