import { store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../packages/engine/src/platform/embedded/ports.ts';
import { openEngine } from '../support/engine.ts';
import { CHAIR, count, putOnShelf, putWideThing, reprice, stockShelf } from './shelf.ts';
import { addToCart, confirmedOrder, fillAddress, overhang, placeOrder } from './steps.ts';
import { openBrowser, openStorefront } from './storefront.ts';

const engine = await openEngine();
await stockShelf(engine);
const visit = await openBrowser(await openStorefront(engine.url));

describe('a shopper in the storefront', { timeout: 90_000 }, () => {
  it('goes from the home page to a confirmed order, which is in her history', async () => {
    const { page, complaints } = await visit({ width: 1_280 });
    await page.goto('/');
    await page
      .getByRole('region', { name: 'Browse by category' })
      .getByRole('link', { name: 'Furniture' })
      .click();
    await page.getByRole('link', { name: 'Chairs' }).click();
    await page.getByRole('link', { name: CHAIR.title }).click();
    await page.getByRole('link', { name: 'Large' }).click();
    await page.getByText('Walnut', { exact: true }).first().waitFor();
    await page.getByText('In stock', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'Go to your cart' }).click();
    await page.getByLabel(/^Quantity of Spindle Chair/).fill('2');
    await page.getByRole('button', { name: 'Update' }).click();
    await page.getByText('$250.00').first().waitFor();
    await page.getByRole('link', { name: 'Go to checkout' }).click();
    await fillAddress(page);
    await placeOrder(page);
    const orderId = await confirmedOrder(page);

    await page
      .getByRole('navigation', { name: 'Your account' })
      .getByRole('link', { name: 'Orders' })
      .click();
    await page.getByRole('listitem').filter({ hasText: 'Confirmed' }).getByText('$250.00').waitFor();
    expect(await engine.charged(orderId)).toMatchObject({ captured: 25_000, refunded: 0 });
    expect(
      (await engine.client.call(store.getStock, { query: { sku: 'CHAIR-Walnut-Large' } })).body.items,
    ).toEqual([{ sku: 'CHAIR-Walnut-Large', availableToSell: 18 }]);
    expect(complaints).toEqual([]);
  });

  it('does the same with JavaScript switched off, and a bank that takes its time', async () => {
    const { page } = await visit({ javaScriptEnabled: false });
    await page.goto('/');
    await page.getByRole('searchbox', { name: 'Search the shop' }).fill('spindle');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('link', { name: CHAIR.title }).click();
    await page.getByRole('link', { name: /^Walnut/ }).click();
    await page.getByRole('link', { name: 'Large' }).click();
    await page.getByRole('button', { name: 'Add to cart' }).click();
    await page.getByRole('link', { name: 'Go to checkout' }).click();
    await fillAddress(page);
    await page.getByLabel('An empty account').check();
    await placeOrder(page);
    await page.getByText('There is not enough money on this card.').waitFor();
    await page.getByLabel('A bank that forgets to answer').check();
    await page.getByRole('button', { name: /^Pay/ }).click();
    const orderId = await confirmedOrder(page);
    expect(await engine.charged(orderId)).toMatchObject({ captured: CHAIR.price, refunded: 0 });
  });

  it('is told of a declined card, keeps her order and pays it with another', async () => {
    const { page, complaints } = await visit();
    await addToCart(page, 'stool-no-1');
    await page.goto('/checkout');
    await fillAddress(page);
    await page.getByLabel('A declined card').check();
    await placeOrder(page);
    await page.getByText('Your bank declined this card.').waitFor();
    await page.getByText('set aside for you until').waitFor();
    expect(await page.getByLabel('Town or city').inputValue()).toBe('London');
    await page.reload();
    await page.getByText('Your bank declined this card.').waitFor();
    await page.getByRole('button', { name: /^Pay/ }).click();
    const orderId = await confirmedOrder(page);
    await page.goto('/orders');
    expect(await page.getByRole('link', { name: /^Order \d/ }).count()).toBe(1);
    expect(await engine.charged(orderId)).toMatchObject({ captured: 2_000, refunded: 0 });
    expect(complaints).toEqual([]);
  });

  it('sees what is sold out, is told how many are left, and keeps what she typed', async () => {
    const sku = await putOnShelf(engine, 'Last Lamp', { onHand: 3 });
    const { page } = await visit();
    await page.goto('/products/spindle-chair?sku=CHAIR-Walnut-Small');
    expect(await page.getByRole('button', { name: 'Sold out' }).isDisabled()).toBe(true);
    await addToCart(page, 'last-lamp', 3);
    // Her cart holds the last ones, so that nobody is offered any more of them.
    await page.goto('/products/last-lamp');
    await page.getByRole('button', { name: 'Sold out' }).waitFor();

    await page.goto('/checkout');
    await fillAddress(page);
    await count(engine, sku, 1);
    await placeOrder(page);
    await page.getByText('only 1 left').waitFor();
    await page.getByRole('button', { name: 'Take what is left' }).click();
    await page.getByText('Your cart now holds what is there').waitFor();
    expect(await page.getByLabel('Town or city').inputValue()).toBe('London');
    await placeOrder(page);
    const orderId = await confirmedOrder(page);
    expect(await engine.charged(orderId)).toMatchObject({ captured: 2_000 });
  });

  it('is asked again when a price has moved', async () => {
    await putOnShelf(engine, 'Moving Clock', { onHand: 5 });
    const { page } = await visit();
    await addToCart(page, 'moving-clock');
    await page.goto('/checkout');
    await fillAddress(page);
    await reprice(engine, 'moving-clock', 2_750);
    await placeOrder(page);
    await page.getByText('Prices have changed').waitFor();
    await page.getByRole('button', { name: 'Place order and pay $27.50' }).click();
    const orderId = await confirmedOrder(page);
    expect(await engine.charged(orderId)).toMatchObject({ captured: 2_750 });
  });

  it('orders once however often she presses the button', async () => {
    const { page } = await visit();
    await addToCart(page, 'stool-no-2');
    await page.goto('/checkout');
    await fillAddress(page);
    await page.getByLabel('A slow bank').check();
    await page.getByRole('button', { name: /^Place order/ }).dblclick();
    await confirmedOrder(page);
    await page.goto('/orders');
    expect(await page.getByRole('link', { name: /^Order \d/ }).count()).toBe(1);
  });

  it('makes an account, which takes her orders along, and signs out of it', async () => {
    const { page, complaints } = await visit();
    await addToCart(page, 'stool-no-3');
    await page.goto('/checkout');
    await fillAddress(page);
    await placeOrder(page);
    await confirmedOrder(page);
    await addToCart(page, 'stool-no-4');
    await page.goto('/sign-up?next=/orders');
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByLabel('Password').fill('a good long one');
    await page.getByRole('button', { name: 'Make my account' }).click();
    await page.getByRole('link', { name: /^Order \d/ }).click();
    await page.getByText('Cancel this order').click();
    await page.getByRole('button', { name: 'Yes, cancel it' }).click();
    await page.getByRole('heading', { name: 'This order was cancelled' }).waitFor();
    await page.goto('/cart');
    await page.getByRole('link', { name: 'Stool No. 4' }).last().waitFor();
    await page.goto('/account');
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await page.goto('/orders');
    await page.getByRole('heading', { name: 'No orders yet' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('goes on as a guest when the engine does not know her session', async () => {
    const { page, context } = await visit();
    await addToCart(page, 'stool-no-5');
    const cookies = await context.cookies();
    // Her session, and how far she has seen the shop change.
    expect(cookies.map(({ name }) => name.replace(/-\d+$/, '')).sort()).toEqual([
      'cartwright-seen',
      'cartwright-shopper',
    ]);
    for (const cookie of cookies) expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    await context.addCookies(cookies.map((cookie) => ({ ...cookie, value: 'forged' })));
    await page.goto('/cart');
    await page.getByRole('heading', { name: 'Your cart is empty' }).waitFor();
    await addToCart(page, 'stool-no-5');
    expect((await context.cookies()).map(({ value }) => value)).not.toContain('forged');
  });

  it('never has to scroll sideways on a telephone', async () => {
    const { page } = await visit();
    await putWideThing(engine);
    await addToCart(page, 'wide-thing');
    const visited: Record<string, number> = {};
    for (const path of [
      '/',
      '/products',
      '/products?q=stool&brand=Wright+%26+Daughters&inStock=true&min=1&max=500&sort=priceAsc',
      '/products?q=nothing-like-that',
      '/categories/furniture',
      '/products/spindle-chair',
      '/products/wide-thing',
      '/cart',
      '/checkout',
      '/orders',
      '/sign-in',
      '/sign-up',
      '/no-such-page',
    ]) {
      await page.goto(path);
      visited[path] = await overhang(page);
    }
    await page.goto('/checkout');
    await fillAddress(page);
    await page.getByLabel('A declined card').check();
    await placeOrder(page);
    await page.getByText('Your bank declined this card.').waitFor();
    visited['a declined checkout'] = await overhang(page);
    await page.getByRole('button', { name: /^Pay/ }).click();
    await confirmedOrder(page);
    visited['an order'] = await overhang(page);
    expect(visited).toEqual(Object.fromEntries(Object.keys(visited).map((path) => [path, 0])));
  });

  it('filters, sorts and turns pages by the address alone', async () => {
    const { page } = await visit({ javaScriptEnabled: false, width: 1_280 });
    await page.goto('/categories/stools?sort=priceAsc');
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByRole('link', { name: 'Back to the first page' }).click();
    expect(new URL(page.url()).search).toBe('?sort=priceAsc');
    await page.goto('/categories/furniture');
    await page.getByLabel('Lowest price in USD').fill('100');
    await page.getByRole('button', { name: 'Set' }).click();
    await page.getByRole('heading', { name: CHAIR.title }).waitFor();
    expect(await page.getByRole('article').count()).toBe(1);
    await page.getByRole('link', { name: 'Clear all' }).click();
    await page.getByRole('link', { name: 'Next page' }).waitFor();
  });

  it('finds a calm page when the engine cannot be reached', async () => {
    const away = await openStorefront(`http://127.0.0.1:${await freePort()}`);
    for (const javaScriptEnabled of [true, false]) {
      const { page } = await visit({ javaScriptEnabled });
      await page.goto(`${away}/products`);
      await page.getByRole('heading', { name: 'Back in a moment' }).waitFor();
    }
  });
});
