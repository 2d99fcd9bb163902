import type { Refusal } from './refusal.ts';

/** Deepest place of a category below its root, as the schema has it: paths of ten titles. */
const CATEGORY_DEPTH_MAX = 9;

/** A category as a change of it is decided by. */
export type CategoryPlace = {
  categoryId: string;
  /** Of handles, from the root down to it. */
  path: string;
  titles: readonly string[];
  /** 0 at the root. */
  depth: number;
};

/** Where a category comes to be, and what is in the way there. */
export type Move = {
  title: string;
  handle: string;
  /** Null: at the root. */
  parent: CategoryPlace | null;
  /** Levels below the category. */
  height: number;
  /** Other categories with that title there, and with that handle anywhere. */
  titleTaken: boolean;
  handleTaken: boolean;
};

/** Path, titles and depth of a category where it is going, or why it cannot go there; `now` is null for a new one. */
export const placeOf = (
  now: CategoryPlace | null,
  move: Move,
): { ok: true; path: string; titles: string[]; depth: number } | Refusal => {
  const { title, handle, parent, height } = move;
  const where = parent === null ? 'at the root' : `in “${parent.titles.join(' / ')}”`;
  if (now !== null && parent !== null && isWithin(parent.path, now.path))
    return { ok: false, code: 'conflict', reason: 'a category cannot be moved into itself or below itself' };
  const depth = parent === null ? 0 : parent.depth + 1;
  if (depth + height > CATEGORY_DEPTH_MAX)
    return {
      ok: false,
      code: 'conflict',
      reason: `categories can be ${CATEGORY_DEPTH_MAX + 1} levels deep, and this would make ${depth + height + 1}`,
    };
  if (move.titleTaken)
    return { ok: false, code: 'conflict', reason: `there is already a category “${title}” ${where}` };
  if (move.handleTaken)
    return { ok: false, code: 'conflict', reason: `the handle “${handle}” belongs to another category` };
  return {
    ok: true,
    path: parent === null ? handle : `${parent.path}/${handle}`,
    titles: [...(parent?.titles ?? []), title],
    depth,
  };
};

const isWithin = (path: string, top: string): boolean => path === top || path.startsWith(`${top}/`);
