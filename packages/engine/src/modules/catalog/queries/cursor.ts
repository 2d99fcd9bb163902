import { createHash } from 'node:crypto';

/** Where a page ended: the last product and what it was sorted by. */
export type PageKey = { sortKey: number; productId: string };

/** A cursor that goes on after `key`, and only in the list that it was given by. */
export const cursorOf = (list: unknown, key: PageKey): string =>
  Buffer.from(JSON.stringify([fingerprint(list), key.sortKey, key.productId])).toString('base64url');

/** The key in a cursor, or undefined when it is not one of ours or from another list. */
export const keyOf = (list: unknown, cursor: string): PageKey | undefined => {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  if (!Array.isArray(parts) || parts.length !== 3) return undefined;
  const [of, sortKey, productId]: unknown[] = parts;
  if (of !== fingerprint(list) || typeof productId !== 'string' || productId === '') return undefined;
  if (typeof sortKey !== 'number' || !Number.isSafeInteger(sortKey) || sortKey < 0) return undefined;
  return { sortKey, productId };
};

/** Sort and filters as a short text: a cursor of one list must not be continued in another. */
const fingerprint = (list: unknown): string =>
  createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 11);
