/** Why collections, categories, types of attributes or many products at once were not changed. */
export type Refusal = {
  ok: false;
  /** Not valid in itself; not there; in the way of what is there; over a bound. */
  code: 'invalid' | 'not-found' | 'conflict' | 'limit-exceeded';
  /** For people, without a full stop: names what is at fault. */
  reason: string;
};

/** Most things that a reason lists by name. */
const LISTED_MAX = 10;

/** “a”, “b” and 3 more. */
export const listed = (names: readonly string[], total = names.length): string => {
  const shown = names.slice(0, LISTED_MAX).map((name) => `“${name}”`);
  const more = total - shown.length;
  return shown.join(', ') + (more > 0 ? ` and ${more} more` : '');
};
