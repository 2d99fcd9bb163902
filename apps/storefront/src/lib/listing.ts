import type { Category, ProductSort } from '@cartwright/contract';
import { pathTo } from './catalogue.ts';
import { minorUnits, shopCurrency } from './money.ts';

export type SearchParams = Record<string, string | string[] | undefined>;

const PAGE_SIZE = 24;
/** More filters than anybody ticks; the rest of an absurd address is ignored. */
const VALUES_MAX = 30;

export const SORTS: { value: ProductSort; label: string }[] = [
  { value: 'relevance', label: 'Best match' },
  { value: 'newest', label: 'Newest' },
  { value: 'popular', label: 'Most popular' },
  { value: 'priceAsc', label: 'Price, low to high' },
  { value: 'priceDesc', label: 'Price, high to low' },
];

/** A list of products as its address says it: where it lives, and name–value pairs in the order given. */
export type Listing = { path: string; pairs: readonly (readonly [string, string])[] };

/** Reads a list's filters from the address bar; unknown names and blank values are dropped. */
export const listingOf = (path: string, params: SearchParams): Listing => ({
  path,
  pairs: Object.entries(params)
    .filter(([name]) => KNOWN.has(name) || name.startsWith('attr.'))
    .flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one.slice(0, 200)] as const))
    .filter(([, value]) => value.trim() !== '')
    .slice(0, VALUES_MAX),
});

const KNOWN = new Set(['q', 'category', 'brand', 'min', 'max', 'inStock', 'sort', 'cursor']);

export const valuesOf = (listing: Listing, name: string): string[] =>
  listing.pairs.filter(([key]) => key === name).map(([, value]) => value);

export const firstOf = (listing: Listing, name: string): string | undefined => valuesOf(listing, name)[0];

export const has = (listing: Listing, name: string, value: string): boolean =>
  valuesOf(listing, name).includes(value);

/** The same list with some names set anew; any change but of the page itself leads back to the first page. */
export const withValues = (listing: Listing, changes: Record<string, string | undefined>): Listing => ({
  path: listing.path,
  pairs: [
    ...listing.pairs.filter(([name]) => name !== 'cursor' && !(name in changes)),
    ...Object.entries(changes).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    ),
  ],
});

/** The same list with one value of a filter put in or taken out. */
export const toggled = (listing: Listing, name: string, value: string): Listing => {
  const rest = listing.pairs.filter(([key, one]) => key !== 'cursor' && !(key === name && one === value));
  return {
    path: listing.path,
    pairs: has(listing, name, value) ? rest : [...rest, [name, value]],
  };
};

export const hrefOf = (listing: Listing): string => {
  const search = new URLSearchParams(listing.pairs.map(([name, value]) => [name, value])).toString();
  return search === '' ? listing.path : `${listing.path}?${search}`;
};

/** Filters that the shopper ticked, apart from her words and the order of the list. */
export const activeFilters = (listing: Listing): (readonly [string, string])[] =>
  listing.pairs.filter(([name]) => name !== 'q' && name !== 'sort' && name !== 'cursor');

/** Departments, and what lies below the chosen categories: the whole tree is a list nobody reads. */
export const offeredCategories = (
  tree: readonly Category[],
  chosen: readonly string[],
): ReadonlySet<string> =>
  new Set([
    ...tree.map(({ handle }) => handle),
    ...chosen,
    ...chosen.flatMap(
      (handle) =>
        pathTo(tree, handle)
          .at(-1)
          ?.children.map((child) => child.handle) ?? [],
    ),
  ]);

/** What the engine is asked for; amounts typed in whole currency become minor units. */
export const engineQuery = (listing: Listing, category?: string) => {
  const currency = shopCurrency();
  const categories = category === undefined ? valuesOf(listing, 'category') : [category];
  const brands = valuesOf(listing, 'brand');
  const attributes = listing.pairs.filter(([name]) => name.startsWith('attr.')).map(([name]) => name);
  return {
    limit: PAGE_SIZE,
    ...given('cursor', firstOf(listing, 'cursor')),
    ...given('q', firstOf(listing, 'q')),
    ...(categories.length > 0 ? { category: categories } : {}),
    ...(brands.length > 0 ? { brand: brands } : {}),
    ...given('minPrice', minorUnits(firstOf(listing, 'min'), currency)),
    ...given('maxPrice', minorUnits(firstOf(listing, 'max'), currency)),
    ...(firstOf(listing, 'inStock') === 'true' ? { inStock: true } : {}),
    ...given('sort', SORTS.find(({ value }) => value === firstOf(listing, 'sort'))?.value),
    ...Object.fromEntries([...new Set(attributes)].map((name) => [name, valuesOf(listing, name)])),
  };
};

const given = <N extends string, V>(name: N, value: V | undefined): { [key in N]?: V } =>
  value === undefined ? {} : ({ [name]: value } as { [key in N]: V });
