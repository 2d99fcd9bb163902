import type { Transaction } from '../../../platform/postgres.ts';
import { change, many, statement, t } from '../../../platform/sql.ts';
import { handleMaker } from '../domain/handle.ts';

/** What has handles; those of one kind are unique. */
type Kind = 'product' | 'category' | 'collection';

// Whoever is given a handle takes it from those who had it before; then what was renamed leaves its old handle
// behind. No handle is in both lists: what is free again after this change was a present handle until now.
// Primary key.
const renamed = (kind: Kind, idType: 'text' | 'uuid') =>
  statement({
    name: `catalog.noteHandles.${kind}`,
    text: `
    WITH taken AS (DELETE FROM catalog.former_handle WHERE kind = '${kind}' AND handle = ANY($1))
    INSERT INTO catalog.former_handle (kind, handle, ${kind}_id)
    SELECT '${kind}', left_behind.handle, left_behind.id
    FROM unnest($2::text[], $3::${idType}[]) AS left_behind (handle, id)`,
    params: {
      given: t.textArray,
      handles: t.textArray,
      ids: idType === 'text' ? t.textArray : t.uuidArray,
    },
    row: {},
  });

const noteHandlesOf = {
  product: renamed('product', 'text'),
  category: renamed('category', 'uuid'),
  collection: renamed('collection', 'uuid'),
};

/**
 * Keeps links working: notes the handles that are given now, and which ones were left behind for them. To be
 * called with every handle that is new or changes; the caller has its turn among the catalogue's writers.
 */
export const noteHandles = async (
  tx: Transaction,
  kind: Kind,
  handles: { given: readonly string[]; left: readonly { handle: string; id: string }[] },
): Promise<void> => {
  if (handles.given.length === 0) return;
  await change(tx, noteHandlesOf[kind], {
    given: [...handles.given],
    handles: handles.left.map(({ handle }) => handle),
    ids: handles.left.map(({ id }) => id),
  });
};

// Of each base: whether it is taken, and the highest -2, -3, … behind it. There are few of either kind: they are
// scanned.
const takenHandles = (kind: 'category' | 'collection') =>
  statement({
    name: `catalog.selectTakenHandles.${kind}`,
    text: `
    SELECT wanted.base,
           bool_or(${kind}.handle = wanted.base) AS "plainTaken",
           coalesce(max(CASE WHEN ${kind}.handle <> wanted.base
             THEN substr(${kind}.handle, length(wanted.base) + 2)::int4 END), 1) AS "lastSuffix"
    FROM unnest($1::text[]) AS wanted (base)
    JOIN catalog.${kind} ON ${kind}.handle = wanted.base
      OR (starts_with(${kind}.handle, wanted.base || '-')
        AND substr(${kind}.handle, length(wanted.base) + 2) ~ '^[1-9][0-9]{0,7}$')
    GROUP BY wanted.base`,
    params: { bases: t.textArray },
    row: { base: t.text, plainTaken: t.bool, lastSuffix: t.int4 },
  });

const takenHandlesOf = { category: takenHandles('category'), collection: takenHandles('collection') };

/** Free handles made from some bases, in their order. */
export const freeHandles = async (
  tx: Transaction,
  kind: 'category' | 'collection',
  bases: readonly string[],
): Promise<string[]> => {
  const taken = await many(tx, takenHandlesOf[kind], { bases: [...new Set(bases)] });
  const makeHandle = handleMaker(new Map(taken.map((row) => [row.base, row])), []);
  return bases.map(makeHandle);
};
