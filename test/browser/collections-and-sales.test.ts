import { admin, store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openSale } from '../../packages/engine/test/sale/sale.ts';
import { openEngine } from '../support/engine.ts';
import { CHAIR, putOnShelf, stockShelf } from './shelf.ts';
import { addToCart, confirmedOrder, fillAddress, overhang, placeOrder } from './steps.ts';
import { openBrowser, openStorefront } from './storefront.ts';

const engine = await openEngine();
const staff = engine.as(engine.staffKey);
// One that is new and reduced, and one that is reduced only.
await reduce(await putOnShelf(engine, 'Older Rug', { onHand: 5 }), 'older-rug');
await stockShelf(engine);
await reduce(await putOnShelf(engine, 'Newer Rug', { onHand: 5 }), 'newer-rug');
await staff.call(admin.createCollection, {
  body: { handle: 'reduced', title: 'Reduced', rule: { reduced: true } },
});
await staff.call(admin.createCollection, {
  body: {
    handle: 'seats',
    title: 'Seats for everybody',
    description: '<p>Sit down.</p>',
    productIds: await Promise.all(['spindle-chair', 'stool-no-3', 'stool-no-1'].map(idOf)),
  },
});
const visit = await openBrowser(await openStorefront(engine.url));

describe('collections in the storefront', { timeout: 90_000 }, () => {
  it('lead from the home page over their list to a product and into the cart', async () => {
    const { page, complaints } = await visit({ width: 1_280 });
    await page.goto('/');
    await page
      .getByRole('region', { name: 'Collections' })
      .getByRole('link', { name: 'Seats for everybody' })
      .click();
    await page.getByRole('heading', { level: 1, name: 'Seats for everybody' }).waitFor();
    expect(await page.getByRole('article').getByRole('heading').allInnerTexts()).toEqual([
      CHAIR.title,
      'Stool No. 3',
      'Stool No. 1',
    ]);
    await page.getByLabel('Sort by').selectOption('priceAsc');
    await page.waitForURL('**/collections/seats?sort=priceAsc');
    await page.getByLabel('Lowest price in USD').fill('100');
    await page.getByRole('button', { name: 'Set' }).click();
    await page.getByText('1 product', { exact: true }).waitFor();
    await page.getByRole('link', { name: CHAIR.title }).click();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByText('is in your cart').waitFor();
    expect(complaints).toEqual([]);
  });

  it('show each product once on the home page', async () => {
    const { page } = await visit();
    await page.goto('/');
    const shown = await page
      .locator('main a[href^="/products/"]')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
    expect(shown).toContain('/products/newer-rug');
    expect(new Set(shown).size).toBe(shown.length);
    const reduced = page.getByRole('region', { name: 'Reduced' });
    expect(await reduced.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual(['Older Rug']);
    await reduced.getByText('$30.00').waitFor();
  });

  it('are found at their new address when they moved, and so are products and categories', async () => {
    const { page } = await visit();
    await putOnShelf(engine, 'Old Bench', { onHand: 5 });
    await rename('old-bench', 'new-bench');
    await moveCategory('chairs', 'armchairs');
    await staff.call(admin.putCollection, {
      params: { collectionId: (await collection('seats')).collectionId },
      body: { title: 'Seats for everybody', handle: 'places-to-sit' },
    });
    for (const [from, to] of [
      ['/products/old-bench?sku=x', '/products/new-bench?sku=x'],
      [`/products/${await idOf('new-bench')}`, '/products/new-bench'],
      ['/categories/chairs?sort=priceAsc', '/categories/armchairs?sort=priceAsc'],
      ['/collections/seats?min=5', '/collections/places-to-sit?min=5'],
    ] as const) {
      const answer = await page.goto(from);
      const first = answer?.request().redirectedFrom();
      expect((await first?.response())?.status(), from).toBe(308);
      expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(to);
    }
    expect((await page.goto('/categories/never-there'))?.status()).toBe(404);
    expect((await page.goto('/collections/never-there'))?.status()).toBe(404);
  });
});

describe('a sale in the storefront', { timeout: 90_000 }, () => {
  it('is claimed once by a double click, held in the cart and ordered at its price', async () => {
    const { saleId } = await openSale(engine, { sku: await putOnShelf(engine, 'Sale Lamp', { onHand: 20 }) });
    const { page, complaints } = await visit({ width: 1_280 });
    await addToCart(page, 'stool-no-2');
    await page.goto('/products/sale-lamp');
    await page.getByRole('complementary', { name: 'Sale' }).getByRole('link').click();
    await page.getByText('10 of 10 left').waitFor();
    await page.getByRole('button', { name: 'Claim for $10.00' }).dblclick();
    await page.getByText('Held for you until').first().waitFor();
    await page.getByRole('link', { name: /^Cart.*2 items/ }).waitFor();
    expect(await remaining(saleId)).toBe(9);

    const lamp = page.getByRole('listitem').filter({ hasText: 'Sale Lamp' });
    await lamp.getByLabel('Quantity of Sale Lamp').fill('2');
    await lamp.getByRole('button', { name: 'Update' }).click();
    await page.getByText('You claimed 1 of these in a sale.').waitFor();
    await page.getByRole('link', { name: 'Go to checkout' }).click();
    await fillAddress(page);
    await placeOrder(page);
    const orderId = await confirmedOrder(page);
    expect(await engine.charged(orderId)).toMatchObject({ captured: 3_000, refunded: 0 });
    expect(complaints).toEqual([]);
  });

  it('is claimed with JavaScript switched off, its times told without ticking', async () => {
    const { saleId } = await openSale(engine, {
      sku: await putOnShelf(engine, 'Plain Lamp', { onHand: 20 }),
    });
    const { page } = await visit({ javaScriptEnabled: false });
    for (const path of ['/', '/sales', `/sales/${saleId}`]) {
      await page.goto(path);
      expect(await page.locator('.ticking').count(), path).toBeGreaterThan(0);
      expect(await page.locator('.ticking:visible').count(), path).toBe(0);
    }
    await page.getByText('UTC').first().waitFor();
    await page.getByRole('button', { name: 'Claim for $10.00' }).click();
    await page.getByText('Held for you until').waitFor();
    expect(await overhang(page)).toBe(0);
  });

  it('opens by itself while somebody waits, and tells the others what is left', async () => {
    const sku = await putOnShelf(engine, 'Coming Lamp', { onHand: 20 });
    const { saleId } = await openSale(engine, { sku, startsAt: new Date(Date.now() + 6_000) });
    const [one, other] = [await visit(), await visit()];
    await Promise.all([one.page.goto(`/sales/${saleId}`), other.page.goto(`/sales/${saleId}`)]);
    await one.page.getByRole('heading', { name: 'Opens soon' }).waitFor();
    await one.page.getByRole('button', { name: /^Claim/ }).click();
    await one.page.getByText('Held for you until').waitFor();
    await other.page.getByText('9 of 10 left').waitFor();
    expect([...one.complaints, ...other.complaints]).toEqual([]);
  });

  it('says what stands in the way of a claim', async () => {
    const sku = await putOnShelf(engine, 'Wanted Lamp', { onHand: 20 });
    const { saleId } = await openSale(engine, { sku, allocation: 1, perBuyerLimit: 1 });
    const [fast, slow] = [await visit(), await visit()];
    await Promise.all([fast.page.goto(`/sales/${saleId}`), slow.page.goto(`/sales/${saleId}`)]);
    // The slow one keeps seeing what was there when she came.
    await slow.page.route('**/state', (route) => route.abort());
    await fast.page.getByRole('button', { name: /^Claim/ }).click();
    await fast.page.getByText('Held for you until').waitFor();
    await slow.page.getByRole('button', { name: /^Claim/ }).click();
    await slow.page.getByText('Somebody was faster').waitFor();

    await fast.page.goto(`/sales/${saleId}`);
    await fast.page.getByRole('button', { name: 'All claimed at the moment' }).waitFor();
    expect(await overhang(fast.page)).toBe(0);
  });

  it('lets go of what was not ordered in time, and of nothing else', async () => {
    const sku = await putOnShelf(engine, 'Slow Lamp', { onHand: 20 });
    const { saleId } = await openSale(engine, { sku, holdSeconds: 8 });
    const { page } = await visit();
    await addToCart(page, 'stool-no-4');
    await page.goto(`/sales/${saleId}`);
    await page.getByRole('button', { name: /^Claim/ }).click();
    await page.getByText('Held for you until').first().waitFor();
    await page.getByRole('link', { name: 'Go to checkout' }).click();
    await fillAddress(page);
    await page.getByText('No longer set aside for you').waitFor();
    await placeOrder(page);
    await page.getByText('The time to order from the sale is over').waitFor();
    await page.getByRole('button', { name: 'Order the rest without it' }).click();
    await page.getByText('Your cart now holds what is there').waitFor();
    expect(await page.getByLabel('Town or city').inputValue()).toBe('London');
    await placeOrder(page);
    const orderId = await confirmedOrder(page);
    expect(await engine.charged(orderId)).toMatchObject({ captured: 2_000, refunded: 0 });
  });

  it('is on the home page and in the list of sales, with its time', async () => {
    const { page } = await visit();
    await page.goto('/');
    const band = page.getByRole('region', { name: 'A drop' });
    await band.getByText('Sale, open now').waitFor();
    await page.getByRole('navigation', { name: 'Categories' }).getByRole('link', { name: 'Sales' }).click();
    await page.getByRole('heading', { name: 'Open now' }).waitFor();
    for (const path of ['/', '/sales', '/collections', '/collections/places-to-sit']) {
      await page.goto(path);
      expect(await overhang(page), path).toBe(0);
    }
  });
});

async function idOf(handle: string): Promise<string> {
  return (await staff.call(admin.getProduct, { params: { productId: handle } })).body.productId;
}

/** Says that it cost half as much again before. */
async function reduce(sku: string, handle: string): Promise<void> {
  const { body: product } = await staff.call(admin.getProduct, { params: { productId: handle } });
  const { productId, title, categoryPath, variants } = product;
  const price = variants.find((variant) => variant.sku === sku)?.price ?? { amount: 0, currency: 'USD' };
  const before = { ...price, amount: (price.amount * 3) / 2 };
  await staff.call(admin.putProduct, {
    params: { productId },
    body: { title, handle, categoryPath, variants: [{ sku, price, compareAtPrice: before }] },
  });
}

const collection = async (handle: string) =>
  (await staff.call(admin.getCollection, { params: { collectionId: handle } })).body;

const rename = async (from: string, to: string): Promise<void> => {
  const { body: product } = await staff.call(admin.getProduct, { params: { productId: from } });
  const { productId, title, categoryPath, variants } = product;
  await staff.call(admin.putProduct, {
    params: { productId },
    body: { title, handle: to, categoryPath, variants: variants.map(({ sku, price }) => ({ sku, price })) },
  });
};

const moveCategory = async (from: string, to: string): Promise<void> => {
  const { items } = (await staff.call(admin.listCategories)).body;
  const category = items.find(({ handle }) => handle === from);
  if (category === undefined) throw new Error(`There is no category ${from}.`);
  await staff.call(admin.putCategory, {
    params: { categoryId: category.categoryId },
    body: { handle: to },
  });
};

const remaining = async (saleId: string): Promise<number> =>
  (await engine.client.call(store.getSale, { params: { saleId } })).body.remaining;
