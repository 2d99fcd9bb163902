import type { CollectionInput, CollectionRule } from '@cartwright/contract';
import type { Transaction } from '../../../platform/postgres.ts';
import { change, many, maybeOne, one, statement, t } from '../../../platform/sql.ts';
import { isId, newId } from '../../../shared/ids.ts';
import { safeDescription } from '../domain/description.ts';
import { handleOf } from '../domain/handle.ts';
import { isImageUrl } from '../domain/image-url.ts';
import { listed, type Refusal } from '../domain/refusal.ts';
import { freeHandles, noteHandles } from './handles.ts';
import { takeTurn } from './present.ts';
import { followRule } from './rule-members.ts';

/** Most collections of a shop: each save of products is compared with each rule, and shoppers see them as one list. */
const COLLECTIONS_MAX = 500;

const selectForSave = statement({
  name: 'catalog.selectCollectionForSave',
  text: `
    SELECT (SELECT count(*) FROM catalog.collection) AS collections,
           (SELECT handle FROM catalog.collection WHERE collection_id = $1) AS handle,
           (SELECT collection_id FROM catalog.collection WHERE handle = $2) AS "handleOwner"`,
  params: { collectionId: t.uuid, wanted: t.nullable(t.text) },
  row: { collections: t.int8, handle: t.nullable(t.text), handleOwner: t.nullable(t.uuid) },
});

// A rule is left as it is when $8 is false.
const upsertCollection = statement({
  name: 'catalog.upsertCollection',
  text: `
    INSERT INTO catalog.collection
      (collection_id, handle, title, description, image_url, image_alt, status, rule)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $9)
    ON CONFLICT (collection_id) DO UPDATE SET
      handle = excluded.handle, title = excluded.title, description = excluded.description,
      image_url = excluded.image_url, image_alt = excluded.image_alt, status = excluded.status,
      rule = CASE WHEN $8 THEN excluded.rule ELSE collection.rule END, updated_at = now()`,
  params: {
    collectionId: t.uuid,
    handle: t.text,
    title: t.text,
    description: t.text,
    imageUrl: t.nullable(t.text),
    imageAlt: t.nullable(t.text),
    status: t.text,
    withRule: t.bool,
    rule: t.nullable(t.json<Omit<CollectionRule, 'categories'>>()),
  },
  row: {},
});

// Whose rule it was is still in the row. Primary keys.
const clearCollection = statement({
  name: 'catalog.clearCollection',
  text: `
    WITH categories AS (DELETE FROM catalog.collection_category WHERE collection_id = $1)
    DELETE FROM catalog.collection_product WHERE collection_id = $1`,
  params: { collectionId: t.uuid },
  row: {},
});

const insertCategories = statement({
  name: 'catalog.insertCollectionCategories',
  text: `
    INSERT INTO catalog.collection_category (collection_id, category_id, position)
    SELECT $1, category_id, position
    FROM unnest($2::uuid[]) WITH ORDINALITY AS wanted (category_id, position)`,
  params: { collectionId: t.uuid, categoryIds: t.uuidArray },
  row: {},
});

const insertPicked = statement({
  name: 'catalog.insertPicked',
  text: `
    INSERT INTO catalog.collection_product (collection_id, product_id, position)
    SELECT $1, product_id, position - 1
    FROM unnest($2::text[]) WITH ORDINALITY AS picked (product_id, position)`,
  params: { collectionId: t.uuid, productIds: t.textArray },
  row: {},
});

// Primary key of products.
const selectUnknownProducts = statement({
  name: 'catalog.selectUnknownProducts',
  text: `
    SELECT wanted.product_id AS "productId" FROM unnest($1::text[]) AS wanted (product_id)
    WHERE NOT EXISTS (SELECT FROM catalog.product WHERE product.product_id = wanted.product_id)`,
  params: { productIds: t.textArray },
  row: { productId: t.text },
});

// By present or former handle. Unique indexes.
const selectCategory = statement({
  name: 'catalog.selectCategoryByHandle',
  text: `
    SELECT category_id AS "categoryId" FROM catalog.category
    WHERE category_id = coalesce(
      (SELECT category_id FROM catalog.category WHERE handle = $1),
      (SELECT category_id FROM catalog.former_handle WHERE kind = 'category' AND handle = $1))`,
  params: { handle: t.text },
  row: { categoryId: t.uuid },
});

/**
 * Makes a collection, or saves the one of a given id, in the caller's transaction; everything it refuses leaves
 * nothing changed. `productIds` makes it hand-picked, in that order; `rule` fills it by itself, from now on.
 * Left out, products and rule stay as they are, and so does the handle, which a new collection gets from its title;
 * the rest is replaced. A new collection with neither is empty. The input fits the contract's schema. Comparing
 * 50,000 products with a rule takes 0.1 s (brands) to 1 s (attributes).
 */
