import type { ProductPage, ProductSort, ProductSummary } from '@cartwright/contract';
import { cursorOf, keyOf, type PageKey } from './cursor.ts';
import type { Facets } from './facet-shape.ts';
import { filterParams, type ProductFilter, type ResolvedFilter } from './product-filter.ts';

// The steps of answering a list that do not depend on where its products are looked up: by SQL or in the index.
// That they are the same steps makes a cursor of one good for the other.

export type ProductList = {
  filter: ProductFilter;
  /** Left out: a hand-picked collection's own order, else by relevance. */
  sort: ProductSort | undefined;
  limit: number;
  cursor: string | undefined;
};

export type Listed = { ok: true; page: ProductPage } | { ok: false; code: 'invalid-cursor' };

/** `picked`: in the order of the filter's collection. */
export type ListSort = ProductSort | 'picked';

/** A list whose order and start are known: `after` is where the page before it ended. */
export type BegunList = {
  sort: ListSort;
  after: PageKey | undefined;
  /** Shown products; one more is looked for, to know whether there is a next page. */
  limit: number;
  /** What a cursor is bound to. */
  identity: unknown;
};

/** The first step; undefined for a cursor that this very list (sort and filters) did not give. */
export const beginList = (
  list: ProductList,
  filter: ResolvedFilter,
  currency: string,
): BegunList | undefined => {
  const sort = list.sort ?? (filter.handPicked ? 'picked' : 'relevance');
  const identity = [sort, filterParams(filter, currency)];
  const after = list.cursor === undefined ? undefined : keyOf(identity, list.cursor);
  if (list.cursor !== undefined && after === undefined) return undefined;
  return { sort, after, limit: list.limit, identity };
};

/** The last step: the page, of at most `limit` + 1 products that were found. */
export const endList = (
  { limit, identity }: BegunList,
  found: readonly { summary: ProductSummary; key: PageKey }[],
  { total, facets }: Facets,
): Listed => {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    ok: true,
    page: {
      items: shown.map(({ summary }) => summary),
      total,
      facets,
      nextCursor: found.length > limit && last !== undefined ? cursorOf(identity, last.key) : null,
    },
  };
};
