import type { Order, TutorialProduct, TutorialScore, TutorialStats } from '@cartwright/contract';
import type { FindProduct } from './order-view.ts';

/**
 * What paid orders add up to: units by product, and amounts in cents by category and brand, highest first. As in
 * the tutorial a category is called by its two levels in small letters, `accessories:watches`, and products
 * without a category or brand are left out there. Orders whose money was not taken, or went back, do not count.
 */
export const tutorialStats = (orders: readonly Order[], findProduct: FindProduct): TutorialStats => {
  const quantities = new Map<string, number>();
  const categories = new Map<string, number>();
  const brands = new Map<string, number>();
  const products = new Map<string, TutorialProduct>();
  const paid = orders.filter(({ payment }) => PAID.has(payment.status));
  for (const order of paid) {
    for (const line of order.lines) {
      const product = products.get(line.productId) ?? findProduct(line, order);
      products.set(line.productId, product);
      add(quantities, line.productId, line.quantity);
      add(categories, categoryOf(product), line.lineTotal.amount);
      add(brands, product.brandName, line.lineTotal.amount);
    }
  }
  const productPurchaseQtySet = ranked(quantities);
  return {
    totalPurchaseAmount: paid.reduce((sum, { total }) => sum + total.amount, 0),
    productPurchaseQtySet,
    categoryPurchaseAmountSet: ranked(categories),
    brandPurchaseAmountSet: ranked(brands),
    products: productPurchaseQtySet.flatMap(({ value }) => products.get(value) ?? []),
  };
};

const PAID: ReadonlySet<Order['payment']['status']> = new Set(['captured', 'partiallyRefunded']);

const add = (scores: Map<string, number>, value: string, score: number): void => {
  if (value !== '') scores.set(value, (scores.get(value) ?? 0) + score);
};

const categoryOf = ({ masterCategory_typeName, subCategory_typeName }: TutorialProduct): string =>
  [masterCategory_typeName, subCategory_typeName].filter(Boolean).join(':').toLowerCase();

const ranked = (scores: ReadonlyMap<string, number>): TutorialScore[] =>
  [...scores].map(([value, score]) => ({ value, score })).sort((a, b) => b.score - a.score);
