import type { FacetValue } from '@cartwright/contract';
import { many, type Queryable, statement, t } from '../../../platform/sql.ts';
import { priceLadder } from '../domain/price-ladder.ts';
import { attributeTypes } from './attribute-types.ts';
import {
  ATTRIBUTE_NAMES_MAX,
  ATTRIBUTE_VALUES_MAX,
  BRANDS_MAX,
  CATEGORIES_MAX,
  type Facets,
  shapeFacets,
} from './facet-shape.ts';
import {
  attributeConditions,
  condition,
  FILTER_PARAMS,
  filterParams,
  hasIndexedWord,
  type ResolvedFilter,
} from './product-filter.ts';
import { remembered } from './remembered.ts';

/**
 * How many products a filter leaves, and how many each value of each facet would leave. A facet ignores its own
 * filter, so that a shopper sees what else there is to choose. Counting takes some 160 ms for 50,000 products;
 * without a filter by stock it is remembered until the catalogue changes.
 */
export const productFacets = (db: Queryable, filter: ResolvedFilter, currency: string): Promise<Facets> => {
  const count = () => countFacets(db, filter, currency);
  if (filter.inStock === true) return count();
  return remembered(db, `facets ${JSON.stringify(filterParams(filter, currency))}`, count);
};

const countFacets = async (db: Queryable, filter: ResolvedFilter, currency: string): Promise<Facets> => {
  const ladder = priceLadder(currency);
  const params = { ...filterParams(filter, currency), ladder };
  const types = await attributeTypes(db);
  const rows = await many(db, hasIndexedWord(params) ? selectFacetsOfWords : selectFacets, params);
  const attributes = new Map<string, FacetValue[]>();
  const steps = new Map<number, number>();
  const counted = { total: 0, category: [] as FacetValue[], brand: [] as FacetValue[] };
  for (const { facet, name, value, label, count } of rows) {
    if (facet === 'total') counted.total = count;
    else if (facet === 'price') steps.set(Number(value), count);
    else if (facet === 'attribute') {
      const values = attributes.get(name) ?? [];
      values.push({ value, label, count });
      attributes.set(name, values);
    } else counted[facet].push({ value, label, count });
  }
  return shapeFacets({ ...counted, steps, attributes }, { ladder, types });
};

// What a product fails, as one number: 0 nothing; else the sum of one of these for each filter it fails. Below
// TWO it is a single one, and the product still counts for that filter's own facet.
const FAILS = { category: 1_001, brand: 1_002, price: 1_003 } as const;
const FAILS_ATTRIBUTE = 1_100;
const TWO = 2_000;

const failing = [
  ...(['category', 'brand', 'price'] as const).map(
    (name) => `CASE WHEN ${condition[name]} THEN 0 ELSE ${FAILS[name]} END`,
  ),
  ...attributeConditions.map(
    (fits, index) => `CASE WHEN ${fits} THEN 0 ELSE ${FAILS_ATTRIBUTE + index + 1} END`,
  ),
].join('\n             + ');

// Every active product that words and stock let through, with which of the other filters it fails; then each
// facet counts those that fail nothing, or its own filter alone. One pass over the products; their values come
// along as numbers, which are named at the end. 160 ms for 50,000 products with 5 attributes
// each on two cores; of that the values take 80.
const facetsStatement = (words: boolean) =>
  statement({
    name: `catalog.selectFacets${words ? '.words' : ''}`,
    text: `
    WITH candidate AS MATERIALIZED (
      SELECT product.brand_id, product.category_id, product_price.lowest, product.facet_value_ids,
             ${failing} AS failing
      FROM catalog.product
      JOIN catalog.product_price
        ON product_price.product_id = product.product_id AND product_price.currency = $1
      WHERE product.status = 'active' AND ${condition.words(words)} AND ${condition.stock}
        AND ${condition.collection}
    ), brand_count AS (
      SELECT brand_id, count(*) AS products FROM candidate
      WHERE failing IN (0, ${FAILS.brand}) GROUP BY brand_id
    ), category_count AS (
      SELECT step.handle, sum(counted.products)::int8 AS products
      FROM (
        SELECT category_id, count(*) AS products FROM candidate
        WHERE failing IN (0, ${FAILS.category}) GROUP BY category_id
      ) AS counted
      JOIN catalog.category USING (category_id)
      CROSS JOIN LATERAL unnest(string_to_array(category.path, '/')) AS step (handle)
      GROUP BY step.handle
    ), value_count AS (
      SELECT value.facet_value_id, failing, count(*) AS products
      FROM candidate CROSS JOIN LATERAL unnest(candidate.facet_value_ids) AS value (facet_value_id)
      WHERE failing = 0 OR (failing > ${FAILS_ATTRIBUTE} AND failing < ${TWO})
      GROUP BY 1, 2
    ), attribute_count AS (
      SELECT facet_value.name, facet_value.value, type.position, sum(value_count.products)::int8 AS products
      FROM value_count
      JOIN catalog.facet_value USING (facet_value_id)
      LEFT JOIN catalog.attribute_type AS type ON type.name = facet_value.name
      WHERE coalesce(type.filterable, true) AND (value_count.failing = 0
         OR facet_value.name = ($9::text[])[array_position($11::int4[], value_count.failing - ${FAILS_ATTRIBUTE})])
      GROUP BY facet_value.name, facet_value.value, type.position
    ), attribute_ranked AS (
      SELECT name, value, position, products, sum(products) OVER (PARTITION BY name) AS of_name,
             row_number() OVER (PARTITION BY name ORDER BY products DESC, value) AS place
      FROM attribute_count
    ), attribute_shown AS (
      SELECT name, value, products, place,
             dense_rank() OVER (ORDER BY position NULLS LAST, of_name DESC, name) AS name_place
      FROM attribute_ranked WHERE place <= ${ATTRIBUTE_VALUES_MAX}
    )
    SELECT 'total' AS facet, '' AS name, '' AS value, '' AS label, count(*) AS count
    FROM candidate WHERE failing = 0
    UNION ALL
    (SELECT 'brand', '', brand.name, brand.name, brand_count.products
     FROM brand_count JOIN catalog.brand USING (brand_id)
     ORDER BY brand.name = ANY(coalesce($5, '{}')) DESC, brand_count.products DESC, brand.name
     LIMIT ${BRANDS_MAX})
    UNION ALL
    (SELECT 'category', '', category.handle, category.title, category_count.products
     FROM category_count JOIN catalog.category ON category.handle = category_count.handle
     ORDER BY category.handle = ANY(coalesce($4, '{}')) DESC, category_count.products DESC, category.path
     LIMIT ${CATEGORIES_MAX})
    UNION ALL
    SELECT 'price', '', width_bucket(lowest, $14::int8[])::text, '', count(*)
    FROM candidate WHERE failing IN (0, ${FAILS.price}) GROUP BY 3
    UNION ALL
    (SELECT 'attribute', name, value, value, products FROM attribute_shown
     WHERE name_place <= ${ATTRIBUTE_NAMES_MAX}
     ORDER BY name_place, place)`,
    params: { ...FILTER_PARAMS, ladder: t.int8Array },
    row: {
      facet: t.words<'total' | 'brand' | 'category' | 'price' | 'attribute'>(),
      name: t.text,
      value: t.text,
      label: t.text,
      count: t.int8,
    },
  });

const selectFacets = facetsStatement(false);
const selectFacetsOfWords = facetsStatement(true);
