import { type BulkChange, COLLECTION_PRODUCTS_MAX } from '@cartwright/contract';
import type { Transaction } from '../../../platform/postgres.ts';
import { change, many, statement, t } from '../../../platform/sql.ts';
import { listed, type Refusal } from '../domain/refusal.ts';

/** A hand-picked collection that a change names. */
type Picked = { collectionId: string; handle: string };
/** The collections that a change adds products to and takes them from. */
export type PickedCollections = { add: Picked[]; remove: Picked[] };

// By id, handle or former handle; the collections are few.
const selectNamed = statement({
  name: 'catalog.selectNamedCollections',
  text: `
    SELECT wanted.name, collection.collection_id AS "collectionId", collection.handle,
           collection.rule IS NOT NULL AS "byRule"
    FROM unnest($1::text[]) AS wanted (name)
    JOIN catalog.collection ON collection.collection_id = coalesce(
      (SELECT collection_id FROM catalog.collection WHERE collection_id::text = wanted.name),
      (SELECT collection_id FROM catalog.collection WHERE handle = wanted.name),
      (SELECT collection_id FROM catalog.former_handle WHERE kind = 'collection' AND handle = wanted.name))`,
  params: { names: t.textArray },
  row: { name: t.text, collectionId: t.uuid, handle: t.text, byRule: t.bool },
});

// Primary key.
const selectMemberships = statement({
  name: 'catalog.selectMemberships',
  text: `
    SELECT product_id AS "productId", collection_id AS "collectionId" FROM catalog.collection_product
    WHERE collection_id = ANY($1) AND product_id = ANY($2)`,
  params: { collectionIds: t.uuidArray, productIds: t.textArray },
  row: { productId: t.text, collectionId: t.uuid },
});

// At the end of each, in the order given; those that are in stay where they are. The last place is the end of
// the index collection_product_order.
const insertMembers = statement({
  name: 'catalog.insertMembers',
  text: `
    INSERT INTO catalog.collection_product (collection_id, product_id, position)
    SELECT wanted.collection_id, picked.product_id, present.last + picked.place
    FROM unnest($1::uuid[]) AS wanted (collection_id)
    CROSS JOIN LATERAL (
      SELECT coalesce(max(member.position), -1) AS last FROM catalog.collection_product AS member
      WHERE member.collection_id = wanted.collection_id
    ) AS present
    CROSS JOIN unnest($2::text[]) WITH ORDINALITY AS picked (product_id, place)
    ON CONFLICT (collection_id, product_id) DO NOTHING`,
  params: { collectionIds: t.uuidArray, productIds: t.textArray },
  row: {},
});

const deleteMembers = statement({
  name: 'catalog.deleteMembers',
  text: `DELETE FROM catalog.collection_product WHERE collection_id = ANY($1) AND product_id = ANY($2)`,
  params: { collectionIds: t.uuidArray, productIds: t.textArray },
  row: {},
});

const selectTooLarge = statement({
  name: 'catalog.selectTooLarge',
  text: `
    SELECT collection.title
    FROM catalog.collection
    JOIN catalog.collection_product AS member ON member.collection_id = collection.collection_id
    WHERE collection.collection_id = ANY($1)
    GROUP BY collection.collection_id
    HAVING count(*) > ${COLLECTION_PRODUCTS_MAX}`,
  params: { collectionIds: t.uuidArray },
  row: { title: t.text },
});

/** Finds the collections that a change names; refused where one is not there, or fills itself by a rule. */
export const findPicked = async (
  tx: Transaction,
  wanted: BulkChange['collections'],
): Promise<{ ok: true; picked: PickedCollections } | Refusal> => {
  const names = [...(wanted?.add ?? []), ...(wanted?.remove ?? [])];
  if (names.length === 0) return { ok: true, picked: { add: [], remove: [] } };
  const rows = new Map((await many(tx, selectNamed, { names })).map((row) => [row.name, row]));
  const unknown = names.filter((name) => !rows.has(name));
  if (unknown.length > 0)
    return { ok: false, code: 'invalid', reason: `there is no collection ${listed(unknown)}` };
  const byRule = names.filter((name) => rows.get(name)?.byRule);
  if (byRule.length > 0)
    return {
      ok: false,
      code: 'invalid',
      reason: `the collection ${listed(byRule)} has a rule, which says what is in it; change the rule`,
    };
  const found = (of: readonly string[] = []) => of.flatMap((name) => rows.get(name) ?? []);
  return { ok: true, picked: { add: found(wanted?.add), remove: found(wanted?.remove) } };
};

/** Which of the named collections some products are in now, by handles, and are to be in. */
export const membershipChanges = async (
  tx: Transaction,
  { add, remove }: PickedCollections,
  productIds: readonly string[],
): Promise<Map<string, { before: string[]; after: string[] }>> => {
  const named = [...new Map([...add, ...remove].map((one) => [one.collectionId, one])).values()];
  const changes = new Map<string, { before: string[]; after: string[] }>();
  if (named.length === 0) return changes;
  const collectionIds = named.map(({ collectionId }) => collectionId);
  const rows = await many(tx, selectMemberships, { collectionIds, productIds: [...productIds] });
  const isIn = new Set(rows.map(({ productId, collectionId }) => `${collectionId} ${productId}`));
  const added = new Set(add.map(({ collectionId }) => collectionId));
  for (const productId of productIds) {
    const before = named.filter(({ collectionId }) => isIn.has(`${collectionId} ${productId}`));
    const after = named.filter(({ collectionId }) => added.has(collectionId));
    const handles = [before, after].map((of) => of.map(({ handle }) => handle)) as [string[], string[]];
    if (handles[0].join() !== handles[1].join())
      changes.set(productId, { before: handles[0], after: handles[1] });
  }
  return changes;
};

/** Writes what `membershipChanges` told of these products. */
export const changeMemberships = async (
  tx: Transaction,
  { add, remove }: PickedCollections,
  productIds: readonly string[],
): Promise<void> => {
  const idsOf = (of: readonly Picked[]) => of.map(({ collectionId }) => collectionId);
  if (remove.length > 0)
    await change(tx, deleteMembers, { collectionIds: idsOf(remove), productIds: [...productIds] });
  if (add.length > 0)
    await change(tx, insertMembers, { collectionIds: idsOf(add), productIds: [...productIds] });
};

/** Refuses when a collection got more products than one may have. */
export const overfull = async (tx: Transaction, { add }: PickedCollections): Promise<Refusal | undefined> => {
  if (add.length === 0) return undefined;
  const rows = await many(tx, selectTooLarge, { collectionIds: add.map(({ collectionId }) => collectionId) });
  if (rows.length === 0) return undefined;
  return {
    ok: false,
    code: 'limit-exceeded',
    reason: `${listed(rows.map(({ title }) => title))} would have more than ${COLLECTION_PRODUCTS_MAX} products, the most that a hand-picked collection can have`,
  };
};
