import { changeTable } from '../../platform/cdc/index.ts';
import { t } from '../../platform/sql.ts';

// What of the catalogue is told to others, whenever it changes: which rows, for what they say is read anew.
export const brandChanges = changeTable('catalog.brand', { brand_id: t.uuid });
export const categoryChanges = changeTable('catalog.category', { category_id: t.uuid });
export const productChanges = changeTable('catalog.product', { product_id: t.text });
export const productAttributeChanges = changeTable('catalog.product_attribute', { product_id: t.text });
export const productOptionChanges = changeTable('catalog.product_option', { product_id: t.text });
export const variantChanges = changeTable('catalog.variant', { sku: t.text, product_id: t.text });
export const variantOptionChanges = changeTable('catalog.variant_option', { sku: t.text });
export const priceChanges = changeTable('catalog.price', { sku: t.text });
export const productPriceChanges = changeTable('catalog.product_price', { product_id: t.text });
export const imageChanges = changeTable('catalog.image', { product_id: t.text });
export const mediaChanges = changeTable('catalog.media', { media_id: t.text });
export const collectionChanges = changeTable('catalog.collection', { collection_id: t.uuid });
export const collectionCategoryChanges = changeTable('catalog.collection_category', {
  collection_id: t.uuid,
});
export const collectionProductChanges = changeTable('catalog.collection_product', { product_id: t.text });
export const attributeTypeChanges = changeTable('catalog.attribute_type', { name: t.text });
export const formerHandleChanges = changeTable('catalog.former_handle', {
  kind: t.words<'product' | 'category' | 'collection'>(),
  product_id: t.nullable(t.text),
});
