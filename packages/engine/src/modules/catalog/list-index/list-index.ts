import { LRUCache } from 'lru-cache';
import { priceLadder } from '../domain/price-ladder.ts';
import { type Facets, shapeFacets } from '../queries/facet-shape.ts';
import type { ViewOptions } from '../queries/find-product.ts';
import { beginList, endList, type Listed, type ProductList } from '../queries/list-steps.ts';
import { filterParams, type ResolvedFilter } from '../queries/product-filter.ts';
import { resolved } from '../queries/resolve-filter.ts';
import type { Bits } from './bits.ts';
import type { Card, ListSettings } from './card.ts';
import { countFacets } from './count-facets.ts';
import { matchProducts } from './matching.ts';
import { pageOf } from './page.ts';
import { type Change, createProducts } from './products.ts';
import { rankFacets } from './rank-facets.ts';
import { createSets } from './sets.ts';

/** Most filters whose facets are remembered; of 50,000 products each takes some 6 kB and its facets some 20 kB. */
const REMEMBERED_MAX = 128;

export type ListIndex = {
  /** Puts a product in, or replaces it. Only active products with a price in the shop's currency are here. */
  upsert(card: Card): void;
  /** Takes a product out; one that is not there is none the less gone. */
  remove(productId: string): void;
  /** What can be sold of one SKU; below zero counts as none. It may come before the product that has the SKU. */
  setAvailable(sku: string, units: number): void;
  /** What `listProducts` would give. The facets are shared with the next answers and are not to be changed. */
  list(list: ProductList, settings: ListSettings): Listed;
  /** Products right in each category that has any, by its path. */
  categoryCounts(): Map<string, number>;
  /** Products in each collection that has any, drafts among the collections, by its id. */
  collectionCounts(): Map<string, number>;
  size(): number;
  /** An estimate; it goes through all texts, so not for every request. */
  approximateBytes(): number;
};

/**
 * Every product that lists show, in memory, for answering lists without a store; it gives what `listProducts` gives.
 * Products are numbered, and what filters, sorts and counts is columns of numbers and sets of bits. What a filter
 * lets through and its facets are remembered until something changes that they depend on.
 *
 * In ms of one processor, on two shared cores, means of 200; of products with 5 attributes, 2 SKUs, a brand of 500,
 * a category of some 700, 2,000 values of one attribute. “Anew”: one product has changed since.
 *
 *                                            50,000 products      200,000 products
 *                                            anew  remembered     anew  remembered
 *   all, newest first                         0.9     0.08         1.7     0.07
 *   all, dearest first                        0.4     0.06         1.2     0.07
 *   a category, 29 % of all                   1.0     0.06         3.2     0.11
 *   a brand and an attribute                  1.1     0.07         2.2     0.22
 *   one word                                  0.4     0.09         1.5     0.06
 *   two words, prices, in stock               0.3     0.02         1.6     0.09
 *   prices, 64 % of all                       1.3     0.03         3.9     0.08
 *   words, categories, brands, prices, stock,
 *     three attributes                        1.3     0.08         3.1     0.13
 *
 * A word that was not asked for lately takes 1 to 4 ms more (10 of 200,000 products); see `createTexts`. Filling it
 * takes 1.4 s (5.3 s), and the first list of each order 30 ms more (200 ms): whoever fills it should ask for both.
 * After that a product put in takes 0.05 ms, and the stock of a SKU 2 µs. A product takes 790 bytes, with a picture
 * that has 5 sizes 1,190; the memory of answers and sets is some 5 MB at most (15 MB).
 */
export const createListIndex = (options: ViewOptions): ListIndex => {
  const ladder = priceLadder(options.currency);
  const products = createProducts(ladder);
  const sets = createSets(products);
  const remembered = new LRUCache<string, Answer>({ max: REMEMBERED_MAX });
  // How often something changed that facets count, and how often a product began or ceased to be in stock.
  let revision = 0;
  let stockRevision = 0;

  const follow = (change: Change | undefined): void => {
    if (change === undefined) return;
    sets.follow(change);
    if (change.facets) revision += 1;
  };

  /** Products and facets of a filter, from memory while nothing has changed that they depend on. */
  const answer = (filter: ResolvedFilter, types: ListSettings['attributeTypes']): Answer => {
    const params = filterParams(filter, options.currency);
    const of = { revision, stockRevision: params.inStock ? stockRevision : 0, types };
    const key = JSON.stringify(params);
    const known = remembered.get(key);
    if (known !== undefined && isOf(known.of, of)) return known;
    const matching = matchProducts(products, sets, filter, params);
    const counts = countFacets(products, matching);
    const facets = shapeFacets(rankFacets(products, counts, filter, types), { ladder, types });
    const computed = { of, all: matching.all, facets };
    remembered.set(key, computed);
    return computed;
  };

  return {
    upsert: (card) => follow(products.put(card)),
    remove: (productId) => follow(products.remove(productId)),
    setAvailable: (sku, units) => {
      if (products.stock.setUnits(sku, units)) stockRevision += 1;
    },
    list: (list, settings) => {
      const filter = resolveIn(list, settings);
      const begun = beginList(list, filter, options.currency);
      if (begun === undefined) return { ok: false, code: 'invalid-cursor' };
      const { all, facets } = answer(filter, settings.attributeTypes);
      const within = { all, total: facets.total, collectionId: filter.collectionId };
      const found = pageOf(products, begun, within, options);
      return endList(begun, found, facets);
    },
    categoryCounts: () => {
      const { categories } = products;
      const counts = new Map<string, number>();
      for (let id = 0; id < categories.length(); id += 1) {
        const count = categories.products()[id] ?? 0;
        if (count > 0) counts.set(categories.pathOf(id), count);
      }
      return counts;
    },
    collectionCounts: products.memberships.counts,
    size: products.size,
    approximateBytes: () => {
      let bytes = products.bytes() + sets.bytes();
      for (const { all } of remembered.values()) bytes += all.byteLength;
      return bytes;
    },
  };
};

/** What a filter lets through, and when that was so. */
type Answer = { of: Age; all: Bits; facets: Facets };
type Age = { revision: number; stockRevision: number; types: ListSettings['attributeTypes'] };

const isOf = (known: Age, now: Age): boolean =>
  known.revision === now.revision && known.stockRevision === now.stockRevision && known.types === now.types;

const resolveIn = ({ filter }: ProductList, settings: ListSettings): ResolvedFilter => {
  const found = filter.collection === undefined ? undefined : settings.collections.get(filter.collection);
  return resolved(filter, settings.formerCategoryHandles, found?.active === true ? found : undefined);
};
