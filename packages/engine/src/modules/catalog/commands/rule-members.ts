import type { Transaction } from '../../../platform/postgres.ts';
import { change, statement, t } from '../../../platform/sql.ts';

// What is in collections by rule, made right for some collections and some products by one statement. Rules become
// columns of ids and products what rules ask for, each once, so that fitting is a comparison of two rows; what is
// costly of a product is looked up only when a rule asks for it. Then what fits and is missing comes in, and what is
// in and does not fit goes.
const membersText = (scope: { collections: string; products: string }) => `
    WITH rule AS MATERIALIZED (
      SELECT collection.collection_id,
             CASE WHEN EXISTS (SELECT FROM catalog.collection_category AS wanted
                               WHERE wanted.collection_id = collection.collection_id)
               THEN ARRAY(
                 SELECT below.category_id
                 FROM catalog.collection_category AS wanted
                 JOIN catalog.category AS top ON top.category_id = wanted.category_id
                 JOIN catalog.category AS below
                   ON below.path = top.path OR (below.path > top.path || '/' AND below.path < top.path || '0')
                 WHERE wanted.collection_id = collection.collection_id)
             END AS category_ids,
             CASE WHEN collection.rule ? 'brands'
               THEN ARRAY(SELECT brand_id FROM catalog.brand WHERE collection.rule -> 'brands' ? brand.name)
             END AS brand_ids,
             (collection.rule ->> 'minPrice')::int8 AS min_price,
             (collection.rule ->> 'maxPrice')::int8 AS max_price,
             (collection.rule ->> 'reduced')::bool AS reduced,
             collection.rule -> 'attributes' AS attributes
      FROM catalog.collection
      WHERE collection.rule IS NOT NULL AND ${scope.collections}
    ), subject AS MATERIALIZED (
      SELECT product.product_id, product.category_id, product.brand_id, product_price.lowest,
             CASE WHEN (SELECT bool_or(rule.reduced IS NOT NULL) FROM rule) THEN EXISTS (
               SELECT FROM catalog.variant JOIN catalog.price ON price.sku = variant.sku AND price.currency = $1
               WHERE variant.product_id = product.product_id AND price.compare_at > price.amount)
             END AS reduced,
             CASE WHEN (SELECT bool_or(rule.attributes IS NOT NULL) FROM rule) THEN (
               SELECT jsonb_object_agg(attribute.name, attribute.value)
               FROM catalog.product_attribute AS attribute WHERE attribute.product_id = product.product_id)
             END AS attributes
      FROM catalog.product
      LEFT JOIN catalog.product_price
        ON product_price.product_id = product.product_id AND product_price.currency = $1
      WHERE ${scope.products}
    ), fitting AS MATERIALIZED (
      SELECT rule.collection_id, subject.product_id
      FROM rule CROSS JOIN subject
      WHERE (rule.category_ids IS NULL OR subject.category_id = ANY(rule.category_ids))
        AND (rule.brand_ids IS NULL OR subject.brand_id = ANY(rule.brand_ids))
        AND (rule.min_price IS NULL OR subject.lowest >= rule.min_price)
        AND (rule.max_price IS NULL OR subject.lowest <= rule.max_price)
        AND (rule.reduced IS NULL OR rule.reduced = subject.reduced)
        AND (rule.attributes IS NULL OR NOT EXISTS (
          SELECT FROM jsonb_each(rule.attributes) AS wanted (name, among)
          WHERE NOT coalesce(wanted.among ? (subject.attributes ->> wanted.name), false)))
    ), gone AS (
      DELETE FROM catalog.collection_product AS member
      USING rule, subject
      WHERE member.collection_id = rule.collection_id AND member.product_id = subject.product_id
        AND NOT EXISTS (
          SELECT FROM fitting
          WHERE fitting.collection_id = member.collection_id AND fitting.product_id = member.product_id)
    )
    INSERT INTO catalog.collection_product (collection_id, product_id, position)
    SELECT collection_id, product_id, 0 FROM fitting
    ON CONFLICT (collection_id, product_id) DO NOTHING`;

// All products against one rule.
const membersOfCollection = statement({
  name: 'catalog.membersOfCollection',
  text: membersText({ collections: 'collection.collection_id = $2', products: 'true' }),
  params: { currency: t.text, collectionId: t.uuid },
  row: {},
});

// Some products against all rules. Primary key of products.
const membersAmongProducts = statement({
  name: 'catalog.membersAmongProducts',
  text: membersText({ collections: 'true', products: 'product.product_id = ANY($2)' }),
  params: { currency: t.text, productIds: t.textArray },
  row: {},
});

// The products of a subtree against all rules that name categories.
const membersBelowCategory = statement({
  name: 'catalog.membersBelowCategory',
  text: membersText({
    collections: `EXISTS (SELECT FROM catalog.collection_category AS wanted
                 WHERE wanted.collection_id = collection.collection_id)`,
    products: `product.category_id IN (
        SELECT moved.category_id FROM catalog.category AS moved
        WHERE moved.path = $2 OR (moved.path > $2 || '/' AND moved.path < $2 || '0'))`,
  }),
  params: { currency: t.text, path: t.text },
  row: {},
});

/** Makes right what is in a collection by rule, after its rule was saved. */
export const followRule = async (tx: Transaction, collectionId: string, currency: string): Promise<void> => {
  await change(tx, membersOfCollection, { currency, collectionId });
};

/** Makes right in which collections by rule some products are, after they were saved. */
export const followProducts = async (
  tx: Transaction,
  productIds: readonly string[],
  currency: string,
): Promise<void> => {
  await change(tx, membersAmongProducts, { currency, productIds: [...productIds] });
};

/** Makes right in which collections by rule the products in and below a category are, after it was moved. */
export const followCategory = async (tx: Transaction, path: string, currency: string): Promise<void> => {
  await change(tx, membersBelowCategory, { currency, path });
};
