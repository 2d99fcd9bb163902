import type { CategoryChange, CategoryInput } from '@cartwright/contract';
import type { Transaction } from '../../../platform/postgres.ts';
import { change, maybeOne, one, statement, t } from '../../../platform/sql.ts';
import { isId, newId } from '../../../shared/ids.ts';
import { type CategoryPlace, placeOf } from '../domain/category-change.ts';
import { handleOf } from '../domain/handle.ts';
import type { Refusal } from '../domain/refusal.ts';
import { freeHandles, noteHandles } from './handles.ts';
import { takeTurn } from './present.ts';
import { followCategory } from './rule-members.ts';

// Primary key.
const selectPlace = statement({
  name: 'catalog.selectCategoryPlace',
  text: `
    SELECT category_id AS "categoryId", parent_id AS "parentId", handle, title, path, titles, depth
    FROM catalog.category WHERE category_id = $1`,
  params: { categoryId: t.uuid },
  row: {
    categoryId: t.uuid,
    parentId: t.nullable(t.uuid),
    handle: t.text,
    title: t.text,
    path: t.text,
    titles: t.textArray,
    depth: t.int4,
  },
});

// What is in the way of a category, and how many levels are below it ('0' comes after '/'). Unique indexes of
// parent and title, of handles, and of paths. Two halves, because COALESCE on the parent would lose its index.
const selectInTheWay = statement({
  name: 'catalog.selectInTheWay',
  text: `
    SELECT EXISTS (SELECT FROM catalog.category WHERE parent_id = $2 AND title = $3 AND category_id <> $1)
             OR ($2 IS NULL AND EXISTS (
               SELECT FROM catalog.category
               WHERE parent_id IS NULL AND title = $3 AND category_id <> $1)) AS "titleTaken",
           EXISTS (SELECT FROM catalog.category WHERE handle = $4 AND category_id <> $1) AS "handleTaken",
           coalesce((
             SELECT max(below.depth) - min(top.depth)
             FROM catalog.category AS top
             JOIN catalog.category AS below ON below.path > top.path || '/' AND below.path < top.path || '0'
             WHERE top.category_id = $1), 0)::int4 AS height`,
  params: { categoryId: t.uuid, parentId: t.nullable(t.uuid), title: t.text, handle: t.text },
  row: { titleTaken: t.bool, handleTaken: t.bool, height: t.int4 },
});

const insertCategory = statement({
  name: 'catalog.insertCategory',
  text: `
    INSERT INTO catalog.category (category_id, parent_id, handle, title, path, titles, depth)
    VALUES ($1, $2, $3, $4, $5, $6, $7)`,
  params: {
    categoryId: t.uuid,
    parentId: t.nullable(t.uuid),
    handle: t.text,
    title: t.text,
    path: t.text,
    titles: t.textArray,
    depth: t.int4,
  },
  row: {},
});

// A category with all that is below it: what was behind its old path goes behind the new one. Ends of paths are
// handles and those are unique, so no two rows can meet on the way. One range of the index of paths.
const moveSubtree = statement({
  name: 'catalog.moveSubtree',
  text: `
    UPDATE catalog.category SET
      parent_id = CASE WHEN category_id = $1 THEN $3 ELSE parent_id END,
      handle = CASE WHEN category_id = $1 THEN $4 ELSE handle END,
      title = CASE WHEN category_id = $1 THEN $5 ELSE title END,
      path = $6 || substr(path, length($2) + 1),
      titles = $7::text[] || titles[cardinality(string_to_array($2, '/')) + 1:],
      depth = depth + cardinality($7::text[]) - cardinality(string_to_array($2, '/'))
    WHERE path = $2 OR (path > $2 || '/' AND path < $2 || '0')`,
  params: {
    categoryId: t.uuid,
    oldPath: t.text,
    parentId: t.nullable(t.uuid),
    handle: t.text,
    title: t.text,
    path: t.text,
    titles: t.textArray,
  },
  row: {},
});

/** Makes a category, in the caller's transaction; a handle that is left out is made from the title. */
export const createCategory = async (
  tx: Transaction,
  input: CategoryInput,
): Promise<{ ok: true; categoryId: string } | Refusal> => {
  await takeTurn(tx);
  const title = input.title.trim();
  const parent = await findParent(tx, input.parentId ?? null);
  if (!parent.ok) return parent;
  const categoryId = newId();
  const [made] =
    input.handle === undefined ? await freeHandles(tx, 'category', [handleOf(title) || 'category']) : [];
  const handle = input.handle ?? made ?? categoryId;
  const parentId = parent.place?.categoryId ?? null;
  const inTheWay = await one(tx, selectInTheWay, { categoryId, parentId, title, handle });
  const place = placeOf(null, { title, handle, parent: parent.place, ...inTheWay });
  if (!place.ok) return place;
  const { path, titles, depth } = place;
  await change(tx, insertCategory, { categoryId, parentId, handle, title, path, titles, depth });
  await noteHandles(tx, 'category', { given: [handle], left: [] });
  return { ok: true, categoryId };
};

/**
 * Renames or moves a category with all that is below it, in the caller's transaction; what is left out stays. What
 * is derived follows: paths, titles, and what is in collections by rule. A refusal leaves nothing changed.
 */
export const changeCategory = async (
  tx: Transaction,
  categoryId: string,
  input: CategoryChange,
  { currency }: { currency: string },
): Promise<{ ok: true } | Refusal> => {
  await takeTurn(tx);
  const now = isId(categoryId) ? await maybeOne(tx, selectPlace, { categoryId }) : undefined;
  if (now === undefined) return NO_CATEGORY;
  const parent = await findParent(tx, input.parentId === undefined ? now.parentId : input.parentId);
  if (!parent.ok) return parent;
  const title = input.title?.trim() ?? now.title;
  const handle = input.handle ?? now.handle;
  const parentId = parent.place?.categoryId ?? null;
  const inTheWay = await one(tx, selectInTheWay, { categoryId, parentId, title, handle });
  const place = placeOf(now, { title, handle, parent: parent.place, ...inTheWay });
  if (!place.ok) return place;
  const { path, titles } = place;
  await change(tx, moveSubtree, { categoryId, oldPath: now.path, parentId, handle, title, path, titles });
  if (handle !== now.handle)
    await noteHandles(tx, 'category', { given: [handle], left: [{ handle: now.handle, id: categoryId }] });
  if (parentId !== now.parentId) await followCategory(tx, path, currency);
  return { ok: true };
};

const NO_CATEGORY: Refusal = { ok: false, code: 'not-found', reason: 'there is no such category' };

const findParent = async (
  tx: Transaction,
  parentId: string | null,
): Promise<{ ok: true; place: CategoryPlace | null } | Refusal> => {
  if (parentId === null) return { ok: true, place: null };
  const place = isId(parentId) ? await maybeOne(tx, selectPlace, { categoryId: parentId }) : undefined;
  if (place === undefined)
    return { ok: false, code: 'invalid', reason: `there is no category “${parentId}” to be the parent` };
  return { ok: true, place };
};
