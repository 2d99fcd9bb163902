import type { ProductPage, ProductSort } from '@cartwright/contract';
import type { Queryable } from '../../../platform/sql.ts';
import { cursorOf, keyOf } from './cursor.ts';
import type { ViewOptions } from './find-product.ts';
import { productFacets } from './product-facets.ts';
import { filterParams, type ProductFilter } from './product-filter.ts';
import { productPage } from './product-page.ts';

export type ProductList = {
  filter: ProductFilter;
  sort: ProductSort;
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
  const identity = [list.sort, filterParams(list.filter, options.currency)];
  const after = list.cursor === undefined ? undefined : keyOf(identity, list.cursor);
  if (list.cursor !== undefined && after === undefined) return { ok: false, code: 'invalid-cursor' };
  const request = { filter: list.filter, sort: list.sort, after, limit: list.limit + 1 };
  const [found, { total, facets }] = await Promise.all([
    productPage(db, request, options),
    productFacets(db, list.filter, options.currency),
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
