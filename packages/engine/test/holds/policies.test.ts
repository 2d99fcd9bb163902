/** What a shop may choose: when units are held, and how many one shopper may have. */
import { store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { guest, sell } from '../http/shop.ts';
import { problemOf } from '../sale/sale.ts';
import { availableAt, heldAt, put, untilSold, untilWhole } from './holding.ts';

describe('a shop that holds from checkout on', () => {
  it('lets several carts have the same unit, and the first to check out has it', async () => {
    const engine = await openEngine({ holdPolicy: 'checkout' });
    await untilWhole(engine);
    const { sku } = await sell(engine, { onHand: 1 });
    const [ada, eve] = [await guest(engine), await guest(engine)];
    const [hers, his] = [await ada.cartWith(sku), await eve.cartWith(sku)];
    expect(hers.lines[0]?.heldUntil).toBeNull();
    expect(await availableAt(engine, sku)).toBe(1);
    const refused = await problemOf(put(ada, hers.cartId, sku, 2));
    expect(refused).toMatchObject({ code: 'insufficient-stock', available: 1 });
    // What is declined is allocated; what is refused is not held.
    expect((await eve.checkout(his.cartId)).status).toBe(201);
    expect(await problemOf(ada.checkout(hers.cartId))).toMatchObject({
      code: 'insufficient-stock',
      available: 0,
    });
    await untilSold(engine, sku, { allocated: 1, held: 0 });
    const { rows } = await engine.database.query(
      `SELECT 1 FROM inventory.movement WHERE sku = $1 AND hold_id IS NOT NULL`,
      [sku],
    );
    expect(rows).toHaveLength(1);
  });
});

describe('a shop that holds nothing', () => {
  it('leaves it all to PostgreSQL', async () => {
    const engine = await openEngine({ holdPolicy: 'none' });
    await untilWhole(engine);
    const { sku } = await sell(engine, { onHand: 1 });
    const [ada, eve] = [await guest(engine), await guest(engine)];
    const [hers, his] = [await ada.cartWith(sku), await eve.cartWith(sku)];
    expect((await eve.checkout(his.cartId)).status).toBe(201);
    expect(await problemOf(ada.checkout(hers.cartId))).toMatchObject({ code: 'insufficient-stock' });
    await untilSold(engine, sku, { allocated: 1, held: 0 });
    const { rows } = await engine.database.query(
      `SELECT 1 FROM inventory.movement WHERE hold_id IS NOT NULL`,
    );
    expect(rows).toEqual([]);
  });
});

describe('one shopper', async () => {
  const engine = await openEngine({
    holdLinesMax: 3,
    holdUnitsMax: 12,
    holdUnitsPerSkuMax: 5,
    holdSeconds: 3,
  });
  await untilWhole(engine);

  it('cannot take a SKU away from everybody, however many carts she makes', async () => {
    const { sku } = await sell(engine, { onHand: 20 });
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku, 3);
    expect(await problemOf(ada.cartWith(sku, 3))).toMatchObject({ status: 409, code: 'limit-exceeded' });
    expect(await problemOf(put(ada, cart.cartId, sku, 6))).toMatchObject({ code: 'limit-exceeded' });
    expect(await heldAt(engine, sku)).toBe(3);
    await ada.cartWith(sku, 2);
    expect(await heldAt(engine, sku)).toBe(5);
    // Others are not concerned, and less is never refused.
    await (await guest(engine)).cartWith(sku, 5);
    await put(ada, cart.cartId, sku, 1);
    expect(await heldAt(engine, sku)).toBe(8);
  });

  it('has so many lines and units in all, and has them again when they have ended', async () => {
    const skus = await Promise.all(Array.from({ length: 4 }, () => sell(engine, { onHand: 20 })));
    const [first, second, third, fourth] = skus.map(({ sku }) => sku) as [string, string, string, string];
    const ada = await guest(engine);
    const create = (...lines: [string, number][]) =>
      ada.client.call(store.createCart, {
        body: { lines: lines.map(([sku, quantity]) => ({ sku, quantity })) },
      });
    expect(await problemOf(create([first, 5], [second, 5], [third, 3]))).toMatchObject({
      code: 'limit-exceeded',
      detail: 'One shopper’s carts hold at most 12 units in all.',
    });
    expect(await heldAt(engine, first)).toBe(0);
    const { body: cart } = await create([first, 1], [second, 1], [third, 1]);
    expect(await problemOf(create([fourth, 1]))).toMatchObject({
      code: 'limit-exceeded',
      detail: 'One shopper’s carts hold at most 3 lines.',
    });
    await put(ada, cart.cartId, first, 0);
    await create([fourth, 1]);
    await until(async () => (await heldAt(engine, fourth)) === 0, { deadlineMs: 10_000, what: 'their end' });
    await create([first, 4], [second, 4], [third, 4]);
  });

  it('is let in by what was refused: a refusal counts for nothing', async () => {
    const { sku } = await sell(engine, { onHand: 2 });
    const ada = await guest(engine);
    for (let turn = 0; turn < 5; turn += 1)
      expect(await problemOf(ada.cartWith(sku, 5))).toMatchObject({ code: 'insufficient-stock' });
    await ada.cartWith(sku, 2);
  });
});

describe('Redis that loses its memory', async () => {
  const engine = await openEngine();
  await untilWhole(engine);

  it('forgets carts and holds, and nothing is sold twice or lost for ever', async () => {
    const { sku } = await sell(engine, { onHand: 5 });
    const [ada, eve] = [await guest(engine), await guest(engine)];
    const paid = await ada.cartWith(sku, 2);
    await ada.checkout(paid.cartId);
    await eve.cartWith(sku, 3);
    await engine.redis.flushDb();
    // At once, while the read side is being made: PostgreSQL says what there is, and what is held since counts.
    const bob = await guest(engine);
    const cart = await bob.cartWith(sku, 2);
    expect(await problemOf(eve.cartWith(sku, 2))).toMatchObject({ code: 'insufficient-stock', available: 1 });
    expect(await availableAt(engine, sku)).toBe(1);
    await untilWhole(engine);
    expect(await availableAt(engine, sku)).toBe(1);
    expect(await problemOf(eve.cartWith(sku, 2))).toMatchObject({ code: 'insufficient-stock', available: 1 });
    await eve.cartWith(sku, 1);
    expect((await bob.checkout(cart.cartId)).status).toBe(201);
    await untilSold(engine, sku, { allocated: 4, held: 1 });
  });
});
