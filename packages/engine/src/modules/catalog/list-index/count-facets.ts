import { type Bits, countBits, listBits } from './bits.ts';
import type { Matching, OwnPart } from './matching.ts';
import type { Products } from './products.ts';

/** Products with each brand, right in each category, with each value, and at each step of the prices, by number. */
export type Counts = {
  total: number;
  brands: Int32Array;
  categories: Int32Array;
  values: Int32Array;
  steps: Int32Array;
};

/**
 * Counts what a filter leaves. How many products there are of each brand, value, … is known without counting; so
 * where more products are counted than not, the others are counted off. Without a filter nothing is counted.
 */
export const countFacets = (products: Products, { all, without }: Matching): Counts => {
  const { columns, brands, categories, steps } = products;
  const scratch = new Int32Array(columns.capacity);
  const listed = (bits: Bits): Int32Array => scratch.subarray(0, listBits(bits, scratch));
  const { brand, category, step, present } = columns;
  const ofBrands = ofColumn(brands.uses(), brand);
  const ofCategories = ofColumn(categories.products(), category);
  const ofSteps = ofColumn(steps, step);
  const ofValues = ofAttributes(products);

  const total = countBits(all);
  const rest = outside(present, all, all);
  const most = total * 2 > products.size();
  const slots = listed(most ? rest : all);
  for (const facet of [ofBrands, ofCategories, ofSteps, ofValues]) {
    if (most) facet.startFromKnown();
    facet.count(slots, most ? -1 : 1);
  }
  for (const { facet, more } of without) {
    const own = facetOfPart(facet, { ofBrands, ofCategories, ofSteps, products, values: ofValues.counts });
    const left = outside(present, all, more);
    if (countBits(left) < countBits(more)) {
      own.startFromKnown();
      own.count(listed(left), -1);
    } else own.count(listed(more), 1);
  }
  return {
    total,
    brands: ofBrands.counts,
    categories: ofCategories.counts,
    values: ofValues.counts,
    steps: ofSteps.counts,
  };
};

type Facet = {
  counts: Int32Array;
  /** Sets the counts to those of all products. */
  startFromKnown(): void;
  /** Adds `by` to the counts of what the products in these slots have. */
  count(slots: Int32Array, by: 1 | -1): void;
};

const ofColumn = (known: Int32Array, column: Int32Array | Uint8Array): Facet => {
  const counts = new Int32Array(known.length);
  return {
    counts,
    startFromKnown: () => counts.set(known),
    count: (slots, by) => {
      for (let at = 0; at < slots.length; at += 1) {
        const id = column[slots[at] ?? 0] ?? -1;
        if (id >= 0) counts[id] = (counts[id] ?? 0) + by;
      }
    },
  };
};

const ofAttributes = ({ attributes, facetValues }: Products): Facet => {
  const known = facetValues.uses();
  const counts = new Int32Array(known.length);
  const [starts, lengths, values] = [attributes.starts(), attributes.lengths(), attributes.values()];
  return {
    counts,
    startFromKnown: () => counts.set(known),
    count: (slots, by) => {
      for (let index = 0; index < slots.length; index += 1) {
        const slot = slots[index] ?? 0;
        const start = starts[slot] ?? 0;
        const end = start + (lengths[slot] ?? 0);
        for (let at = start; at < end; at += 1) {
          const id = values[at] ?? 0;
          counts[id] = (counts[id] ?? 0) + by;
        }
      }
    },
  };
};

/** The values of one name only, in the counts of all. */
const ofAttribute = (name: string, { attributes, facetValues }: Products, counts: Int32Array): Facet => {
  const nameId = facetValues.nameIdOf(name);
  const nameIds = facetValues.nameIds();
  const known = facetValues.uses();
  const [starts, lengths, values] = [attributes.starts(), attributes.lengths(), attributes.values()];
  return {
    counts,
    startFromKnown: () => {
      for (let id = 0; id < known.length; id += 1) if (nameIds[id] === nameId) counts[id] = known[id] ?? 0;
    },
    count: (slots, by) => {
      for (let index = 0; index < slots.length; index += 1) {
        const slot = slots[index] ?? 0;
        const start = starts[slot] ?? 0;
        const end = start + (lengths[slot] ?? 0);
        for (let at = start; at < end; at += 1) {
          const id = values[at] ?? 0;
          if (nameIds[id] === nameId) counts[id] = (counts[id] ?? 0) + by;
        }
      }
    },
  };
};

const facetOfPart = (
  part: OwnPart['facet'],
  of: { ofBrands: Facet; ofCategories: Facet; ofSteps: Facet; products: Products; values: Int32Array },
): Facet => {
  switch (part) {
    case 'brand':
      return of.ofBrands;
    case 'category':
      return of.ofCategories;
    case 'price':
      return of.ofSteps;
    default:
      return ofAttribute(part.attribute, of.products, of.values);
  }
};

/** Those present that are in neither of two sets. */
const outside = (present: Bits, all: Bits, more: Bits): Bits => {
  const bits = present.slice();
  for (let word = 0; word < bits.length; word += 1)
    bits[word] = (bits[word] ?? 0) & ~((all[word] ?? 0) | (more[word] ?? 0));
  return bits;
};
