import { type Collection, store } from '@cartwright/contract';
import { cache } from 'react';
import { ifAnswered } from './page.tsx';
import { ask, isProblem } from './shopper.ts';

/** Collections that have something in them; none where the engine knows no collections. */
export const collections = cache(async (): Promise<Collection[]> => {
  const { items } = await ifAnswered(ask(store.listCollections), { items: [] });
  return items.filter(({ count }) => count > 0);
});

/** A collection by its handle, an earlier one or its id; or null. */
export const collectionOf = cache(async (handle: string): Promise<Collection | null> => {
  try {
    return await ask(store.getCollection, { params: { handle } });
  } catch (error) {
    if (isProblem(error, 'not-found') || isProblem(error, 'invalid-request')) return null;
    throw error;
  }
});
