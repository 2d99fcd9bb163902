import { store } from '@cartwright/contract';
import { engine } from './engine.ts';
import { kept } from './kept.ts';
import { ifAnswered } from './page.tsx';
import { foremostSale } from './sales.ts';

/** Which parts of the shop have something in them, for the header of every page. */
export const sections = kept({ seconds: 10, entriesMax: 1 }, async () => {
  const [sales, collections] = await Promise.all([
    ifAnswered(engine().call(store.listSales), null),
    ifAnswered(engine().call(store.listCollections), null),
  ]);
  return {
    sales: foremostSale(sales?.body.items ?? []) !== undefined,
    collections: collections?.body.items.some(({ count }) => count > 0) === true,
  };
});
