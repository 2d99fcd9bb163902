import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import { admin, type TutorialProduct } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { type Envelope, openPage, type TutorialPage } from './browser.ts';
import { stockShelf, TOP, tutorialProduct } from './shelf.ts';

const engine = await openEngine();
const staff = engine.as(engine.staffKey);
const WATCH = tutorialProduct();
const PERCENT = tutorialProduct({ productId: '11020', productDisplayName: 'Shirt, 100% Cotton' });
const SOLD_OUT = tutorialProduct({ productId: '11030', productDisplayName: 'Sold Out Watch', stockQty: 0 });
await stockShelf(engine, [WATCH, TOP, PERCENT, SOLD_OUT]);

const page = openPage(engine.url);
const list = async (on: TutorialPage, filter?: object) =>
  (await on.post<TutorialProduct[]>('/products/getProductsByFilter', filter)).body.data;
const ids = async (filter?: object) => (await list(page, filter)).map(({ productId }) => productId);

/** Lists products under a `Host` that `fetch` would not send. */
const listAs = (host: string, filter: object): Promise<Envelope<TutorialProduct[]>> =>
  new Promise((resolve, reject) => {
    const call = request(`${engine.url}/products/getProductsByFilter`, {
      method: 'POST',
      headers: { host, 'content-type': 'application/json' },
    });
    call.once('error', reject);
    call.once('response', (response) =>
      json(response).then((body) => resolve(body as Envelope<TutorialProduct[]>), reject),
    );
    call.end(JSON.stringify(filter));
  });

describe('POST /products/getProductsByFilter', () => {
  it('gives products back as they came in', async () => {
    const { status, body } = await page.post<TutorialProduct[]>('/products/getProductsByFilter', {
      productDisplayName: '',
      productId: '11002',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ error: null, isFromCache: false, auth: page.token() });
    expect(body.data).toEqual([WATCH]);
  });

  it('gives all that are in stock, by id, when nothing is asked for, with an empty body too', async () => {
    const inStock = ['11002', '11012', '11020'];
    expect(await ids({ productDisplayName: '', productId: '' })).toEqual(inStock);
    expect(await ids({})).toEqual(inStock);
    expect(await ids()).toEqual(inStock);
  });

  it.each([
    ['in any case', 'bLaCk WaTcH', ['11002']],
    ['with wildcards taken literally', '100%', ['11020']],
    ['with an underscore taken literally', 'Puma_Men', []],
    ['with a backslash taken literally', '\\', []],
    ['by the title alone, not by the SKU', '11002', []],
    ['by the title alone, not by the brand', 'race 85', []],
  ])('finds a part of the title, %s', async (_, productDisplayName, found) => {
    expect(await ids({ productDisplayName })).toEqual(found);
  });

  it('finds a product by its id alone, exactly, as a number too', async () => {
    expect(await ids({ productId: '11012' })).toEqual(['11012']);
    expect(await ids({ productId: 11012 })).toEqual(['11012']);
    expect(await ids({ productId: '1101' })).toEqual([]);
    expect(await ids({ productId: '11012', productDisplayName: 'watch' })).toEqual([]);
  });

  it('shows a product of several variants as its first one in stock', async () => {
    const variant = (sku: string, amount: number, onHand: number) => ({
      sku,
      title: sku,
      price: { amount, currency: 'USD' },
      onHand,
    });
    await staff.call(admin.putProduct, {
      params: { productId: 'shoe' },
      body: { title: 'Shoe', variants: [variant('shoe-40', 900, 0), variant('shoe-41', 950, 2)] },
    });
    expect(await list(page, { productId: 'shoe' })).toMatchObject([{ price: 950, stockQty: 2 }]);
    const { body } = await page.post('/orders/createOrder', {
      products: [{ productId: 'shoe', qty: 2, productPrice: 950 }],
    });
    expect(body.error).toBeNull();
    expect(await list(page, { productId: 'shoe' })).toEqual([]);
  });

  it.each([
    ['the address that was called', 'shop.local:4000', 'http://shop.local:4000'],
    ['the configured one when that is no address', 'x"><script>', engine.config.publicUrl],
  ])('gives the shop’s own pictures under %s', async (_, host, address) => {
    await staff.call(admin.putProduct, {
      params: { productId: 'own-picture' },
      body: {
        title: 'Own picture',
        images: [{ url: `${engine.config.publicUrl}/media/abc.png`, alt: '' }],
        variants: [{ sku: 'own', price: { amount: 1, currency: 'USD' }, onHand: 1 }],
      },
    });
    const answer = await listAs(host, { productId: 'own-picture' });
    expect(answer.data[0]?.styleImages_default_imageURL).toBe(`${address}/media/abc.png`);
  });
});

describe('POST /products/triggerResetInventory', () => {
  it('makes 25 units of every SKU available, on record, and leaves orders theirs', async () => {
    await page.post('/orders/createOrder', {
      products: [{ productId: '11002', qty: 4, productPrice: 4950 }],
    });
    const { status, body } = await page.post<string>('/products/triggerResetInventory');
    expect(status).toBe(200);
    expect(body.data).toMatch(/^Inventory reset completed/);
    for (const sku of ['11002', '11012', '11030']) {
      const { body: stock } = await staff.call(admin.getStock, { params: { sku } });
      expect(stock.availableToSell).toBe(25);
    }
    const { body: watch } = await staff.call(admin.getStock, { params: { sku: '11002' } });
    expect(watch).toMatchObject({ onHand: 29, allocated: 4 });
    const { body: ledger } = await staff.call(admin.listMovements, { params: { sku: '11002' } });
    expect(ledger.items[0]).toMatchObject({ kind: 'adjustment', onHandDelta: 4, actor: 'tutorial' });
    expect(await ids({ productDisplayName: 'sold out' })).toEqual(['11030']);
  });

  it('books nothing the second time', async () => {
    await page.post('/products/triggerResetInventory');
    const before = await staff.call(admin.listMovements, { params: { sku: '11012' } });
    await page.post('/products/triggerResetInventory');
    expect(await staff.call(admin.listMovements, { params: { sku: '11012' } })).toMatchObject({
      body: { items: before.body.items },
    });
  });
});
