import type { Queryable } from '../../../platform/sql.ts';
import type { ViewOptions } from './find-product.ts';
import { beginList, endList, type Listed, type ProductList } from './list-steps.ts';
import { productFacets } from './product-facets.ts';
import { productPage } from './product-page.ts';
import { resolveFilter } from './resolve-filter.ts';

/**
 * A page of active products with the total and the facets of the whole list. Refused only for a cursor that this
 * very list (sort and filters) did not give.
 */
export const listProducts = async (
  db: Queryable,
  list: ProductList,
  options: ViewOptions,
): Promise<Listed> => {
  const filter = await resolveFilter(db, list.filter, { drafts: false });
  const begun = beginList(list, filter, options.currency);
  if (begun === undefined) return { ok: false, code: 'invalid-cursor' };
  const { sort, after } = begun;
  const [found, facets] = await Promise.all([
    productPage(db, { filter, sort, after, limit: list.limit + 1 }, options),
    productFacets(db, filter, options.currency),
  ]);
  return endList(begun, found, facets);
};
