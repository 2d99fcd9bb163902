import type { AdminCollection, CollectionRule } from '@cartwright/contract';
import { many, maybeOne, type Queryable, type RowOf, statement, t } from '../../../platform/sql.ts';
import { isId } from '../../../shared/ids.ts';
import { type StoredImage, shownImage } from '../domain/image-url.ts';
import { IMAGE_JSON, JOIN_MEDIA } from './image-columns.ts';
import { remembered } from './remembered.ts';

/** Where the shop's own pictures are, and whether collections that are drafts are wanted. */
export type CollectionView = { publicUrl: string; drafts: boolean };

// With the number of active products: of all collections by one pass over all members, which takes 60 ms for
// 100,000 of them and is remembered; of one by the primary keys.
const COUNTED = {
  ofAll: `LEFT JOIN (
      SELECT member.collection_id, count(*) AS products
      FROM catalog.collection_product AS member
      JOIN catalog.product ON product.product_id = member.product_id
      WHERE $2 AND product.status = 'active'
      GROUP BY member.collection_id
    ) AS counted ON counted.collection_id = collection.collection_id`,
  ofOne: `CROSS JOIN LATERAL (
      SELECT count(*) AS products
      FROM catalog.collection_product AS member
      JOIN catalog.product ON product.product_id = member.product_id
      WHERE member.collection_id = collection.collection_id AND product.status = 'active'
    ) AS counted`,
};
const collectionText = (counted: string, where: string) => `
    SELECT collection.collection_id AS "collectionId", collection.handle, collection.title, collection.description,
           ${IMAGE_JSON} AS image, collection.status, collection.rule, categories.handles AS "categoryHandles",
           coalesce(counted.products, 0) AS products, collection.created_at AS "createdAt",
           collection.updated_at AS "updatedAt"
    FROM catalog.collection
    CROSS JOIN LATERAL (SELECT collection.image_url AS url, collection.image_alt AS alt) AS image
    ${JOIN_MEDIA}
    CROSS JOIN LATERAL (
      SELECT coalesce(array_agg(category.handle ORDER BY wanted.position), '{}') AS handles
      FROM catalog.collection_category AS wanted
      JOIN catalog.category ON category.category_id = wanted.category_id
      WHERE wanted.collection_id = collection.collection_id
    ) AS categories
    ${counted}
    WHERE ${where}
    ORDER BY collection.title, collection.collection_id`;

const COLLECTION_ROW = {
  collectionId: t.uuid,
  handle: t.text,
  title: t.text,
  description: t.text,
  image: t.nullable(t.json<StoredImage>()),
  status: t.words<'active' | 'draft'>(),
  rule: t.nullable(t.json<Omit<CollectionRule, 'categories'>>()),
  categoryHandles: t.textArray,
  products: t.int8,
  createdAt: t.timestamptz,
  updatedAt: t.timestamptz,
};

const selectCollections = statement({
  name: 'catalog.selectCollections',
  text: collectionText(COUNTED.ofAll, `$1 OR collection.status = 'active'`),
  params: { drafts: t.bool, counted: t.bool },
  row: COLLECTION_ROW,
});

// An id wins over a handle that looks like it, and a handle over a former one.
const selectCollection = statement({
  name: 'catalog.selectCollection',
  text: collectionText(
    COUNTED.ofOne,
    `collection.collection_id = coalesce(
      (SELECT collection_id FROM catalog.collection WHERE collection_id = $1),
      (SELECT collection_id FROM catalog.collection WHERE handle = $2),
      (SELECT collection_id FROM catalog.former_handle WHERE kind = 'collection' AND handle = $2))`,
  ),
  params: { collectionId: t.nullable(t.uuid), handle: t.text },
  row: COLLECTION_ROW,
});

const selectPicked = statement({
  name: 'catalog.selectPicked',
  text: `
    SELECT product_id AS "productId" FROM catalog.collection_product
    WHERE collection_id = $1 ORDER BY position, product_id`,
  params: { collectionId: t.uuid },
  row: { productId: t.text },
});

/** A collection as it is kept: its picture without an address. */
export type StoredCollection = Omit<RowOf<typeof selectCollections>, 'createdAt' | 'updatedAt'> & {
  createdAt: string;
  updatedAt: string;
};

/** All collections by title, drafts among them, as they are kept; where they are not to be counted, with no products. */
export const storedCollections = async (
  db: Queryable,
  { counted }: { counted: boolean },
): Promise<StoredCollection[]> =>
  (await many(db, selectCollections, { drafts: true, counted })).map(toStored);

const toStored = (row: RowOf<typeof selectCollections>): StoredCollection => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** All collections by title. */
export const listCollections = async (db: Queryable, view: CollectionView): Promise<AdminCollection[]> => {
  const key = `collections ${view.drafts ? 'with' : 'without'} drafts`;
  const rows = await remembered(db, key, () =>
    many(db, selectCollections, { drafts: view.drafts, counted: true }),
  );
  return rows.map((row) => viewCollection(toStored(row), view));
};

/**
 * A collection by id, handle or former handle, with the products of a hand-picked one in their order; undefined
 * when there is none, or only a draft and none is wanted.
 */
export const findCollection = async (
  db: Queryable,
  idOrHandle: string,
  view: CollectionView,
): Promise<AdminCollection | undefined> => {
  const collectionId = isId(idOrHandle) ? idOrHandle : null;
  const row = await maybeOne(db, selectCollection, { collectionId, handle: idOrHandle });
  if (row === undefined || (row.status === 'draft' && !view.drafts)) return undefined;
  const collection = viewCollection(toStored(row), view);
  if (row.rule !== null) return collection;
  const picked = await many(db, selectPicked, { collectionId: row.collectionId });
  return { ...collection, productIds: picked.map(({ productId }) => productId) };
};

/** A collection as it is shown. */
export const viewCollection = (
  row: StoredCollection,
  { publicUrl }: Pick<CollectionView, 'publicUrl'>,
): AdminCollection => ({
  collectionId: row.collectionId,
  handle: row.handle,
  title: row.title,
  description: row.description,
  image: row.image === null ? null : shownImage(row.image, publicUrl),
  count: row.products,
  status: row.status,
  rule: row.rule === null ? null : ruleOf(row.rule, row.categoryHandles),
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
});

const ruleOf = (rule: Omit<CollectionRule, 'categories'>, categories: string[]): CollectionRule =>
  categories.length === 0 ? rule : { ...rule, categories };
