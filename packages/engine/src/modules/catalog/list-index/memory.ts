// Estimates of what V8 takes on a 64 bit machine without pointer compression, which is how Node is built.

/** Of an entry of a Map: key, value, chain and its share of the table, which is between half full and full. */
export const MAP_ENTRY_BYTES = 48;
/** Of an element of an array. */
export const POINTER_BYTES = 8;

/** Header and characters; a text with any character beyond Latin-1 takes two bytes for each. */
export const textBytes = (text: string): number =>
  24 + (BEYOND_LATIN1.test(text) ? 2 * text.length : text.length);

const BEYOND_LATIN1 = /[^\0-\u00ff]/;

/** A column with room for more: the same values, then zeros. */
export const grownInts = (column: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> => {
  const grown = new Int32Array(length);
  grown.set(column);
  return grown;
};
