import type { Transaction } from '../../../platform/postgres.ts';
import { change, many, type RowOf, statement, t } from '../../../platform/sql.ts';
import { newId } from '../../../shared/ids.ts';
import { handleOf } from '../domain/handle.ts';
import { freeHandles, noteHandles } from './handles.ts';

/** Names a path of titles in a map. */
export const pathKey = (titles: readonly string[]): string => JSON.stringify(titles);

// The children of some parents (null: the roots) by their titles; unique index (parent_id, title). COALESCE
// would lose that index, hence the two halves.
const selectChildren = statement({
  name: 'catalog.selectChildren',
  text: `
    SELECT category.category_id AS "categoryId", category.path, category.titles
    FROM unnest($1::uuid[], $2::text[]) AS wanted (parent_id, title)
    JOIN catalog.category ON category.parent_id = wanted.parent_id AND category.title = wanted.title
    UNION ALL
    SELECT category.category_id, category.path, category.titles
    FROM catalog.category
    WHERE category.parent_id IS NULL AND category.title = ANY($3)`,
  params: { parentIds: t.uuidArray, titles: t.textArray, rootTitles: t.textArray },
  row: { categoryId: t.uuid, path: t.text, titles: t.textArray },
});

// A new category below its parent (null: a root); path, titles and depth follow from it.
const insertCategories = statement({
  name: 'catalog.insertCategories',
  text: `
    INSERT INTO catalog.category (category_id, parent_id, handle, title, path, titles, depth)
    SELECT wanted.category_id, parent.category_id, wanted.handle, wanted.title,
           coalesce(parent.path || '/', '') || wanted.handle,
           coalesce(parent.titles, '{}') || wanted.title,
           coalesce(parent.depth + 1, 0)
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS wanted (category_id, parent_path, handle, title)
    LEFT JOIN catalog.category AS parent ON parent.path = wanted.parent_path`,
  params: {
    categoryIds: t.uuidArray,
    parentPaths: t.nullableTextArray,
    handles: t.textArray,
    titles: t.textArray,
  },
  row: {},
});

type Known = RowOf<typeof selectChildren>;

/**
 * Makes the categories on some paths of titles that are missing, level by level, and returns the path of handles
 * of each (by `pathKey`). The caller has its turn among the catalogue's writers.
 */
export const ensureCategories = async (
  tx: Transaction,
  paths: readonly (readonly string[])[],
): Promise<Map<string, string>> => {
  const known = new Map<string, Known>();
  const deepest = Math.max(0, ...paths.map((path) => path.length));
  for (let depth = 1; depth <= deepest; depth += 1) {
    const level = new Map(
      paths.flatMap((path) => {
        const upTo = path.slice(0, depth);
        return upTo.length === depth ? [[pathKey(upTo), upTo] as const] : [];
      }),
    );
    await readLevel(tx, [...level.values()], known);
    const missing = [...level].filter(([key]) => !known.has(key)).map(([, titles]) => titles);
    if (missing.length === 0) continue;
    await insertLevel(tx, missing, known);
    await readLevel(tx, missing, known);
  }
  return new Map([...known].map(([key, { path }]) => [key, path]));
};

const readLevel = async (
  tx: Transaction,
  level: readonly (readonly string[])[],
  known: Map<string, Known>,
): Promise<void> => {
  const below = level.flatMap((titles) => {
    const parent = known.get(pathKey(titles.slice(0, -1)));
    return parent === undefined ? [] : [{ parentId: parent.categoryId, title: titles.at(-1) ?? '' }];
  });
  const rows = await many(tx, selectChildren, {
    parentIds: below.map(({ parentId }) => parentId),
    titles: below.map(({ title }) => title),
    rootTitles: level.flatMap((titles) => (titles.length === 1 ? titles : [])),
  });
  for (const row of rows) known.set(pathKey(row.titles), row);
};

const insertLevel = async (
  tx: Transaction,
  missing: readonly (readonly string[])[],
  known: ReadonlyMap<string, Known>,
): Promise<void> => {
  const bases = missing.map((titles) => handleOf(titles.at(-1) ?? '') || 'category');
  const handles = await freeHandles(tx, 'category', bases);
  await noteHandles(tx, 'category', { given: handles, left: [] });
  await change(tx, insertCategories, {
    categoryIds: missing.map(() => newId()),
    parentPaths: missing.map((titles) => known.get(pathKey(titles.slice(0, -1)))?.path ?? null),
    handles,
    titles: missing.map((titles) => titles.at(-1) ?? ''),
  });
};
