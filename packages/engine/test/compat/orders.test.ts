import { admin, store, type TutorialOrder, type TutorialStats } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { newId } from '../../src/shared/ids.ts';
import { openPage, type TutorialPage } from './browser.ts';
import { stockShelf, TOP, tutorialProduct } from './shelf.ts';

const engine = await openEngine();
const staff = engine.as(engine.staffKey);
const WATCH = tutorialProduct();
await stockShelf(engine, [WATCH, TOP]);

const stockOf = async (sku: string) => (await staff.call(admin.getStock, { params: { sku } })).body;

const buy = (
  page: TutorialPage,
  products: { productId: string | number; qty: number; productPrice: number }[],
) => page.post<string | null>('/orders/createOrder', { products });

const history = async (page: TutorialPage) =>
  (await page.get<TutorialOrder[]>('/orderHistory/viewOrderHistory')).body.data;

/** Waits until the newest order of the page's session has been paid. */
const paid = (page: TutorialPage) =>
  until(async () => (await history(page)).every(({ orderStatusCode }) => orderStatusCode === 4), {
    deadlineMs: 5_000,
    what: 'the payment',
  });

describe('POST /orders/createOrder', () => {
  it('answers the id of an order whose stock is allocated and which is then charged once', async () => {
    const page = openPage(engine.url);
    const before = await stockOf('11002');
    const { status, body } = await buy(page, [
      { productId: '11002', qty: 1, productPrice: 4950 },
      { productId: '11012', qty: 2, productPrice: 1195 },
    ]);
    expect({ status, body }).toEqual({
      status: 200,
      body: { data: expect.any(String), error: null, auth: page.token() },
    });
    expect((await stockOf('11002')).allocated).toBe(before.allocated + 1);
    await paid(page);
    expect(await engine.charged(String(body.data))).toMatchObject({
      authorisations: 1,
      captured: 4950 + 2 * 1195,
    });
  });

  it('takes a product id as a number too, and adds up lines of one product', async () => {
    const page = openPage(engine.url);
    await buy(page, [
      { productId: 11012, qty: 1, productPrice: 1195 },
      { productId: '11012', qty: 2, productPrice: 1195 },
    ]);
    expect((await history(page))[0]?.products).toMatchObject([{ productId: '11012', qty: 3 }]);
  });

  it('is the shop’s own order: /v1/orders of the same session shows it', async () => {
    const page = openPage(engine.url);
    const { body } = await buy(page, [{ productId: '11002', qty: 1, productPrice: 4950 }]);
    const orders = await engine.as(body.auth).call(store.listOrders);
    expect(orders.body.items).toMatchObject([
      { orderId: body.data, total: { amount: 4950, currency: 'USD' }, lines: [{ sku: '11002' }] },
    ]);
  });

  it('makes two orders of two equal requests: its client sends no key', async () => {
    const page = openPage(engine.url);
    const wish = [{ productId: '11012', qty: 1, productPrice: 1195 }];
    const ids = [(await buy(page, wish)).body.data, (await buy(page, wish)).body.data];
    expect((await history(page)).map(({ orderId }) => orderId)).toEqual(ids.reverse());
  });

  it.each([
    ['another price', 409, { productId: '11002', qty: 1, productPrice: 1 }, /4950 cents, not 1/],
    ['an unknown product', 404, { productId: '99999', qty: 1, productPrice: 1 }, /no product 99999/],
    ['more than there is', 409, { productId: '11002', qty: 999, productPrice: 4950 }, /Only \d+ of 11002/],
  ])('refuses %s and changes nothing', async (_, expected, line, message) => {
    const page = openPage(engine.url);
    const before = await stockOf('11002');
    const { status, body } = await buy(page, [line]);
    expect({ status, body }).toEqual({
      status: expected,
      body: { data: null, error: { message: expect.stringMatching(message) }, auth: page.token() },
    });
    expect(await stockOf('11002')).toEqual(before);
    expect(await history(page)).toEqual([]);
  });

  it('never sells more than there is, however many buy at once', async () => {
    const rare = tutorialProduct({ productId: `rare-${newId()}`, price: 100, stockQty: 3 });
    await stockShelf(engine, [rare]);
    const wish = [{ productId: rare.productId, qty: 1, productPrice: 100 }];
    const answers = await Promise.all(Array.from({ length: 12 }, () => buy(openPage(engine.url), wish)));
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array.from({ length: 3 }, () => 200),
      ...Array.from({ length: 9 }, () => 409),
    ]);
    expect(await stockOf(rare.productId)).toMatchObject({ onHand: 3, allocated: 3 });
  });
});

