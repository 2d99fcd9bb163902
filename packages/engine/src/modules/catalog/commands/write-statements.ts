import { statement, t } from '../../../platform/sql.ts';

// All of these write many products at once: one array a column, one row an index. Their callers have taken
// their turn (catalog.raiseRevision), so no unique index can be in the way.

// A replaced product keeps its row (and its created_at) and loses what hangs on it; a variant's options and
// prices go with it. Primary keys and the index variant_product.
export const deleteParts = statement({
  name: 'catalog.deleteParts',
  text: `
    WITH attributes AS (DELETE FROM catalog.product_attribute WHERE product_id = ANY($1)),
         options AS (DELETE FROM catalog.product_option WHERE product_id = ANY($1)),
         images AS (DELETE FROM catalog.image WHERE product_id = ANY($1)),
         prices AS (DELETE FROM catalog.product_price WHERE product_id = ANY($1))
    DELETE FROM catalog.variant WHERE product_id = ANY($1)`,
  params: { productIds: t.textArray },
  row: {},
});

// Numbers the values that have none yet. No ON CONFLICT: it would use up numbers at every try.
export const insertFacetValues = statement({
  name: 'catalog.insertFacetValues',
  text: `
    INSERT INTO catalog.facet_value (name, value)
    SELECT DISTINCT saved.name, saved.value FROM unnest($1::text[], $2::text[]) AS saved (name, value)
    WHERE NOT EXISTS (
      SELECT FROM catalog.facet_value AS known WHERE known.name = saved.name AND known.value = saved.value
    )`,
  params: { names: t.textArray, values: t.textArray },
  row: {},
});

export const upsertProducts = statement({
  name: 'catalog.upsertProducts',
  text: `
    INSERT INTO catalog.product
      (product_id, handle, title, description, brand_id, category_id, status, search_text, facet_value_ids)
    SELECT saved.product_id, saved.handle, saved.title, saved.description, brand.brand_id, category.category_id,
           saved.status, saved.search_text, coalesce(facets.ids, '{}')
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
      AS saved (product_id, handle, title, description, brand, category_path, status, search_text)
    LEFT JOIN catalog.brand ON brand.name = saved.brand
    LEFT JOIN catalog.category ON category.path = saved.category_path
    LEFT JOIN (
      SELECT facet.product_id, array_agg(known.facet_value_id) AS ids
      FROM unnest($9::text[], $10::text[], $11::text[]) AS facet (product_id, name, value)
      JOIN catalog.facet_value AS known ON known.name = facet.name AND known.value = facet.value
      GROUP BY facet.product_id
    ) AS facets ON facets.product_id = saved.product_id
    ON CONFLICT (product_id) DO UPDATE SET
      handle = excluded.handle, title = excluded.title, description = excluded.description,
      brand_id = excluded.brand_id, category_id = excluded.category_id, status = excluded.status,
      search_text = excluded.search_text, facet_value_ids = excluded.facet_value_ids, updated_at = now()`,
  params: {
    productIds: t.textArray,
    handles: t.textArray,
    titles: t.textArray,
    descriptions: t.textArray,
    brands: t.nullableTextArray,
    categoryPaths: t.nullableTextArray,
    statuses: t.textArray,
    searchTexts: t.textArray,
    facetProductIds: t.textArray,
    facetNames: t.textArray,
    facetValues: t.textArray,
  },
  row: {},
});

export const insertAttributes = statement({
  name: 'catalog.insertAttributes',
  text: `
    INSERT INTO catalog.product_attribute (product_id, name, value, position)
    SELECT product_id, name, value, position
    FROM unnest($1::text[], $2::text[], $3::text[], $4::int4[]) AS saved (product_id, name, value, position)`,
  params: { productIds: t.textArray, names: t.textArray, values: t.textArray, positions: t.int4Array },
  row: {},
});

export const insertImages = statement({
  name: 'catalog.insertImages',
  text: `
    INSERT INTO catalog.image (product_id, position, url, alt)
    SELECT product_id, position, url, alt
    FROM unnest($1::text[], $2::int4[], $3::text[], $4::text[]) AS saved (product_id, position, url, alt)`,
  params: { productIds: t.textArray, positions: t.int4Array, urls: t.textArray, alts: t.textArray },
  row: {},
});

export const insertOptions = statement({
  name: 'catalog.insertOptions',
  text: `
    INSERT INTO catalog.product_option (product_id, position, name)
    SELECT product_id, position, name
    FROM unnest($1::text[], $2::int4[], $3::text[]) AS saved (product_id, position, name)`,
  params: { productIds: t.textArray, positions: t.int4Array, names: t.textArray },
  row: {},
});

// Variants with their price. Foreign keys are checked when the statement ends, so the order inside is free; the
// product's images are there.
export const insertVariants = statement({
  name: 'catalog.insertVariants',
  text: `
    WITH saved AS (
      SELECT sku, product_id, position, title, amount, compare_at, image_position
      FROM unnest($1::text[], $2::text[], $3::int4[], $4::text[], $6::int8[], $7::int8[], $8::int4[])
        AS saved (sku, product_id, position, title, amount, compare_at, image_position)
    ), prices AS (
      INSERT INTO catalog.price (sku, currency, amount, compare_at)
      SELECT sku, $5, amount, compare_at FROM saved
    )
    INSERT INTO catalog.variant (sku, product_id, position, title, image_position)
    SELECT sku, product_id, position, title, image_position FROM saved`,
  params: {
    skus: t.textArray,
    productIds: t.textArray,
    positions: t.int4Array,
    titles: t.textArray,
    currency: t.text,
    amounts: t.int8Array,
    compareAts: t.nullableInt8Array,
    imagePositions: t.nullableInt4Array,
  },
  row: {},
});

export const insertVariantOptions = statement({
  name: 'catalog.insertVariantOptions',
  text: `
    INSERT INTO catalog.variant_option (sku, name, value, position)
    SELECT sku, name, value, position
    FROM unnest($1::text[], $2::text[], $3::text[], $4::int4[]) AS saved (sku, name, value, position)`,
  params: { skus: t.textArray, names: t.textArray, values: t.textArray, positions: t.int4Array },
  row: {},
});

export const insertProductPrices = statement({
  name: 'catalog.insertProductPrices',
  text: `
    INSERT INTO catalog.product_price (product_id, currency, lowest, highest)
    SELECT product_id, $2, lowest, highest
    FROM unnest($1::text[], $3::int8[], $4::int8[]) AS saved (product_id, lowest, highest)`,
  params: { productIds: t.textArray, currency: t.text, lowest: t.int8Array, highest: t.int8Array },
  row: {},
});
