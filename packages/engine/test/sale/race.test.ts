import { store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { guest, sell } from '../http/shop.ts';
import { audit, claim, openSale, order, problemOf, saleOf, stockOf } from './sale.ts';

const BUYERS = 300;
const UNITS = 50;
const engine = await openEngine();

describe('a sale that everybody comes to at once', () => {
  it('gives 300 buyers its 50 units, each once, and takes nothing from the shelf', async () => {
    const { sku } = await sell(engine, { onHand: 80 });
    const { saleId } = await openSale(engine, { sku, allocation: UNITS, perBuyerLimit: 1 });
    const buyers = await Promise.all(Array.from({ length: BUYERS }, () => guest(engine)));
    const outcomes = await Promise.allSettled(
      buyers.map(async (who) => ({ who, ...(await claim(who, saleId)).body })),
    );
    const got = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : []));
    expect(got).toHaveLength(UNITS);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(await problemOf(Promise.reject(outcome.reason))).toMatchObject({ code: 'sold-out' });
    expect(await saleOf(engine, saleId)).toMatchObject({ state: 'open', remaining: 0 });
    expect(await stockOf(engine.database, sku)).toEqual({ on_hand: 80, allocated: 0, set_aside: UNITS });
    await audit(engine.database);

    const orders = await Promise.all(got.map(({ who, cartId }) => order(who, cartId)));
    expect(new Set(orders.map(({ body }) => body.orderId)).size).toBe(UNITS);
    expect(await saleOf(engine, saleId)).toMatchObject({ state: 'soldOut', remaining: 0 });
    expect(await stockOf(engine.database, sku)).toEqual({ on_hand: 80, allocated: UNITS, set_aside: 0 });
    await audit(engine.database);
  });

  it('keeps to the limit of a buyer who comes through many doors at once', async () => {
    const { saleId } = await openSale(engine, { onHand: 50, allocation: 40, perBuyerLimit: 4 });
    const ada = await guest(engine);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, turn) => claim(ada, saleId, { quantity: (turn % 3) + 1 })),
    );
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    for (const reason of refused)
      expect(await problemOf(Promise.reject(reason))).toMatchObject({ code: 'limit-exceeded' });
    const { rows } = await engine.database.query<{ quantity: string }>(
      'SELECT sum(quantity) AS quantity FROM sale.claim WHERE sale_id = $1',
      [saleId],
    );
    expect(Number(rows[0]?.quantity)).toBeLessThanOrEqual(4);
    expect(Number(rows[0]?.quantity)).toBeGreaterThan(1);
    await audit(engine.database);
  });

  it('shares a SKU with the shelf, and neither takes the other’s units', async () => {
    const { sku } = await sell(engine, { onHand: 40 });
    const { saleId } = await openSale(engine, { sku, allocation: 25, perBuyerLimit: 1 });
    const placeFromShelf = async () => {
      const who = await guest(engine);
      const { cartId } = await who.cartWith(sku);
      return order(who, cartId);
    };
    const placeFromSale = async () => {
      const who = await guest(engine);
      return order(who, (await claim(who, saleId)).body.cartId);
    };
    const outcomeOf = (placed: Promise<unknown>, from: string) =>
      placed.then(
        () => from,
        async (reason) => (await problemOf(Promise.reject(reason))).code,
      );
    const outcomes = await Promise.all([
      ...Array.from({ length: 40 }, () => outcomeOf(placeFromShelf(), 'shelf')),
      ...Array.from({ length: 40 }, () => outcomeOf(placeFromSale(), 'sale')),
    ]);
    // The CHECKs never have to say it.
    expect(new Set(outcomes)).toEqual(new Set(['shelf', 'sale', 'insufficient-stock', 'sold-out']));
    expect(outcomes.filter((from) => from === 'shelf')).toHaveLength(15);
    expect(outcomes.filter((from) => from === 'sale')).toHaveLength(25);
    expect(await stockOf(engine.database, sku)).toEqual({ on_hand: 40, allocated: 40, set_aside: 0 });
    const { body } = await engine.client.call(store.getStock, { query: { sku: [sku] } });
    expect(body.items).toEqual([{ sku, availableToSell: 0 }]);
    await audit(engine.database);
  });
});
