import type { FacetValue } from '@cartwright/contract';
import {
  ATTRIBUTE_NAMES_MAX,
  ATTRIBUTE_VALUES_MAX,
  BRANDS_MAX,
  CATEGORIES_MAX,
  type Counted,
} from '../queries/facet-shape.ts';
import type { ResolvedFilter } from '../queries/product-filter.ts';
import type { ListSettings } from './card.ts';
import { type Categories, NO_CATEGORY } from './categories.ts';
import { compareCodePoints } from './code-points.ts';
import type { Counts } from './count-facets.ts';
import type { FacetValues } from './facet-values.ts';
import { firstWhere } from './order.ts';
import type { Products } from './products.ts';

/** Names what was counted, in the order in which lists show it, and as much of it as they show. */
export const rankFacets = (
  { brands, categories, facetValues }: Products,
  counts: Counts,
  asked: Pick<ResolvedFilter, 'brands' | 'categories'>,
  types: ListSettings['attributeTypes'],
): Counted => ({
  total: counts.total,
  brand: rankBrands(brands.textOf, counts.brands, new Set(asked.brands)),
  category: rankCategories(categories, counts.categories, new Set(asked.categories)),
  steps: new Map([...counts.steps.entries()]),
  attributes: rankAttributes(facetValues, counts.values, types),
});

const rankBrands = (
  nameOf: (id: number) => string,
  counts: Int32Array,
  asked: ReadonlySet<string>,
): FacetValue[] => {
  const top = createTop(BRANDS_MAX);
  for (let id = 0; id < counts.length; id += 1) {
    const count = counts[id] ?? 0;
    if (count === 0) continue;
    const name = nameOf(id);
    top.offer({ id, count, text: name, asked: asked.has(name) });
  }
  return top.ranked.map(({ text, count }) => ({ value: text, label: text, count }));
};

/** What is right in a category counts for all above it too. */
const rankCategories = (
  categories: Categories,
  right: Int32Array,
  asked: ReadonlySet<string>,
): FacetValue[] => {
  const counts = new Int32Array(categories.length());
  for (let id = 0; id < counts.length; id += 1) {
    const count = right[id] ?? 0;
    for (let up = count > 0 ? id : NO_CATEGORY; up !== NO_CATEGORY; up = categories.parentOf(up))
      counts[up] = (counts[up] ?? 0) + count;
  }
  const top = createTop(CATEGORIES_MAX);
  for (let id = 0; id < counts.length; id += 1) {
    const count = counts[id] ?? 0;
    if (count === 0) continue;
    top.offer({ id, count, text: categories.pathOf(id), asked: asked.has(categories.handleOf(id)) });
  }
  return top.ranked.map(({ id, count }) => ({
    value: categories.handleOf(id),
    label: categories.titlesOf(id).at(-1) ?? '',
    count,
  }));
};

type Attribute = { name: string; position: number; products: number; top: Top };

const rankAttributes = (
  facetValues: FacetValues,
  counts: Int32Array,
  types: ListSettings['attributeTypes'],
): Map<string, FacetValue[]> => {
  // By the number of the name; null for one that is no facet.
  const attributes: (Attribute | null | undefined)[] = [];
  const nameIds = facetValues.nameIds();
  for (let id = 0; id < facetValues.length(); id += 1) {
    const count = counts[id] ?? 0;
    if (count === 0) continue;
    const nameId = nameIds[id] ?? 0;
    attributes[nameId] ??= attributeOf(facetValues.nameOf(nameId), types);
    const attribute = attributes[nameId];
    if (attribute === null || attribute === undefined) continue;
    attribute.products += count;
    attribute.top.offer({ id, count, text: facetValues.valueOf(id), asked: false });
  }
  const shown = attributes
    .filter((attribute) => attribute !== null && attribute !== undefined)
    .sort(
      (a, b) =>
        comparePositions(a.position, b.position) ||
        b.products - a.products ||
        compareCodePoints(a.name, b.name),
    );
  return new Map(
    shown
      .slice(0, ATTRIBUTE_NAMES_MAX)
      .map(({ name, top }) => [
        name,
        top.ranked.map(({ text, count }) => ({ value: text, label: text, count })),
      ]),
  );
};

const attributeOf = (name: string, types: ListSettings['attributeTypes']): Attribute | null => {
  const type = types.get(name);
  if (type?.filterable === false) return null;
  const position = type?.position ?? Number.POSITIVE_INFINITY;
  return { name, position, products: 0, top: createTop(ATTRIBUTE_VALUES_MAX) };
};

/** Names without a type have no position and come last; Infinity less Infinity would be no number. */
const comparePositions = (a: number, b: number): number => (a === b ? 0 : a - b);

/** Something that was counted, and what decides its place among those counted as often. */
type Ranked = { id: number; count: number; text: string; asked: boolean };
type Top = { ranked: Ranked[]; offer(one: Ranked): void };

/** The first `max` of all that are offered. */
const createTop = (max: number): Top => {
  const ranked: Ranked[] = [];
  return {
    ranked,
    offer: (one) => {
      const last = ranked[max - 1];
      if (last !== undefined && isBefore(last, one)) return;
      const at = firstWhere(ranked.length, (index) => {
        const other = ranked[index];
        return other !== undefined && isBefore(one, other);
      });
      ranked.splice(at, 0, one);
      if (ranked.length > max) ranked.pop();
    },
  };
};

/** Those asked for come first, then the most frequent, then by code points. */
const isBefore = (one: Ranked, other: Ranked): boolean => {
  if (one.asked !== other.asked) return one.asked;
  if (one.count !== other.count) return one.count > other.count;
  return compareCodePoints(one.text, other.text) < 0;
};
