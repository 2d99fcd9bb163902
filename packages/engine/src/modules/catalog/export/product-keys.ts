import { many, type Queryable, statement, t } from '../../../platform/sql.ts';

// Ids after a product, the oldest first; index product_newest, backwards.
const selectExportKeys = statement({
  name: 'catalog.selectExportKeys',
  text: `
    SELECT product_id AS "productId", created_at AS "createdAt"
    FROM catalog.product
    WHERE (created_at, product_id) > (coalesce($1, '-infinity'::timestamptz), $2)
    ORDER BY created_at, product_id
    LIMIT $3`,
  params: { afterCreatedAt: t.nullable(t.timestamptz), afterId: t.text, limit: t.int8 },
  row: { productId: t.text, createdAt: t.timestamptz },
});

/** The ids of all products, the oldest first, in pages of `limit`. */
export async function* productKeys(
  on: Queryable,
  page: { limit: number },
): AsyncGenerator<string[], void, undefined> {
  let after: { createdAt: Date; productId: string } | undefined;
  do {
    const keys = await many(on, selectExportKeys, {
      afterCreatedAt: after?.createdAt ?? null,
      afterId: after?.productId ?? '',
      limit: page.limit,
    });
    yield keys.map(({ productId }) => productId);
    after = keys.length === page.limit ? keys.at(-1) : undefined;
  } while (after !== undefined);
}
