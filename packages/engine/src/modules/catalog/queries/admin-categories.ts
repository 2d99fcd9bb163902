import type { AdminCategory } from '@cartwright/contract';
import { many, maybeOne, type Queryable, statement, t } from '../../../platform/sql.ts';

// With the products right in it, drafts included. Counting all of 50,000 products takes 15 ms, those of one
// category a scan of the same.
const categoryText = (where: string) => `
    SELECT category.category_id AS "categoryId", category.parent_id AS "parentId", category.handle,
           category.title, category.titles AS "categoryPath", coalesce(counted.products, 0) AS products
    FROM catalog.category
    LEFT JOIN (
      SELECT category_id, count(*) AS products FROM catalog.product GROUP BY category_id
    ) AS counted ON counted.category_id = category.category_id
    WHERE ${where}
    ORDER BY category.titles`;
const row = {
  categoryId: t.uuid,
  parentId: t.nullable(t.uuid),
  handle: t.text,
  title: t.text,
  categoryPath: t.textArray,
  products: t.int8,
};

const selectCategories = statement({
  name: 'catalog.adminSelectCategories',
  text: categoryText('true'),
  params: {},
  row,
});
const selectCategory = statement({
  name: 'catalog.adminSelectCategory',
  text: categoryText('category.category_id = $1'),
  params: { categoryId: t.uuid },
  row,
});

/** Every category, each right behind its parent and that one's earlier children. */
export const adminListCategories = (db: Queryable): Promise<AdminCategory[]> =>
  many(db, selectCategories, {});

/** A category by id, which is a UUID. */
export const adminFindCategory = (db: Queryable, categoryId: string): Promise<AdminCategory | undefined> =>
  maybeOne(db, selectCategory, { categoryId });
