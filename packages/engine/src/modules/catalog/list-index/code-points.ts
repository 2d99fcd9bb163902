/**
 * Compares texts as PostgreSQL does under C.UTF-8 (by code points). That is the order of UTF-16 units too, but for
 * units from D800 on: surrogates stand for code points beyond all others, and E000 to FFFF come after them as units.
 */
export const compareCodePoints = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const difference = placeOf(a.charCodeAt(at)) - placeOf(b.charCodeAt(at));
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
};

/** A unit's place in the order of code points: surrogates behind everything else. */
const placeOf = (unit: number): number => {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
};
