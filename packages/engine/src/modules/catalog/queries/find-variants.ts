import type { ShownImage } from '@cartwright/contract';
import { many, type Queryable, statement, t } from '../../../platform/sql.ts';
import { type StoredImage, shownImage } from '../domain/image-url.ts';
import type { ViewOptions } from './find-product.ts';
import { IMAGE_JSON, JOIN_MEDIA } from './image-columns.ts';

/** What carts and orders need to know of what is sold. */
export type VariantForSale = {
  sku: string;
  productId: string;
  /** The product's title, with the variant's where it has one. */
  title: string;
  /** The one that shows this variant, else the product's first. */
  image: ShownImage | null;
  /** Minor units of the currency asked for. */
  unitPrice: number;
  /** False for a draft: not sold now. */
  active: boolean;
};

// Primary keys all the way: variant, product, price, its own image or else the product's first.
const selectVariants = statement({
  name: 'catalog.selectVariants',
  text: `
    SELECT variant.sku, variant.product_id AS "productId", product.title, variant.title AS "variantTitle",
           ${IMAGE_JSON} AS image, price.amount AS "unitPrice",
           product.status = 'active' AS active
    FROM catalog.variant
    JOIN catalog.product ON product.product_id = variant.product_id
    JOIN catalog.price ON price.sku = variant.sku AND price.currency = $2
    LEFT JOIN catalog.image
      ON image.product_id = variant.product_id AND image.position = coalesce(variant.image_position, 0)
    ${JOIN_MEDIA}
    WHERE variant.sku = ANY($1)`,
  params: { skus: t.textArray, currency: t.text },
  row: {
    sku: t.text,
    productId: t.text,
    title: t.text,
    variantTitle: t.text,
    image: t.nullable(t.json<StoredImage>()),
    unitPrice: t.int8,
    active: t.bool,
  },
});

/** Variants by SKU; unknown ones, and those without a price in the currency, are missing. */
export const findVariants = async (
  db: Queryable,
  skus: readonly string[],
  { currency, publicUrl }: ViewOptions,
): Promise<Map<string, VariantForSale>> => {
  if (skus.length === 0) return new Map();
  const rows = await many(db, selectVariants, { skus: [...skus], currency });
  return new Map(
    rows.map(({ sku, productId, title, variantTitle, image, unitPrice, active }) => [
      sku,
      {
        sku,
        productId,
        title: variantTitle === '' ? title : `${title} – ${variantTitle}`,
        image: image === null ? null : shownImage(image, publicUrl),
        unitPrice,
        active,
      },
    ]),
  );
};
