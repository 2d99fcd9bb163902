import { store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { stopSale } from '../../src/modules/sale/index.ts';
import { constraintOf, transaction } from '../../src/platform/postgres.ts';
import { newId } from '../../src/shared/ids.ts';
import { guest, shopper, signUp } from '../http/shop.ts';
import { audit, cancel, claim, openSale, order, problemOf, saleOf, stockOf } from './sale.ts';

const engine = await openEngine({ payWindowSeconds: 2 });
const { database } = engine;
const claimed = async (saleId: string, quantity = 1) => {
  const who = await guest(engine);
  const { body } = await claim(who, saleId, { quantity });
  return { who, ...body };
};

describe('checking out claimed units', () => {
  it('sells them once: out of what is set aside, into what is allocated', async () => {
    const { saleId, sku } = await openSale(engine);
    const { who, cartId } = await claimed(saleId, 2);
    const key = newId();
    const email = `${newId()}@example.com`;
    const answers = await Promise.all(Array.from({ length: 10 }, () => order(who, cartId, { key, email })));
    expect(new Set(answers.map(({ body }) => body.orderId)).size).toBe(1);
    expect(answers[0]).toMatchObject({
      status: 201,
      body: { total: { amount: 2_000 }, status: 'confirmed' },
    });
    expect(await stockOf(database, sku)).toEqual({ on_hand: 20, allocated: 2, set_aside: 8 });
    expect(await saleOf(engine, saleId)).toMatchObject({ state: 'open', remaining: 8 });
    expect(await engine.charged(answers[0]?.body.orderId ?? '')).toMatchObject({
      authorisations: 1,
      captured: 2_000,
    });
    await audit(database);
  });

  it('is refused once the claim is over, and the cart can go on without it', async () => {
    const { saleId, sku } = await openSale(engine, { holdSeconds: 1 });
    const { who, cartId } = await claimed(saleId);
    await until(async () => (await saleOf(engine, saleId)).remaining === 10, {
      deadlineMs: 5_000,
      what: 'the claim to expire',
    });
    expect(await problemOf(order(who, cartId))).toMatchObject({
      status: 409,
      code: 'sold-out',
      errors: [{ sku, available: 0 }],
    });
    const params = { cartId, sku };
    const raise = who.client.call(store.setCartLine, { params, body: { quantity: 1 } });
    expect(await problemOf(raise)).toMatchObject({ code: 'sold-out' });
    expect((await who.client.call(store.removeCartLine, { params })).body.lines).toEqual([]);
    expect(await stockOf(database, sku)).toEqual({ on_hand: 20, allocated: 0, set_aside: 10 });
    await audit(database);
  });

  it('is possible for a live claim after the sale was stopped; the rest returns to the shelf after it', async () => {
    const { saleId, sku } = await openSale(engine);
    const [first, second] = [await claimed(saleId), await claimed(saleId)];
    await transaction(database, (tx) => stopSale(tx, { saleId, at: new Date() }));
    expect(await saleOf(engine, saleId)).toMatchObject({ state: 'stopped', remaining: 0 });
    expect(await problemOf(claim(await guest(engine), saleId))).toMatchObject({ code: 'not-open' });
    expect((await order(first.who, first.cartId)).status).toBe(201);
    expect(await stockOf(database, sku)).toEqual({ on_hand: 20, allocated: 1, set_aside: 9 });
    await second.who.client.call(store.removeCartLine, { params: { cartId: second.cartId, sku } });
    await until(async () => (await stockOf(database, sku))?.set_aside === 0, {
      deadlineMs: 5_000,
      what: 'the rest to return to the shelf',
    });
    await audit(database);
  });
});

describe('the limit per buyer', () => {
  it('counts an e-mail address however it is written, and a customer whatever address she gives', async () => {
    const { saleId } = await openSale(engine, { perBuyerLimit: 2 });
    const name = newId();
    const first = await claimed(saleId, 2);
    await order(first.who, first.cartId, { email: `${name}@example.com` });
    const second = await claimed(saleId);
    const twice = order(second.who, second.cartId, { email: `${name.toUpperCase()}+again@Example.com` });
    expect(await problemOf(twice)).toMatchObject({ status: 409, code: 'limit-exceeded' });
    // The claim lives on, and another buyer may have it.
    expect((await order(second.who, second.cartId)).status).toBe(201);

    const customer = shopper(engine, (await signUp(engine)).token);
    const own = (await claim(customer, saleId, { quantity: 2 })).body;
    const email = `${newId()}@example.com`;
    await order(customer, own.cartId, { email });
    const asGuest = await claimed(saleId);
    expect(await problemOf(order(asGuest.who, asGuest.cartId, { email }))).toMatchObject({
      code: 'limit-exceeded',
    });
    await audit(database);
  });

  it('holds when one buyer checks out many claims at once', async () => {
    const { saleId, sku } = await openSale(engine, { perBuyerLimit: 3 });
    const claims = await Promise.all(Array.from({ length: 10 }, () => claimed(saleId)));
    const email = `${newId()}@example.com`;
    const outcomes = await Promise.allSettled(claims.map(({ who, cartId }) => order(who, cartId, { email })));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(await problemOf(Promise.reject(outcome.reason))).toMatchObject({ code: 'limit-exceeded' });
    expect(await stockOf(database, sku)).toMatchObject({ allocated: 3, set_aside: 7 });
    await audit(database);
  });

  it('is the schema’s last word too', async () => {
    const { saleId } = await openSale(engine, { perBuyerLimit: 2 });
    const { who, cartId } = await claimed(saleId, 2);
    await order(who, cartId);
    for (const [change, constraint] of [
      ['UPDATE sale.buyer SET quantity = 3 WHERE sale_id = $1', 'buyer_within_limit'],
      ['UPDATE sale.sale SET claimed = 9 WHERE sale_id = $1', 'sale_within_allocation'],
      ['UPDATE sale.sale SET closed_at = now() WHERE sale_id = $1', 'sale_closed_empty'],
    ] as const)
      await expect(database.query(change, [saleId])).rejects.toSatisfy(
        (error) => constraintOf(error) === constraint,
      );
  });
});

describe('an order that ends', () => {
  it('gives its units back into an open sale, and its buyer may have them again', async () => {
    const { saleId, sku } = await openSale(engine, { allocation: 2 });
    const { who, cartId } = await claimed(saleId, 2);
    const email = `${newId()}@example.com`;
    const { body } = await order(who, cartId, { email });
    expect(await saleOf(engine, saleId)).toMatchObject({ state: 'soldOut' });
    const twice = await Promise.allSettled([cancel(who, body.orderId), cancel(who, body.orderId)]);
    expect(twice.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await saleOf(engine, saleId)).toMatchObject({ state: 'open', remaining: 2 });
    expect(await stockOf(database, sku)).toEqual({ on_hand: 20, allocated: 0, set_aside: 2 });
    expect(await problemOf(order(who, cartId, { email }))).toMatchObject({ code: 'sold-out' });
    const again = await claim(who, saleId, { quantity: 2 });
    expect((await order(who, again.body.cartId, { email })).status).toBe(201);
    await audit(database);
  });

  it('gives them to the shelf when the sale is over', async () => {
    const { saleId, sku } = await openSale(engine);
    const { who, cartId } = await claimed(saleId);
    const { body } = await order(who, cartId);
    await transaction(database, (tx) => stopSale(tx, { saleId, at: new Date() }));
    expect(await stockOf(database, sku)).toEqual({ on_hand: 20, allocated: 1, set_aside: 0 });
    await cancel(who, body.orderId);
    expect(await stockOf(database, sku)).toEqual({ on_hand: 20, allocated: 0, set_aside: 0 });
    await audit(database);
  });

  it('gives them back too when it was never paid', async () => {
    const { saleId } = await openSale(engine, { allocation: 1 });
    const { who, cartId } = await claimed(saleId);
    expect(await problemOf(order(who, cartId, { token: 'tok_declined' }))).toMatchObject({ status: 402 });
    expect(await saleOf(engine, saleId)).toMatchObject({ state: 'soldOut' });
    await until(async () => (await saleOf(engine, saleId)).remaining === 1, {
      deadlineMs: 8_000,
      what: 'the time to pay to end',
    });
    await audit(database);
  });
});
