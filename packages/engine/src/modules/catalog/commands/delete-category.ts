import type { Transaction } from '../../../platform/postgres.ts';
import { change, one, statement, t } from '../../../platform/sql.ts';
import { isId } from '../../../shared/ids.ts';
import { listed, type Refusal } from '../domain/refusal.ts';
import { takeTurn } from './present.ts';

// Products have an index by category for active ones only; drafts are found by a scan, 10 ms for 50,000 products.
const selectContents = statement({
  name: 'catalog.selectCategoryContents',
  text: `
    SELECT EXISTS (SELECT FROM catalog.category WHERE category_id = $1) AS "isThere",
           (SELECT count(*) FROM catalog.product WHERE category_id = $1) AS products,
           (SELECT count(*) FROM catalog.category WHERE parent_id = $1) AS categories,
           ARRAY(
             SELECT collection.title
             FROM catalog.collection_category AS wanted
             JOIN catalog.collection ON collection.collection_id = wanted.collection_id
             WHERE wanted.category_id = $1 ORDER BY collection.title) AS rules`,
  params: { categoryId: t.uuid },
  row: { isThere: t.bool, products: t.int8, categories: t.int8, rules: t.textArray },
});

const deleteById = statement({
  name: 'catalog.deleteCategory',
  text: `DELETE FROM catalog.category WHERE category_id = $1`,
  params: { categoryId: t.uuid },
  row: {},
});

/**
 * Deletes a category with its former handles. Refused while products, drafts included, or categories are in it, or a
 * collection's rule names it.
 */
export const deleteCategory = async (
  tx: Transaction,
  categoryId: string,
): Promise<{ ok: true } | Refusal> => {
  const notThere: Refusal = { ok: false, code: 'not-found', reason: 'there is no such category' };
  if (!isId(categoryId)) return notThere;
  await takeTurn(tx);
  const { isThere, products, categories, rules } = await one(tx, selectContents, { categoryId });
  if (!isThere) return notThere;
  if (products > 0 || categories > 0)
    return {
      ok: false,
      code: 'conflict',
      reason: `the category is not empty (products: ${products}, categories: ${categories}); move what is in it first`,
    };
  if (rules.length > 0)
    return {
      ok: false,
      code: 'conflict',
      reason: `the rule of ${listed(rules)} names the category; change the collection first`,
    };
  await change(tx, deleteById, { categoryId });
  return { ok: true };
};
