import { store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { newId } from '../../src/shared/ids.ts';
import { guest, sell, shopper, signUp } from '../http/shop.ts';
import { audit, claim, MINUTE_MS, openSale, problemOf, saleOf, stockOf } from './sale.ts';

const engine = await openEngine();

describe('POST /v1/sales/{saleId}/claims', () => {
  it('answers 201 with a cart that holds the units at the sale’s price, and leaves the shelf alone', async () => {
    const { saleId, sku } = await openSale(engine);
    const ada = await guest(engine);
    const made = await claim(ada, saleId, { quantity: 2 });
    expect(made.status).toBe(201);
    const { cartId, expiresAt } = made.body;
    const { body: cart } = await ada.client.call(store.getCart, { params: { cartId } });
    expect(cart.lines).toMatchObject([
      { sku, quantity: 2, unitPrice: { amount: 1_000 }, lineTotal: { amount: 2_000 }, heldUntil: expiresAt },
    ]);
    expect(cart.total.amount).toBe(2_000);
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now() + 9 * MINUTE_MS);
    expect(await saleOf(engine, saleId)).toMatchObject({ state: 'open', allocation: 10, remaining: 8 });
    expect(await stockOf(engine.database, sku)).toEqual({ on_hand: 20, allocated: 0, set_aside: 10 });
    expect((await ada.client.call(store.currentCart)).body.cartId).toBe(cartId);
    await audit(engine.database);
  });

  it('gives one claim for one key, and takes another key for another wish', async () => {
    const { saleId } = await openSale(engine);
    const ada = await guest(engine);
    const key = newId();
    const made = await Promise.all(Array.from({ length: 20 }, () => claim(ada, saleId, { key })));
    expect(new Set(made.map(({ body }) => body.claimId)).size).toBe(1);
    expect(made.filter(({ headers }) => headers.get('idempotent-replayed') === 'true')).toHaveLength(19);
    // A new ticket of the waiting room is no new wish.
    const again = await claim(ada, saleId, { key, admissionToken: 'a-ticket' });
    expect(again.body).toEqual(made[0]?.body);
    expect(await problemOf(claim(ada, saleId, { key, quantity: 2 }))).toMatchObject({
      status: 422,
      code: 'idempotency-mismatch',
    });
    expect(await saleOf(engine, saleId)).toMatchObject({ remaining: 9 });
    const keyless = ada.client.call(store.claimSale, { params: { saleId }, body: { quantity: 1 } });
    expect(await problemOf(keyless)).toMatchObject({ status: 400, code: 'idempotency-key-missing' });
  });

  it('opens at its start and not a moment before, and is over at its end', async () => {
    const ada = await guest(engine);
    const early = await openSale(engine, { startsAt: new Date(Date.now() + 1_000) });
    expect(await problemOf(claim(ada, early.saleId))).toMatchObject({ status: 403, code: 'not-open' });
    await until(async () => (await saleOf(engine, early.saleId)).state === 'open', {
      deadlineMs: 5_000,
      what: 'the sale to open',
    });
    expect((await claim(ada, early.saleId)).status).toBe(201);
    const late = await openSale(engine, { endsAt: new Date(Date.now() + 1_000) });
    await until(async () => (await saleOf(engine, late.saleId)).state === 'ended', {
      deadlineMs: 5_000,
      what: 'the sale to end',
    });
    expect(await problemOf(claim(ada, late.saleId))).toMatchObject({ status: 403, code: 'not-open' });
    expect(await problemOf(claim(ada, newId()))).toMatchObject({ status: 404, code: 'not-found' });
    expect(await problemOf(claim(ada, 'no-sale'))).toMatchObject({ status: 404, code: 'not-found' });
  });

  it('gives one buyer no more than her limit, live claims and orders counted together', async () => {
    const { saleId } = await openSale(engine, { perBuyerLimit: 3 });
    const ada = await guest(engine);
    const { body } = await claim(ada, saleId, { quantity: 2 });
    await ada.checkout(body.cartId);
    await claim(ada, saleId);
    expect(await problemOf(claim(ada, saleId))).toMatchObject({
      status: 409,
      code: 'limit-exceeded',
      available: 0,
    });
    expect((await claim(await guest(engine), saleId, { quantity: 3 })).status).toBe(201);
  });

  it('is sold out with a time to ask again while claims are unpaid, and without one when all is ordered', async () => {
    const { saleId } = await openSale(engine, { allocation: 2, holdSeconds: 5 });
    const [ada, eve] = [await guest(engine), await guest(engine)];
    const { body } = await claim(ada, saleId, { quantity: 2 });
    expect(await saleOf(engine, saleId)).toMatchObject({ state: 'open', remaining: 0 });
    const refused = await problemOf(claim(eve, saleId));
    expect(refused).toMatchObject({ status: 409, code: 'sold-out', available: 0 });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(5);
    await ada.checkout(body.cartId);
    expect(await saleOf(engine, saleId)).toMatchObject({ state: 'soldOut', remaining: 0 });
    const final = await problemOf(claim(eve, saleId));
    expect(final).toMatchObject({ status: 409, code: 'sold-out' });
    expect(final.headers.get('retry-after')).toBeNull();
  });

  it('lets units go again when their time is over', async () => {
    const { saleId } = await openSale(engine, { allocation: 1, holdSeconds: 1 });
    const ada = await guest(engine);
    const { body } = await claim(ada, saleId);
    const eve = await guest(engine);
    const got = await until(() => claim(eve, saleId).catch(() => undefined), {
      deadlineMs: 5_000,
      what: 'the unit to come back',
    });
    expect(got.status).toBe(201);
    const { body: cart } = await ada.client.call(store.getCart, { params: { cartId: body.cartId } });
    expect(cart.lines[0]?.heldUntil).toBe(body.expiresAt);
    expect(await problemOf(ada.checkout(body.cartId))).toMatchObject({ status: 409, code: 'sold-out' });
    await audit(engine.database);
  });
});

