import { admin, store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { restock, stockLevel } from '../../src/modules/inventory/index.ts';
import { findSale, type SaleInput, scheduleSale, stopSale, sweepSale } from '../../src/modules/sale/index.ts';
import { constraintOf, transaction, transactionUnlessRefused } from '../../src/platform/postgres.ts';
import { newId } from '../../src/shared/ids.ts';
import { guest, sell } from '../http/shop.ts';
import { audit, claim, MINUTE_MS, openSale, order, problemOf, saleOf, stockOf } from './sale.ts';

const engine = await openEngine();
const { database } = engine;
const staff = engine.as(engine.staffKey);
const fromNow = (minutes: number): Date => new Date(Date.now() + minutes * MINUTE_MS);

const schedule = (over: Partial<SaleInput> & { sku: string }) =>
  transactionUnlessRefused(database, (tx) =>
    scheduleSale(tx, {
      title: 'A drop',
      currency: 'USD',
      price: 900,
      allocation: 5,
      startsAt: fromNow(10),
      endsAt: fromNow(20),
      perBuyerLimit: 1,
      holdSeconds: 60,
      ...over,
    }),
  );

describe('scheduling a sale', () => {
  it('sets its units apart, so that nobody else can sell, count or adjust them away', async () => {
    const { sku, productId } = await sell(engine, { onHand: 8 });
    const scheduled = await schedule({ sku });
    if (!scheduled.ok) throw new Error(scheduled.code);
    expect(await saleOf(engine, scheduled.saleId)).toMatchObject({
      sku,
      productId,
      price: { amount: 900, currency: 'USD' },
      state: 'scheduled',
      allocation: 5,
      remaining: 5,
      perBuyerLimit: 1,
      queueLength: 0,
    });
    const { body: record } = await staff.call(admin.getStock, { params: { sku } });
    expect(record).toMatchObject({ onHand: 8, allocated: 0, setAside: 5, availableToSell: 3 });
    const { body: product } = await engine.client.call(store.getProduct, { params: { productId } });
    expect(product.variants[0]?.availableToSell).toBe(3);
    const ada = await guest(engine);
    const asked = ada.client.call(store.createCart, { body: { lines: [{ sku, quantity: 4 }] } });
    expect(await problemOf(asked)).toMatchObject({ code: 'insufficient-stock', available: 3 });
    expect((await order(ada, (await ada.cartWith(sku, 3)).cartId)).status).toBe(201);
    const change = (body: { onHand: number } | { adjust: number; reason: string }) =>
      staff.call(admin.putStock, { params: { sku }, body });
    const refused = await problemOf(change({ onHand: 7 }));
    expect(refused).toMatchObject({ status: 409, code: 'conflict', allocated: 3, setAside: 5 });
    expect(await problemOf(change({ adjust: -1, reason: 'broken' }))).toMatchObject({ code: 'conflict' });
    await expect(
      database.query('UPDATE inventory.stock SET on_hand = 7 WHERE sku = $1', [sku]),
    ).rejects.toSatisfy((error) => constraintOf(error) === 'stock_bound_within_on_hand');
    await audit(database);
  });

  it('survives a reset of the shelf with its units', async () => {
    const { sku } = await openSale(engine, { allocation: 4 });
    await transaction(database, (tx) =>
      restock(tx, { after: '', limit: 1_000, available: 25, actor: 'test', reason: 'reset' }),
    );
    expect(await stockLevel(database, sku)).toMatchObject({ onHand: 29, setAside: 4 });
    await audit(database);
  });

  it('is refused for what nobody sells, for more than there is, and for a window that cannot be', async () => {
    const { sku } = await sell(engine, { onHand: 4 });
    expect(await schedule({ sku: 'no-such-sku' })).toMatchObject({ ok: false, code: 'unknown-sku' });
    expect(await schedule({ sku })).toEqual({ ok: false, code: 'insufficient-stock', available: 4 });
    for (const window of [
      { startsAt: fromNow(20), endsAt: fromNow(10) },
      { startsAt: fromNow(-20), endsAt: fromNow(-10) },
      { sold: 1 },
    ])
      expect(await schedule({ sku, allocation: 2, ...window })).toMatchObject({ code: 'invalid-window' });
    expect(await stockOf(database, sku)).toMatchObject({ set_aside: 0 });
  });

  it('takes in a sale that is over as history: nothing is set apart', async () => {
    const { sku } = await sell(engine, { onHand: 1 });
    const over = { allocation: 100, sold: 97, startsAt: fromNow(-120), endsAt: fromNow(-60) };
    const saleId = newId();
    expect(await schedule({ sku, saleId, ...over })).toEqual({ ok: true, saleId });
    const told = await until(() => saleOf(engine, saleId), {
      deadlineMs: 5_000,
      what: 'the sale to be seen',
    });
    expect(told).toMatchObject({ state: 'ended', allocation: 100, remaining: 0 });
    expect(await stockOf(database, sku)).toEqual({ on_hand: 1, allocated: 0, set_aside: 0 });
    await transaction(database, (tx) => sweepSale(tx, { saleId, at: new Date() }));
    expect(await stockOf(database, sku)).toMatchObject({ set_aside: 0 });
  });
});

describe('a sale that is over', () => {
  it('gives its units back to the shelf by itself, once, however many sweep', async () => {
    const { sku } = await sell(engine, { onHand: 9 });
    const soon = await schedule({ sku, startsAt: fromNow(-1), endsAt: new Date(Date.now() + 400) });
    if (!soon.ok) throw new Error(soon.code);
    expect(await stockOf(database, sku)).toMatchObject({ set_aside: 5 });
    await until(async () => (await stockOf(database, sku))?.set_aside === 0, {
      deadlineMs: 5_000,
      what: 'the units to return',
    });
    const { saleId } = soon;
    const at = new Date();
    await Promise.all(
      Array.from({ length: 8 }, () => transaction(database, (tx) => sweepSale(tx, { saleId, at }))),
    );
    expect(await stockOf(database, sku)).toEqual({ on_hand: 9, allocated: 0, set_aside: 0 });
    await audit(database);
  });

  it('can be stopped, before it starts too, and then stays stopped', async () => {
    const { sku } = await sell(engine, { onHand: 9 });
    const scheduled = await schedule({ sku });
    if (!scheduled.ok) throw new Error(scheduled.code);
    const { saleId } = scheduled;
    const stop = () => transaction(database, (tx) => stopSale(tx, { saleId, at: new Date() }));
    expect(await Promise.all([stop(), stop()])).toEqual([{ ok: true }, { ok: true }]);
    expect(await saleOf(engine, saleId)).toMatchObject({ state: 'stopped', remaining: 0 });
    expect(await findSale(database, saleId, fromNow(60))).toMatchObject({ state: 'stopped' });
    expect(await stockOf(database, sku)).toMatchObject({ set_aside: 0 });
    const unknown = transaction(database, (tx) => stopSale(tx, { saleId: newId(), at: new Date() }));
    expect(await unknown).toEqual({ ok: false, code: 'not-found' });
  });
});

describe('GET /v1/sales', () => {
  it('lists what is open or to come, soonest first, then what ended lately', async () => {
    const { sku } = await sell(engine, { onHand: 100 });
    const minutes: [number, number, number?][] = [
      [30, 60],
      [-10, 10],
      [-60, -30, 5],
      [-30, -20, 5],
      [-60 * 24 * 9, -60 * 24 * 8, 5],
    ];
    const ids: string[] = [];
    for (const [from, to, sold] of minutes) {
      const window = { startsAt: fromNow(from), endsAt: fromNow(to) };
      const made = await schedule({ sku, ...window, ...(sold === undefined ? {} : { sold }) });
      if (!made.ok) throw new Error(made.code);
      ids.push(made.saleId);
    }
    const { body } = await engine.client.call(store.listSales);
    const listed = body.items.filter((sale) => sale.sku === sku);
    expect(listed.map(({ saleId }) => saleId)).toEqual([ids[1], ids[0], ids[3], ids[2]]);
    expect(listed.map(({ state }) => state)).toEqual(['open', 'scheduled', 'ended', 'ended']);
  });

  it('knows no product of what is not sold any more, and lets nobody claim it', async () => {
    const { saleId, sku } = await openSale(engine);
    await database.query(
      `UPDATE catalog.product SET status = 'draft'
       WHERE product_id = (SELECT product_id FROM catalog.variant WHERE sku = $1)`,
      [sku],
    );
    // Written past the engine, so that nobody waits for the read side to show it.
    await until(async () => (await saleOf(engine, saleId)).productId === null, {
      deadlineMs: 5_000,
      what: 'the sale without its product',
    });
    // Nor does it give anybody units that she could not check out.
    const asked = claim(await guest(engine), saleId);
    expect(await problemOf(asked)).toMatchObject({ status: 403, code: 'not-open' });
    const nobody = engine.client.call(store.getSale, { params: { saleId: 'no-sale' } });
    expect(await problemOf(nobody)).toMatchObject({ status: 404 });
  });
});
