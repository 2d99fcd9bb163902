import { type filterParams, type ResolvedFilter, wordsOf } from '../queries/product-filter.ts';
import { type Bits, keepCommon, noBits } from './bits.ts';
import type { Products } from './products.ts';
import type { Sets } from './sets.ts';

/** What a filter lets through, and what each facet adds by ignoring its own part of the filter. */
export type Matching = { all: Bits; without: OwnPart[] };

/** The products that fail this part of the filter and no other. An attribute's part has its name. */
export type OwnPart = {
  facet: 'category' | 'brand' | 'price' | { attribute: string };
  more: Bits;
};

/**
 * Words, stock and collection narrow every facet; the other parts narrow all but their own. `params` are those of
 * the filter.
 */
export const matchProducts = (
  { columns, memberships, stock }: Products,
  sets: Sets,
  filter: ResolvedFilter,
  params: ReturnType<typeof filterParams>,
): Matching => {
  const within = columns.present.slice();
  const words = wordsOf(filter);
  if (words.length > 0) keepCommon(within, sets.ofWords(words));
  if (params.inStock) keepCommon(within, stock.inStock());
  if (params.collectionId !== null) keepCommon(within, memberships.of(params.collectionId).bits);

  const parts: { facet: OwnPart['facet']; bits: Bits }[] = [];
  if (params.categories !== null)
    parts.push({ facet: 'category', bits: sets.ofCategories(params.categories) });
  if (params.brands !== null) parts.push({ facet: 'brand', bits: sets.ofBrands(params.brands) });
  if (filter.minPrice !== undefined || filter.maxPrice !== undefined)
    parts.push({
      facet: 'price',
      bits: sets.ofPrices({ minimum: params.minPrice, maximum: params.maxPrice }),
    });
  for (const [attribute, values] of filter.attributes ?? [])
    parts.push({ facet: { attribute }, bits: sets.ofValues(attribute, values) });
  if (parts.length === 0) return { all: within, without: [] };

  const { once, twice } = failures(
    within,
    parts.map(({ bits }) => bits),
  );
  const all = within.slice();
  for (let word = 0; word < all.length; word += 1) all[word] = (all[word] ?? 0) & ~(once[word] ?? 0);
  // A filter by none of an attribute's values says nothing about what there is to choose.
  const choosing = parts.filter(
    ({ facet }) => typeof facet === 'string' || filter.attributes?.get(facet.attribute)?.length !== 0,
  );
  return {
    all,
    without: choosing.map(({ facet, bits }) => ({ facet, more: failingOnly(once, twice, bits) })),
  };
};

/** Those of `within` that fail a part of the filter, and those that fail more than one. */
const failures = (within: Bits, parts: readonly Bits[]): { once: Bits; twice: Bits } => {
  const once = noBits(within.length * 32);
  const twice = noBits(within.length * 32);
  for (const part of parts)
    for (let word = 0; word < within.length; word += 1) {
      const fails = (within[word] ?? 0) & ~(part[word] ?? 0);
      twice[word] = (twice[word] ?? 0) | ((once[word] ?? 0) & fails);
      once[word] = (once[word] ?? 0) | fails;
    }
  return { once, twice };
};

const failingOnly = (once: Bits, twice: Bits, part: Bits): Bits => {
  const only = once.slice();
  for (let word = 0; word < only.length; word += 1)
    only[word] = (only[word] ?? 0) & ~(twice[word] ?? 0) & ~(part[word] ?? 0);
  return only;
};
