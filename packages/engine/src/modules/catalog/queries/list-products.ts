import type { ProductPage, ProductSort } from '@cartwright/contract';
import type { Queryable } from '../../../platform/sql.ts';
import { cursorOf, keyOf } from './cursor.ts';
import type { ViewOptions } from './find-product.ts';
import { productFacets } from './product-facets.ts';
import { filterParams, type ProductFilter } from './product-filter.ts';
import { type PageRequest, productPage } from './product-page.ts';
import { resolveFilter } from './resolve-filter.ts';

export type ProductList = {
  filter: ProductFilter;
  /** Left out: a hand-picked collection's own order, else by relevance. */
  sort: ProductSort | undefined;
  limit: number;
  cursor: string | undefined;
};

/**
 * A page of active products with the total and the facets of the whole list. Refused only for a cursor that this
 * very list (sort and filters) did not give.
 */
export const listProducts = async (
  db: Queryable,
  list: ProductList,
  options: ViewOptions,
): Promise<{ ok: true; page: ProductPage } | { ok: false; code: 'invalid-cursor' }> => {
  const filter = await resolveFilter(db, list.filter, { drafts: false });
  const sort: PageRequest['sort'] = list.sort ?? (filter.handPicked ? 'picked' : 'relevance');
  const identity = [sort, filterParams(filter, options.currency)];
  const after = list.cursor === undefined ? undefined : keyOf(identity, list.cursor);
  if (list.cursor !== undefined && after === undefined) return { ok: false, code: 'invalid-cursor' };
  const request = { filter, sort, after, limit: list.limit + 1 };
  const [found, { total, facets }] = await Promise.all([
    productPage(db, request, options),
    productFacets(db, filter, options.currency),
  ]);
  const shown = found.slice(0, list.limit);
  const last = shown.at(-1);
  return {
    ok: true,
    page: {
      items: shown.map(({ summary }) => summary),
      total,
      facets,
      nextCursor: found.length > list.limit && last !== undefined ? cursorOf(identity, last.key) : null,
    },
  };
};