describe('GET /orderHistory/viewOrderHistory', () => {
  it('shows the session’s orders, newest first, with what was bought', async () => {
    const page = openPage(engine.url);
    const first = await buy(page, [{ productId: '11002', qty: 1, productPrice: 4950 }]);
    const second = await buy(page, [{ productId: '11012', qty: 2, productPrice: 1195 }]);
    await paid(page);
    const { status, body } = await page.get<TutorialOrder[]>('/orderHistory/viewOrderHistory');
    expect(status).toBe(200);
    expect(body).toMatchObject({ error: null, auth: first.body.auth });
    expect(body.data.map(({ orderId }) => orderId)).toEqual([second.body.data, first.body.data]);
    const [, order] = body.data;
    expect(order).toMatchObject({
      orderStatusCode: 4,
      potentialFraud: false,
      statusCode: 1,
      createdOn: expect.stringMatching(/^\d{4}-.*Z$/),
      products: [{ productId: '11002', qty: 1, productPrice: 4950 }],
    });
    expect(order?.createdBy).toBe(order?.userId);
    expect(order?.products[0]?.productData).toMatchObject({
      productId: '11002',
      productDisplayName: WATCH.productDisplayName,
      brandName: 'Puma',
      price: 4950,
      styleImages_default_imageURL: WATCH.styleImages_default_imageURL,
    });
  });

  it('shows nothing of another session', async () => {
    const ada = openPage(engine.url);
    await buy(ada, [{ productId: '11002', qty: 1, productPrice: 4950 }]);
    expect(await history(openPage(engine.url))).toEqual([]);
  });

  it('shows what an order line remembers of a product that is gone', async () => {
    const gone = tutorialProduct({ productId: `gone-${newId()}`, price: 700, productDisplayName: 'Old Hat' });
    await stockShelf(engine, [gone]);
    const page = openPage(engine.url);
    await buy(page, [{ productId: gone.productId, qty: 1, productPrice: 700 }]);
    await staff.call(admin.deleteProduct, { params: { productId: gone.productId } });
    const [order] = await history(page);
    expect(order?.products[0]?.productData).toMatchObject({
      productId: gone.productId,
      price: 700,
      productDisplayName: expect.stringContaining('Old Hat'),
      statusCode: 0,
    });
  });

  it('marks an order in review, and one that was cancelled as not paid', async () => {
    const page = openPage(engine.url);
    const [session] = [(await page.get('/orderHistory/viewOrderHistory')).body.auth];
    const shopper = engine.as(session);
    const { body } = await shopper.call(store.placeOrder, {
      headers: { 'idempotency-key': newId() },
      body: {
        email: 'ada@example.com',
        shippingAddress: { name: 'Ada', line1: '1 Main St', city: 'London', postalCode: 'N1', country: 'GB' },
        payment: { token: 'tok_fraud' },
        lines: [{ sku: '11002', quantity: 1 }],
      },
    });
    expect(await history(page)).toMatchObject([{ orderStatusCode: 2, potentialFraud: true }]);
    await shopper.call(store.cancelOrder, {
      params: { orderId: body.orderId },
      headers: { 'idempotency-key': newId() },
    });
    expect(await history(page)).toMatchObject([{ orderStatusCode: -4, potentialFraud: false }]);
  });
});

describe('POST /orders/getOrderStats', () => {
  const statsOf = async (page: TutorialPage) =>
    (await page.post<TutorialStats>('/orders/getOrderStats')).body.data;

  it('adds up the session’s paid orders, highest first, in cents', async () => {
    const page = openPage(engine.url);
    await buy(page, [{ productId: '11002', qty: 1, productPrice: 4950 }]);
    await buy(page, [
      { productId: '11012', qty: 3, productPrice: 1195 },
      { productId: '11002', qty: 1, productPrice: 4950 },
    ]);
    await paid(page);
    const stats = await statsOf(page);
    expect(stats).toMatchObject({
      totalPurchaseAmount: 2 * 4950 + 3 * 1195,
      productPurchaseQtySet: [
        { value: '11012', score: 3 },
        { value: '11002', score: 2 },
      ],
      categoryPurchaseAmountSet: [
        { value: 'accessories:watches', score: 9900 },
        { value: 'apparel:topwear', score: 3585 },
      ],
      brandPurchaseAmountSet: [
        { value: 'Puma', score: 9900 },
        { value: 'Wrangler', score: 3585 },
      ],
    });
    expect(stats.products.map(({ productId }) => productId)).toEqual(['11012', '11002']);
  });

  it('is empty without orders', async () => {
    expect(await statsOf(openPage(engine.url))).toEqual({
      totalPurchaseAmount: 0,
      productPurchaseQtySet: [],
      categoryPurchaseAmountSet: [],
      brandPurchaseAmountSet: [],
      products: [],
    });
  });
});
