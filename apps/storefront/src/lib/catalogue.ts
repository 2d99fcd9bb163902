import { type Category, type Product, store } from '@cartwright/contract';
import { cache } from 'react';
import { ask, isProblem } from './shopper.ts';

/** The category tree, asked once per page. */
export const categoryTree = cache(async (): Promise<Category[]> => (await ask(store.listCategories)).items);

/** A product by its handle or id, or null. */
export const productOf = cache(async (handle: string): Promise<Product | null> => {
  try {
    return await ask(store.getProduct, { params: { productId: handle } });
  } catch (error) {
    if (isProblem(error, 'not-found') || isProblem(error, 'invalid-request')) return null;
    throw error;
  }
});

/** The way from the root down to a category, itself last; empty when there is none with that handle. */
export const pathTo = (tree: readonly Category[], handle: string): Category[] => {
  for (const category of tree) {
    if (category.handle === handle) return [category];
    const below = pathTo(category.children, handle);
    if (below.length > 0) return [category, ...below];
  }
  return [];
};

/**
 * The category that an earlier handle stands for, or null. The engine finds its products without naming it: it is
 * the one among those of the first product that has just as many.
 */
export const movedCategory = async (formerHandle: string): Promise<Category | null> => {
  const query = { category: formerHandle, limit: 1 };
  const [tree, { items, total }] = await Promise.all([categoryTree(), ask(store.listProducts, { query })]);
  const product = items[0] === undefined ? null : await productOf(items[0].handle);
  const path = pathTo(tree, product?.categoryHandles.at(-1) ?? '');
  return path.findLast(({ count }) => count === total) ?? null;
};
