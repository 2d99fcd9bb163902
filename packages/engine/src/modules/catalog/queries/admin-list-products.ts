import type { Product } from '@cartwright/contract';
import { many, type Queryable, statement, t } from '../../../platform/sql.ts';
import { cursorOf, keyOf, type PageKey } from './cursor.ts';
import { findProducts, type ViewOptions } from './find-product.ts';
import {
  attributeConditions,
  condition,
  FILTER_PARAMS,
  filterParams,
  hasIndexedWord,
  type ProductFilter,
} from './product-filter.ts';
import { resolveFilter } from './resolve-filter.ts';

// Newest first, drafts included; so are products that have no price in the shop's currency. Index product_newest.
const idsStatement = (words: boolean) =>
  statement({
    name: `catalog.selectAdminIds${words ? '.words' : ''}`,
    text: `
    SELECT product.product_id AS "productId",
           (extract(epoch FROM product.created_at) * 1000)::int8 AS "sortKey"
    FROM catalog.product
    LEFT JOIN catalog.product_price
      ON product_price.product_id = product.product_id AND product_price.currency = $1
    WHERE (product.created_at, product.product_id)
          < (coalesce(timestamptz 'epoch' + $14::int8 * interval '1 millisecond', 'infinity'), $15)
      AND ${condition.words(words)}
      AND ${condition.category}
      AND ${condition.brand}
      AND ${condition.collection}
      AND (product_price.lowest IS NULL OR ${condition.price})
      AND ${attributeConditions.join('\n      AND ')}
      AND ${condition.stockOfFew}
      AND ($17::text IS NULL OR product.status = $17)
    ORDER BY product.created_at DESC, product.product_id DESC
    LIMIT $16`,
    params: {
      ...FILTER_PARAMS,
      afterKey: t.nullable(t.int8),
      afterId: t.text,
      limit: t.int8,
      status: t.nullable(t.words<'active' | 'draft'>()),
    },
    row: { productId: t.text, sortKey: t.int8 },
  });
const selectIds = idsStatement(false);
const selectIdsOfWords = idsStatement(true);

/** A page of all products, newest first, whole. Refused only for a cursor that this very list did not give. */
export const adminListProducts = async (
  db: Queryable,
  list: { filter: ProductFilter; limit: number; cursor: string | undefined },
  options: ViewOptions,
): Promise<
  { ok: true; items: Product[]; nextCursor: string | null } | { ok: false; code: 'invalid-cursor' }
> => {
  const filter = await resolveFilter(db, list.filter, { drafts: true });
  const params = filterParams(filter, options.currency);
  const identity = ['admin', params];
  const after = list.cursor === undefined ? undefined : keyOf(identity, list.cursor);
  if (list.cursor !== undefined && after === undefined) return { ok: false, code: 'invalid-cursor' };
  const keys: PageKey[] = await many(db, hasIndexedWord(params) ? selectIdsOfWords : selectIds, {
    ...params,
    afterKey: after?.sortKey ?? null,
    afterId: after?.productId ?? '',
    limit: list.limit + 1,
    status: null,
  });
  const shown = keys.slice(0, list.limit);
  const ids = shown.map(({ productId }) => productId);
  const found = await findProducts(db, ids, options);
  const byId = new Map(found.map((product) => [product.productId, product]));
  const last = shown.at(-1);
  return {
    ok: true,
    items: ids.flatMap((id) => byId.get(id) ?? []),
    nextCursor: keys.length > list.limit && last !== undefined ? cursorOf(identity, last) : null,
  };
};

/** At most `limit` ids of products that a filter matches, newest first, drafts included. */
export const matchingProductIds = async (
  db: Queryable,
  filter: ProductFilter,
  only: { status: 'active' | 'draft' | undefined; currency: string; limit: number },
): Promise<string[]> => {
  const params = filterParams(await resolveFilter(db, filter, { drafts: true }), only.currency);
  const rows = await many(db, hasIndexedWord(params) ? selectIdsOfWords : selectIds, {
    ...params,
    afterKey: null,
    afterId: '',
    limit: only.limit,
    status: only.status ?? null,
  });
  return rows.map(({ productId }) => productId);
};
