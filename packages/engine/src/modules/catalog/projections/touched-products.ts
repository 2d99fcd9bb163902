import { type Change, isOf, type Transaction } from '../../../platform/cdc/index.ts';
import { many, type Queryable, statement, t } from '../../../platform/sql.ts';
import * as changes from '../changes.ts';
import { MEDIA_PATH } from '../domain/image-url.ts';

/** What changes have touched. */
export type Touched = {
  productIds: Set<string>;
  skus: Set<string>;
  brandIds: Set<string>;
  categoryIds: Set<string>;
  mediaIds: Set<string>;
};

// Primary key of variant; indexes product_brand and product_category, which drafts are not in. Pictures by their
// address have no index: their sizes change only when staff has them made anew.
const selectOf = statement({
  name: 'catalog.selectProductsTouched',
  text: `
    SELECT product_id AS "productId" FROM catalog.variant WHERE sku = ANY($1)
    UNION
    SELECT product_id FROM catalog.product
    WHERE status = 'active' AND (brand_id = ANY($2) OR category_id = ANY($3))
    UNION
    SELECT product_id FROM catalog.product
    WHERE status = 'draft' AND (brand_id = ANY($2) OR category_id = ANY($3))
    UNION
    SELECT product_id FROM catalog.image WHERE cardinality($4::text[]) > 0 AND url = ANY($4)`,
  params: { skus: t.textArray, brandIds: t.uuidArray, categoryIds: t.uuidArray, urls: t.textArray },
  row: { productId: t.text },
});

/** The ids of the products that show anything of it; also of those that are gone. */
export const productsOf = async (db: Queryable, touched: Touched): Promise<Set<string>> => {
  const ids = new Set(touched.productIds);
  const { skus, brandIds, categoryIds, mediaIds } = touched;
  if (skus.size + brandIds.size + categoryIds.size + mediaIds.size === 0) return ids;
  const rows = await many(db, selectOf, {
    skus: [...skus],
    brandIds: [...brandIds],
    categoryIds: [...categoryIds],
    urls: [...mediaIds].map((id) => MEDIA_PATH + id),
  });
  for (const { productId } of rows) ids.add(productId);
  return ids;
};

/** What products are made of. */
export const PRODUCT_TABLES = [
  changes.brandChanges,
  changes.categoryChanges,
  changes.productChanges,
  changes.productAttributeChanges,
  changes.productOptionChanges,
  changes.variantChanges,
  changes.variantOptionChanges,
  changes.priceChanges,
  changes.productPriceChanges,
  changes.imageChanges,
  changes.mediaChanges,
  changes.collectionProductChanges,
  changes.formerHandleChanges,
];

/** Of whose rows the product's id is part. */
const BY_PRODUCT = [
  changes.productChanges,
  changes.productAttributeChanges,
  changes.productOptionChanges,
  changes.variantChanges,
  changes.productPriceChanges,
  changes.imageChanges,
  changes.collectionProductChanges,
];

/** What transactions have touched, by what is known of it; undefined for nothing that a product shows. */
export const touchedBy = (transactions: readonly Transaction[]): Touched | undefined => {
  const touched: Touched = {
    productIds: new Set(),
    skus: new Set(),
    brandIds: new Set(),
    categoryIds: new Set(),
    mediaIds: new Set(),
  };
  for (const { changes: of } of transactions) for (const change of of) note(change, touched);
  return Object.values(touched).some((set) => set.size > 0) ? touched : undefined;
};

const note = (change: Change, touched: Touched): void => {
  for (const table of BY_PRODUCT)
    if (isOf(change, table) && change.kind !== 'truncate') {
      for (const row of rowsOf(change))
        if (row.product_id !== undefined) touched.productIds.add(row.product_id);
      return;
    }
  if (isOf(change, changes.formerHandleChanges)) {
    const row = change.kind === 'insert' || change.kind === 'update' ? change.row : undefined;
    if (row?.product_id != null) touched.productIds.add(row.product_id);
    return;
  }
  for (const table of [changes.variantOptionChanges, changes.priceChanges])
    if (isOf(change, table) && change.kind !== 'truncate') {
      for (const row of rowsOf(change)) if (row.sku !== undefined) touched.skus.add(row.sku);
      return;
    }
  // What is new is nobody's yet; whoever gets it is touched by itself.
  if (change.kind !== 'update') return;
  if (isOf(change, changes.brandChanges) && change.kind === 'update' && change.row.brand_id !== undefined)
    touched.brandIds.add(change.row.brand_id);
  if (
    isOf(change, changes.categoryChanges) &&
    change.kind === 'update' &&
    change.row.category_id !== undefined
  )
    touched.categoryIds.add(change.row.category_id);
  if (isOf(change, changes.mediaChanges) && change.kind === 'update' && change.row.media_id !== undefined)
    touched.mediaIds.add(change.row.media_id);
};

/** A change's row, and the one before it where that is told: a variant may move to another product. */
const rowsOf = <R>(
  change:
    | { kind: 'insert'; row: R }
    | { kind: 'update'; row: R; old: R | undefined }
    | { kind: 'delete'; old: R },
): R[] =>
  change.kind === 'delete'
    ? [change.old]
    : change.kind === 'update' && change.old !== undefined
      ? [change.row, change.old]
      : [change.row];