export const saveCollection = async (
  tx: Transaction,
  input: CollectionInput & { collectionId?: string },
  { currency }: { currency: string },
): Promise<{ ok: true; collectionId: string; created: boolean } | Refusal> => {
  const fault = faultOf(input);
  if (fault !== undefined) return { ok: false, code: 'invalid', reason: fault };
  if (input.collectionId !== undefined && !isId(input.collectionId)) return NO_COLLECTION;
  await takeTurn(tx);
  const collectionId = input.collectionId ?? newId();
  const present = await one(tx, selectForSave, { collectionId, wanted: input.handle ?? null });
  const refusal =
    refusalOf(input, collectionId, present) ?? (await unknownProducts(tx, input.productIds ?? []));
  if (refusal !== undefined) return refusal;
  const categories = await categoryIdsOf(tx, input.rule?.categories ?? []);
  if (!categories.ok) return categories;

  const handle = input.handle ?? present.handle ?? (await freeHandle(tx, input.title));
  const { categories: _, ...rule } = input.rule ?? {};
  const byRule = input.rule !== undefined && input.rule !== null;
  const refilled = byRule || input.rule === null || input.productIds !== undefined;
  await change(tx, upsertCollection, {
    collectionId,
    handle,
    title: input.title.trim(),
    description: safeDescription(input.description ?? ''),
    imageUrl: input.image?.url ?? null,
    imageAlt: input.image?.alt ?? null,
    status: input.status ?? 'active',
    withRule: refilled,
    rule: byRule ? rule : null,
  });
  if (handle !== present.handle)
    await noteHandles(tx, 'collection', {
      given: [handle],
      left: present.handle === null ? [] : [{ handle: present.handle, id: collectionId }],
    });
  if (refilled) await change(tx, clearCollection, { collectionId });
  if (categories.ids.length > 0)
    await change(tx, insertCategories, { collectionId, categoryIds: categories.ids });
  if (byRule) await followRule(tx, collectionId, currency);
  else if (input.productIds !== undefined)
    await change(tx, insertPicked, { collectionId, productIds: input.productIds });
  return { ok: true, collectionId, created: present.handle === null };
};

const NO_COLLECTION: Refusal = { ok: false, code: 'not-found', reason: 'there is no such collection' };

/** What the contract's schema cannot say. */
const faultOf = ({ productIds, rule, image }: CollectionInput): string | undefined => {
  if (productIds !== undefined && rule) return 'a collection has productIds or a rule, not both';
  if (image && !isImageUrl(image.url))
    return `the image address “${image.url}” is neither http(s) nor of this shop`;
  const { minPrice, maxPrice } = rule ?? {};
  if (minPrice !== undefined && maxPrice !== undefined && minPrice > maxPrice)
    return `no price is from ${minPrice} to ${maxPrice}; minPrice has to be the lower one`;
  return undefined;
};

type Present = { collections: number; handle: string | null; handleOwner: string | null };

const refusalOf = (
  input: CollectionInput & { collectionId?: string },
  collectionId: string,
  { collections, handle, handleOwner }: Present,
): Refusal | undefined => {
  if (input.collectionId !== undefined && handle === null) return NO_COLLECTION;
  if (handle === null && collections >= COLLECTIONS_MAX)
    return {
      ok: false,
      code: 'limit-exceeded',
      reason: `there are ${COLLECTIONS_MAX} collections already, as many as a shop can have; delete one first`,
    };
  if (handleOwner !== null && handleOwner !== collectionId)
    return {
      ok: false,
      code: 'conflict',
      reason: `the handle “${input.handle}” belongs to another collection`,
    };
  return undefined;
};

const unknownProducts = async (
  tx: Transaction,
  productIds: readonly string[],
): Promise<Refusal | undefined> => {
  if (productIds.length === 0) return undefined;
  const unknown = await many(tx, selectUnknownProducts, { productIds: [...productIds] });
  if (unknown.length === 0) return undefined;
  return {
    ok: false,
    code: 'invalid',
    reason: `there is no product ${listed(unknown.map(({ productId }) => productId))}; productIds takes ids, not handles`,
  };
};

const categoryIdsOf = async (
  tx: Transaction,
  handles: readonly string[],
): Promise<{ ok: true; ids: string[] } | Refusal> => {
  const ids = new Set<string>();
  for (const handle of handles) {
    const category = await maybeOne(tx, selectCategory, { handle });
    if (category === undefined)
      return { ok: false, code: 'invalid', reason: `there is no category with the handle “${handle}”` };
    ids.add(category.categoryId);
  }
  return { ok: true, ids: [...ids] };
};

const freeHandle = async (tx: Transaction, title: string): Promise<string> => {
  const [handle] = await freeHandles(tx, 'collection', [handleOf(title) || 'collection']);
  return handle ?? 'collection';
};
