import type { Page } from 'playwright-core';

/** What a shopper does, by the words she reads; each works with JavaScript and without. */

export const addToCart = async (page: Page, handle: string, quantity = 1): Promise<void> => {
  await page.goto(`/products/${handle}`);
  await page.getByLabel('Quantity', { exact: true }).fill(String(quantity));
  await page.getByRole('button', { name: 'Add to cart' }).click();
  // Without JavaScript the cart itself is the answer.
  await page
    .getByText('is in your cart')
    .or(page.getByRole('heading', { name: 'Your cart' }))
    .waitFor();
};

export const fillAddress = async (page: Page): Promise<void> => {
  await page.getByLabel('E-mail').fill('ada@example.com');
  await page.getByLabel('Full name').fill('Ada Lovelace');
  await page.getByLabel('Street and number').fill('12 St James’s Square');
  await page.getByLabel('Postal code').fill('SW1Y 4JH');
  await page.getByLabel('Town or city').fill('London');
  await page.getByLabel('Country').selectOption('GB');
};

export const placeOrder = (page: Page): Promise<void> =>
  page.getByRole('button', { name: /^Place order/ }).click();

/** Waits for the page that says so; returns the order's id. */
export const confirmedOrder = async (page: Page): Promise<string> => {
  await page.getByRole('heading', { name: 'Thank you, your order is confirmed' }).waitFor();
  return new URL(page.url()).pathname.split('/').at(-1) ?? '';
};

/** How far a page reaches beyond the right edge of the screen, in pixels. */
export const overhang = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
