import { isId } from '../shared/ids.ts';
import { HttpProblem } from './problem.ts';

/** The id after which a page goes on, from its cursor; 400 for a cursor that is not ours. */
export const cursorId = (cursor: string | undefined): string | null => {
  if (cursor === undefined) return null;
  const id = Buffer.from(cursor, 'base64url').toString('latin1');
  if (!isId(id))
    throw new HttpProblem('invalid-request', 'This cursor is not one that a list gave. Start without one.');
  return id;
};

/** A page of a list read with one row more than asked for: that one says whether there is a next page. */
export const pageOf = <T>(
  rows: readonly T[],
  limit: number,
  idOf: (row: T) => string,
): { items: T[]; nextCursor: string | null } => {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, nextCursor: more ? Buffer.from(idOf(last), 'latin1').toString('base64url') : null };
};
