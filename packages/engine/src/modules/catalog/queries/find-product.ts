import type { Product } from '@cartwright/contract';
import { many, maybeOne, type Queryable, type RowOf, statement, t } from '../../../platform/sql.ts';
import { money } from '../../../shared/money.ts';
import { publicImageUrl, type StoredImage, shownImage } from '../domain/image-url.ts';
import { IMAGE_JSON, JOIN_MEDIA } from './image-columns.ts';

/** How products are shown: in which currency, and under which address the shop's own pictures are. */
export type ViewOptions = { currency: string; publicUrl: string };

/**
 * A product by id, else by handle, else by a former handle; undefined when there is none, or only a draft and none
 * is wanted.
 */
export const findProduct = async (
  db: Queryable,
  idOrHandle: string,
  options: ViewOptions & { drafts: boolean },
): Promise<Product | undefined> => {
  const row = await maybeOne(db, selectProduct, { currency: options.currency, idOrHandle });
  if (row === undefined || (row.status === 'draft' && !options.drafts)) return undefined;
  return toProduct(row, options);
};

/** Products by id, drafts included, in no particular order; unknown ids are missing. */
export const findProducts = async (
  db: Queryable,
  productIds: readonly string[],
  options: ViewOptions,
): Promise<Product[]> => {
  const rows = await many(db, selectProducts, { currency: options.currency, productIds: [...productIds] });
  return rows.map((row) => toProduct(row, options));
};

/** A product as it is kept: in no currency's words, without addresses of its own, and without its stock. */
export type StoredProduct = {
  productId: string;
  handle: string;
  title: string;
  description: string;
  status: 'active' | 'draft';
  createdAt: string;
  updatedAt: string;
  brand: string | null;
  categoryTitles: string[] | null;
  categoryPath: string | null;
  images: StoredImage[];
  attributes: [name: string, value: string][];
  variants: StoredVariant[];
};
export type StoredVariant = Omit<VariantJson, 'available'>;

/** Products as they are kept, by id, drafts included, in no particular order; unknown ids are missing. */
export const storedProducts = async (
  db: Queryable,
  productIds: readonly string[],
  currency: string,
): Promise<StoredProduct[]> =>
  (await many(db, selectProducts, { currency, productIds: [...productIds] })).map(toStored);

type VariantJson = {
  sku: string;
  title: string;
  options: [name: string, value: string][];
  amount: number;
  compareAt: number | null;
  imageUrl: string | null;
  available: number;
};

const PRODUCT_ROW = {
  productId: t.text,
  handle: t.text,
  title: t.text,
  description: t.text,
  status: t.words<'active' | 'draft'>(),
  createdAt: t.timestamptz,
  updatedAt: t.timestamptz,
  brand: t.nullable(t.text),
  categoryTitles: t.nullable(t.textArray),
  categoryPath: t.nullable(t.text),
  images: t.json<StoredImage[]>(),
  attributes: t.json<[name: string, value: string][]>(),
  variants: t.json<VariantJson[]>(),
};

// A product whole, in one statement and so from one moment. Pairs instead of JSON objects: jsonb would sort
// their keys. Every part hangs on the product by an index: 0.3 ms for a product of 6 variants.
const productText = (where: string) => `
    SELECT product.product_id AS "productId", product.handle, product.title, product.description, product.status,
           product.created_at AS "createdAt", product.updated_at AS "updatedAt",
           brand.name AS brand, category.titles AS "categoryTitles", category.path AS "categoryPath",
           images.list AS images, attributes.list AS attributes, variants.list AS variants
    FROM catalog.product
    LEFT JOIN catalog.brand ON brand.brand_id = product.brand_id
    LEFT JOIN catalog.category ON category.category_id = product.category_id
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(${IMAGE_JSON} ORDER BY image.position), '[]') AS list
      FROM catalog.image ${JOIN_MEDIA}
      WHERE image.product_id = product.product_id
    ) AS images
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(jsonb_build_array(name, value) ORDER BY position), '[]') AS list
      FROM catalog.product_attribute AS attribute WHERE attribute.product_id = product.product_id
    ) AS attributes
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
               'sku', variant.sku, 'title', variant.title, 'options', options.list,
               'amount', price.amount, 'compareAt', price.compare_at,
               'imageUrl', shown_by.url,
               'available', greatest(coalesce(availability.available_to_sell, 0), 0)
             ) ORDER BY variant.position), '[]') AS list
      FROM catalog.variant
      JOIN catalog.price ON price.sku = variant.sku AND price.currency = $1
      LEFT JOIN inventory.availability ON availability.sku = variant.sku
      LEFT JOIN catalog.image AS shown_by
        ON shown_by.product_id = variant.product_id AND shown_by.position = variant.image_position
      CROSS JOIN LATERAL (
        SELECT coalesce(jsonb_agg(jsonb_build_array(name, value) ORDER BY position), '[]') AS list
        FROM catalog.variant_option AS option WHERE option.sku = variant.sku
      ) AS options
      WHERE variant.product_id = product.product_id
    ) AS variants
    WHERE ${where}`;

// An id wins over a handle that looks like it, and a handle over a former one.
const selectProduct = statement({
  name: 'catalog.selectProduct',
  text: productText(`product.product_id = coalesce(
      (SELECT product_id FROM catalog.product WHERE product_id = $2),
      (SELECT product_id FROM catalog.product WHERE handle = $2),
      (SELECT product_id FROM catalog.former_handle WHERE kind = 'product' AND handle = $2))`),
  params: { currency: t.text, idOrHandle: t.text },
  row: PRODUCT_ROW,
});

const selectProducts = statement({
  name: 'catalog.selectProducts',
  text: productText('product.product_id = ANY($2)'),
  params: { currency: t.text, productIds: t.textArray },
  row: PRODUCT_ROW,
});

type ProductRow = RowOf<typeof selectProduct>;

const toStored = (row: ProductRow): StoredProduct => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
  variants: row.variants.map(({ available: _, ...variant }) => variant),
});

const toProduct = (row: ProductRow, options: ViewOptions): Product => {
  const available = new Map(row.variants.map((variant) => [variant.sku, variant.available]));
  return viewProduct(toStored(row), (sku) => available.get(sku) ?? 0, options);
};

/** A product as shoppers see it, with what can be sold of each SKU. */
export const viewProduct = (
  product: StoredProduct,
  availableOf: (sku: string) => number,
  { currency, publicUrl }: ViewOptions,
): Product => ({
  productId: product.productId,
  handle: product.handle,
  title: product.title,
  description: product.description,
  brand: product.brand,
  categoryPath: product.categoryTitles ?? [],
  categoryHandles: product.categoryPath?.split('/') ?? [],
  images: product.images.map((image) => shownImage(image, publicUrl)),
  attributes: Object.fromEntries(product.attributes),
  status: product.status,
  variants: product.variants.map((variant) => ({
    sku: variant.sku,
    title: variant.title,
    options: Object.fromEntries(variant.options),
    price: money(variant.amount, currency),
    compareAtPrice: variant.compareAt === null ? null : money(variant.compareAt, currency),
    imageUrl: variant.imageUrl === null ? null : publicImageUrl(variant.imageUrl, publicUrl),
    availableToSell: Math.max(availableOf(variant.sku), 0),
  })),
  createdAt: product.createdAt,
  updatedAt: product.updatedAt,
});