describe('the cart of a claim', () => {
  it('gives units back as they leave it, and takes none in', async () => {
    const { saleId, sku } = await openSale(engine, { perBuyerLimit: 5 });
    const ada = await guest(engine);
    const { body } = await claim(ada, saleId, { quantity: 3 });
    const params = { cartId: body.cartId, sku };
    const set = (quantity: number) => ada.client.call(store.setCartLine, { params, body: { quantity } });
    expect(await problemOf(set(4))).toMatchObject({ status: 409, code: 'limit-exceeded', available: 3 });
    expect((await set(2)).body.lines).toMatchObject([{ quantity: 2, lineTotal: { amount: 2_000 } }]);
    expect(await saleOf(engine, saleId)).toMatchObject({ remaining: 8 });
    expect((await ada.client.call(store.removeCartLine, { params })).body.lines).toEqual([]);
    expect(await saleOf(engine, saleId)).toMatchObject({ remaining: 10 });
    await audit(engine.database);
  });

  it('can be lost with Redis: the claim lives on until its time is over, and its key brings the cart back', async () => {
    const { saleId, sku } = await openSale(engine);
    const ada = await guest(engine);
    const key = newId();
    const { body } = await claim(ada, saleId, { key });
    await engine.redis.flushDb();
    const get = () => ada.client.call(store.getCart, { params: { cartId: body.cartId } });
    expect(await problemOf(get())).toMatchObject({ status: 404 });
    expect(await saleOf(engine, saleId)).toMatchObject({ remaining: 9 });
    expect((await claim(ada, saleId, { key })).body).toEqual(body);
    expect((await get()).body.lines).toMatchObject([{ sku, quantity: 1, unitPrice: { amount: 1_000 } }]);
    await ada.client.call(store.removeCartLine, { params: { cartId: body.cartId, sku } });
    await engine.redis.flushDb();
    await claim(ada, saleId, { key });
    expect(await problemOf(get())).toMatchObject({ status: 404 });
  });

  it('goes with the guest who signs in, and counts against her limit as a customer', async () => {
    const { saleId, sku } = await openSale(engine, { perBuyerLimit: 2 });
    const ada = await guest(engine);
    const key = newId();
    const { body } = await claim(ada, saleId, { quantity: 2, key });
    const signedUp = await signUp(engine, { token: ada.token });
    const customer = shopper(engine, signedUp.token);
    expect(await problemOf(claim(customer, saleId))).toMatchObject({ code: 'limit-exceeded' });
    expect((await claim(customer, saleId, { quantity: 2, key })).body).toEqual(body);
    const placed = await customer.checkout(body.cartId);
    expect(placed).toMatchObject({ status: 201, body: { lines: [{ sku, quantity: 2 }] } });
    expect(await problemOf(claim(customer, saleId))).toMatchObject({ code: 'limit-exceeded' });
    await audit(engine.database);
  });

  it('is not mixed with the older cart of the customer who signs in', async () => {
    const { saleId, sku } = await openSale(engine);
    const signedUp = await signUp(engine);
    const older = await shopper(engine, signedUp.token).cartWith(sku, 3);
    const ada = await guest(engine);
    const { body } = await claim(ada, saleId);
    const { body: session } = await ada.client.call(store.signIn, {
      body: { email: signedUp.customer?.email ?? '', password: signedUp.password },
    });
    const customer = shopper(engine, session.token);
    const show = async (cartId: string) =>
      (await customer.client.call(store.getCart, { params: { cartId } })).body.lines;
    expect(await show(body.cartId)).toMatchObject([{ quantity: 1, unitPrice: { amount: 1_000 } }]);
    expect(await show(older.cartId)).toMatchObject([{ quantity: 3, unitPrice: { amount: 2_500 } }]);
    expect((await customer.client.call(store.currentCart)).body.cartId).toBe(body.cartId);
  });

  it('may hold things from the shelf too, and is ordered with them', async () => {
    const { saleId, sku } = await openSale(engine);
    const other = await sell(engine);
    const ada = await guest(engine);
    const { body } = await claim(ada, saleId);
    await ada.client.call(store.setCartLine, {
      params: { cartId: body.cartId, sku: other.sku },
      body: { quantity: 2 },
    });
    const { body: order } = await ada.checkout(body.cartId);
    expect(order).toMatchObject({
      total: { amount: 6_000 },
      lines: [
        { sku, quantity: 1, unitPrice: { amount: 1_000 } },
        { sku: other.sku, quantity: 2, unitPrice: { amount: 2_500 } },
      ],
    });
    expect(await stockOf(engine.database, sku)).toEqual({ on_hand: 20, allocated: 1, set_aside: 9 });
    await audit(engine.database);
  });
});
