import { type Money, type Product, type Sale, store } from '@cartwright/contract';
import { cache } from 'react';
import { productOf } from './catalogue.ts';
import { engineTime } from './engine.ts';
import { ifAnswered } from './page.tsx';
import { answerTo, isProblem } from './shopper.ts';

/** What is told about sales, and the engine's time when it was told (ms since 1970). */
export type Told<T> = T & { now: number };

/** The sales that are open, to come or lately over; none where the engine knows no sales. */
export const salesNow = cache(async (): Promise<Told<{ sales: Sale[] }>> => {
  const answer = await ifAnswered(answerTo(store.listSales), null);
  if (answer === null) return { sales: [], now: Date.now() };
  return { sales: answer.body.items, now: engineTime(answer.headers) };
});

/** One sale, or null. */
export const saleNow = cache(async (saleId: string): Promise<Told<{ sale: Sale }> | null> => {
  try {
    const answer = await answerTo(store.getSale, { params: { saleId } });
    return { sale: answer.body, now: engineTime(answer.headers) };
  } catch (error) {
    if (isProblem(error, 'not-found') || isProblem(error, 'invalid-request')) return null;
    throw error;
  }
});

/** The sale to show first: the open one that ends soonest, else the next to come. */
export const foremostSale = (sales: readonly Sale[]): Sale | undefined =>
  sales.filter(({ state }) => state === 'open').toSorted((a, b) => a.endsAt.localeCompare(b.endsAt))[0] ??
  sales
    .filter(({ state }) => state === 'scheduled')
    .toSorted((a, b) => a.startsAt.localeCompare(b.startsAt))[0];

/** What is sold in a sale; null when the product has left the shop. */
export const productOfSale = async (sale: Sale): Promise<Product | null> =>
  sale.productId === null ? null : ifAnswered(productOf(sale.productId), null);

/** What the sale's SKU costs otherwise, where that is more. */
export const usualPrice = (sale: Sale, product: Product | null): Money | null => {
  const price = product?.variants.find(({ sku }) => sku === sale.sku)?.price;
  return price !== undefined && price.currency === sale.price.currency && price.amount > sale.price.amount
    ? price
    : null;
};

/** The picture of what is on sale, and its name where the sale's title does not say it. */
export const shownInSale = (sale: Sale, product: Product | null) => {
  const variant = product?.variants.find(({ sku }) => sku === sale.sku);
  const image = product?.images.find(({ url }) => url === variant?.imageUrl) ?? product?.images[0] ?? null;
  const name =
    product === null || sale.title.includes(product.title)
      ? ''
      : [product.title, ...Object.values(variant?.options ?? {})].join(', ');
  return { image, name };
};

/** What a shopper has to choose of a product to have what is on sale. */
export const choiceInSale = (sale: Sale, product: Product): string =>
  Object.values(product.variants.find(({ sku }) => sku === sale.sku)?.options ?? {}).join(', ');
