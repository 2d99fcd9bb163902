import type { Image } from '@cartwright/contract';
import { many, type Queryable, statement, t } from '../../../platform/sql.ts';
import { publicImageUrl } from '../domain/image-url.ts';
import type { ViewOptions } from './find-product.ts';

/** What carts and orders need to know of what is sold. */
export type VariantForSale = {
  sku: string;
  productId: string;
  /** The product's title, with the variant's where it has one. */
  title: string;
  image: Image | null;
  /** Minor units of the currency asked for. */
  unitPrice: number;
  /** False for a draft: not sold now. */
  active: boolean;
};

// Primary keys all the way: variant, product, price, first image.
const selectVariants = statement({
  name: 'catalog.selectVariants',
  text: `
    SELECT variant.sku, variant.product_id AS "productId", product.title, variant.title AS "variantTitle",
           image.url AS "imageUrl", image.alt AS "imageAlt", price.amount AS "unitPrice",
           product.status = 'active' AS active
    FROM catalog.variant
    JOIN catalog.product ON product.product_id = variant.product_id
    JOIN catalog.price ON price.sku = variant.sku AND price.currency = $2
    LEFT JOIN catalog.image ON image.product_id = variant.product_id AND image.position = 0
    WHERE variant.sku = ANY($1)`,
  params: { skus: t.textArray, currency: t.text },
  row: {
    sku: t.text,
    productId: t.text,
    title: t.text,
    variantTitle: t.text,
    imageUrl: t.nullable(t.text),
    imageAlt: t.nullable(t.text),
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
    rows.map(({ sku, productId, title, variantTitle, imageUrl, imageAlt, unitPrice, active }) => [
      sku,
      {
        sku,
        productId,
        title: variantTitle === '' ? title : `${title} – ${variantTitle}`,
        image: imageUrl === null ? null : { url: publicImageUrl(imageUrl, publicUrl), alt: imageAlt ?? '' },
        unitPrice,
        active,
      },
    ]),
  );
};
