import type { AttributeType, FacetValue, ProductPage } from '@cartwright/contract';
import { facetOf } from '../domain/attribute-type.ts';
import { priceRanges } from '../domain/price-ladder.ts';

export type Facets = Pick<ProductPage, 'total' | 'facets'>;

// Most brands, categories, attribute names, and values of one name; the most frequent ones win, names that have a
// type and with it a position before others.
export const BRANDS_MAX = 50;
export const CATEGORIES_MAX = 200;
export const ATTRIBUTE_NAMES_MAX = 20;
export const ATTRIBUTE_VALUES_MAX = 30;

/** What was counted, each in its order: the most frequent first. */
export type Counted = {
  total: number;
  category: FacetValue[];
  brand: FacetValue[];
  /** By step of the price ladder, 0 for what is below its first bound. */
  steps: ReadonlyMap<number, number>;
  attributes: ReadonlyMap<string, readonly FacetValue[]>;
};

/** Counted values as a list shows them. */
export const shapeFacets = (
  { total, category, brand, steps, attributes }: Counted,
  { ladder, types }: { ladder: readonly number[]; types: ReadonlyMap<string, AttributeType> },
): Facets => ({
  total,
  facets: {
    category,
    brand,
    price: priceRanges(ladder, steps),
    attributes: Object.fromEntries(
      [...attributes].map(([name, values]) => [name, facetOf(types.get(name), values)]),
    ),
  },
});
