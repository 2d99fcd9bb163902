import { many, type Queryable, statement, t } from '../../../platform/sql.ts';
import type { StoredImage } from '../domain/image-url.ts';
import { IMAGE_JSON, JOIN_MEDIA } from '../queries/image-columns.ts';
import type { Card } from './card.ts';

// By primary keys, and the indexes variant_product and collection_product_product. The values are those that the
// statement of the facets counts.
const selectCardsById = statement({
  name: 'catalog.selectCards',
  text: `
    SELECT product.product_id AS "productId", product.handle, product.title, brand.name AS brand,
           category.path AS "categoryPath", coalesce(category.titles, '{}') AS "categoryTitles",
           ${IMAGE_JSON} AS image, (extract(epoch FROM product.created_at) * 1000)::int8 AS "createdAtMs",
           product_price.lowest, product_price.highest, product.search_text AS "searchText",
           facet.attributes, member.collections, sold.skus
    FROM catalog.product
    JOIN catalog.product_price
      ON product_price.product_id = product.product_id AND product_price.currency = $2
    LEFT JOIN catalog.brand ON brand.brand_id = product.brand_id
    LEFT JOIN catalog.category ON category.category_id = product.category_id
    LEFT JOIN catalog.image ON image.product_id = product.product_id AND image.position = 0
    ${JOIN_MEDIA}
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(jsonb_build_array(facet_value.name, facet_value.value)
                                ORDER BY facet_value.facet_value_id), '[]') AS attributes
      FROM catalog.facet_value WHERE facet_value.facet_value_id = ANY(product.facet_value_ids)
    ) AS facet
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(jsonb_build_array(collection_product.collection_id, collection_product.position)
                                ORDER BY collection_product.collection_id), '[]') AS collections
      FROM catalog.collection_product WHERE collection_product.product_id = product.product_id
    ) AS member
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(variant.sku ORDER BY variant.position), '{}') AS skus
      FROM catalog.variant WHERE variant.product_id = product.product_id
    ) AS sold
    WHERE product.product_id = ANY($1) AND product.status = 'active'`,
  params: { productIds: t.textArray, currency: t.text },
  row: {
    productId: t.text,
    handle: t.text,
    title: t.text,
    brand: t.nullable(t.text),
    categoryPath: t.nullable(t.text),
    categoryTitles: t.textArray,
    image: t.nullable(t.json<StoredImage>()),
    createdAtMs: t.int8,
    lowest: t.int8,
    highest: t.int8,
    searchText: t.text,
    attributes: t.json<Card['attributes']>(),
    collections: t.json<Card['collections']>(),
    skus: t.textArray,
  },
});

/** The cards of those products that are active and have a price in the currency; the others are missing. */
export const selectCards = (
  db: Queryable,
  productIds: readonly string[],
  currency: string,
): Promise<Card[]> => many(db, selectCardsById, { productIds: [...productIds], currency });
