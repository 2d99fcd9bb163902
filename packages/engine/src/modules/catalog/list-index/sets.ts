import { addAll, type Bits, noBits, putBit } from './bits.ts';
import { NO_CATEGORY } from './categories.ts';
import { createKeptSets } from './kept-sets.ts';
import { firstWhere } from './order.ts';
import type { Change, Products } from './products.ts';

/** Which products each part of a filter lets through. What is returned is not to be changed. */
export type Sets = {
  ofCategories(handles: readonly string[]): Bits;
  ofBrands(names: readonly string[]): Bits;
  ofPrices(bounds: { minimum: number; maximum: number }): Bits;
  ofValues(name: string, values: readonly string[]): Bits;
  ofWords(words: readonly string[]): Bits;
  /** Keeps the sets right after a product has changed. */
  follow(change: Change): void;
  bytes(): number;
};

// A column of 50,000 numbers is gone through in 0.05 ms, so brands and categories are looked up each time, and
// prices are a part of their order. Values take 0.2 ms and words up to some ms; of 50,000 products each of their sets takes 6 kB.
const VALUE_SETS_MAX = 128;
const WORD_SETS_MAX = 64;

export const createSets = (products: Products): Sets => {
  const { columns, brands, categories, facetValues, attributes, texts, byPrice } = products;
  const values = createKeptSets(VALUE_SETS_MAX);
  const words = createKeptSets(WORD_SETS_MAX);

  const findValue = (id: number): Bits => {
    const bits = noBits(columns.capacity);
    const [starts, lengths, ids] = [attributes.starts(), attributes.lengths(), attributes.values()];
    for (let slot = 0; slot < columns.capacity; slot += 1) {
      const start = starts[slot] ?? 0;
      const end = start + (lengths[slot] ?? 0);
      for (let at = start; at < end; at += 1) if (ids[at] === id) putBit(bits, slot, true);
    }
    return bits;
  };

  const hasValue = (slot: number, id: number | undefined): boolean => {
    const start = attributes.starts()[slot] ?? 0;
    const end = start + (attributes.lengths()[slot] ?? 0);
    const ids = attributes.values();
    for (let at = start; at < end; at += 1) if (ids[at] === id) return true;
    return false;
  };

  const ofValue = (name: string, value: string): Bits | undefined => {
    const id = facetValues.idOf(name, value);
    if (id === undefined) return undefined;
    // The number is looked up at each test: it may have gone and come again as another.
    return values.get(`${name}\0${value}`, {
      find: () => findValue(id),
      has: (slot) => hasValue(slot, facetValues.idOf(name, value)),
    });
  };

  return {
    ofCategories: (handles) => {
      const wanted = new Set(handles);
      const isWanted = (id: number): boolean =>
        id !== NO_CATEGORY && (wanted.has(categories.handleOf(id)) || isWanted(categories.parentOf(id)));
      const flags = new Uint8Array(categories.length() + 1);
      for (let id = 0; id < categories.length(); id += 1) flags[id + 1] = isWanted(id) ? 1 : 0;
      return numbered(columns.category, flags);
    },
    ofBrands: (names) => {
      const flags = new Uint8Array(brands.length() + 1);
      for (const name of names) {
        const id = brands.idOf(name);
        if (id !== undefined) flags[id + 1] = 1;
      }
      return numbered(columns.brand, flags);
    },
    ofPrices: ({ minimum, maximum }) => {
      const { present, lowest } = columns;
      const slots = byPrice.sorted(present);
      const amountAt = (index: number): number => lowest[slots[index] ?? 0] ?? 0;
      const from = firstWhere(slots.length, (index) => amountAt(index) >= minimum);
      const to = firstWhere(slots.length, (index) => amountAt(index) > maximum);
      const bits = noBits(columns.capacity);
      for (let index = from; index < to; index += 1) putBit(bits, slots[index] ?? 0, true);
      return bits;
    },
    ofValues: (name, wanted) => {
      const [only, ...others] = wanted.flatMap((value) => ofValue(name, value) ?? []);
      if (only === undefined) return noBits(columns.capacity);
      if (others.length === 0) return only;
      const bits = only.slice();
      for (const other of others) addAll(bits, other);
      return bits;
    },
    ofWords: (wanted) =>
      words.get(wanted.join(' '), {
        find: () => texts.containing(wanted),
        has: (slot) => texts.containsAll(slot, wanted),
      }),
    follow: (change) => {
      if (change.grown) {
        values.clear();
        words.clear();
      }
      if (change.values) values.retest(change.slot);
      if (change.words) words.retest(change.slot);
    },
    bytes: () => values.bytes() + words.bytes(),
  };
};

/**
 * The slots whose number in a column is wanted; flags are by number + 1, so that the first is of -1, for none. The
 * loop has no condition, which a processor would often guess wrong: chance decides it.
 */
const numbered = (column: Int32Array, flags: Uint8Array): Bits => {
  const bits = noBits(column.length);
  for (let word = 0; word < bits.length; word += 1) {
    let found = 0;
    for (let bit = 0; bit < 32; bit += 1) found |= (flags[(column[word * 32 + bit] ?? -1) + 1] ?? 0) << bit;
    bits[word] = found;
  }
  return bits;
};
