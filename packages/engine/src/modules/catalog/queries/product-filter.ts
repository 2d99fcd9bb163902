import { t } from '../../../platform/sql.ts';
import { assert } from '../../../shared/assert.ts';

/** What products a list is asked for. Several values of one filter mean or, different filters mean and. */
export type ProductFilter = {
  /** Words that all occur in title, brand or a SKU, in any case. */
  q?: string | undefined;
  /** Handles of categories; what is below them is included. */
  categories?: readonly string[] | undefined;
  /** A handle. */
  collection?: string | undefined;
  /** Names of brands. */
  brands?: readonly string[] | undefined;
  /** Bounds of a product's lowest price in minor units, inclusive. */
  minPrice?: number | undefined;
  maxPrice?: number | undefined;
  inStock?: boolean | undefined;
  /** At most ATTRIBUTE_FILTERS_MAX names. */
  attributes?: ReadonlyMap<string, readonly string[]> | undefined;
};

/** A filter whose handles are present ones, and whose collection is an id. */
export type ResolvedFilter = Omit<ProductFilter, 'collection'> & {
  collectionId: string | null;
  /** Whether there is a collection that has an order of its own. */
  handPicked: boolean;
};

/** Words beyond this many do not narrow a search any further. */
const WORDS_MAX = 16;

/** Most attributes that a list can be filtered by at once. */
export const ATTRIBUTE_FILTERS_MAX = 8;

// Amounts beyond every price: a missing bound.
const NO_MINIMUM = 0;
const NO_MAXIMUM = Number.MAX_SAFE_INTEGER;

/** The parameters $1 to $13 of every statement that filters products. */
export const FILTER_PARAMS = {
  currency: t.text,
  rarestWord: t.text,
  words: t.textArray,
  categories: t.nullable(t.textArray),
  brands: t.nullable(t.textArray),
  minPrice: t.int8,
  maxPrice: t.int8,
  inStock: t.bool,
  // Pairs of name and value, and the number (from 1) of the filter that each belongs to: one filter a name.
  attributeNames: t.textArray,
  attributeValues: t.textArray,
  attributeFilters: t.int4Array,
  attributeFilterCount: t.int4,
  collectionId: t.nullable(t.uuid),
};

/** What is looked for, each word once and in lower case as `search_text` is. */
export const wordsOf = ({ q }: { q?: string | undefined }): string[] =>
  [...new Set((q ?? '').toLowerCase().split(/\s+/))].filter(Boolean).slice(0, WORDS_MAX);

export const filterParams = (filter: ResolvedFilter, currency: string) => {
  const words = wordsOf(filter);
  const filters = [...(filter.attributes ?? [])];
  assert(filters.length <= ATTRIBUTE_FILTERS_MAX, `${filters.length} attribute filters`);
  const pairs = filters.flatMap(([name, values], index) =>
    values.map((value) => ({ name, value, number: index + 1 })),
  );
  return {
    currency,
    // The longest one has the most trigrams, so the index throws out the most by it.
    rarestWord: containing(words.toSorted((a, b) => b.length - a.length)[0] ?? ''),
    words: words.map(containing),
    categories: someOrNull(filter.categories),
    brands: someOrNull(filter.brands),
    minPrice: filter.minPrice ?? NO_MINIMUM,
    maxPrice: filter.maxPrice ?? NO_MAXIMUM,
    inStock: filter.inStock ?? false,
    attributeNames: pairs.map(({ name }) => name),
    attributeValues: pairs.map(({ value }) => value),
    attributeFilters: pairs.map(({ number }) => number),
    attributeFilterCount: filters.length,
    collectionId: filter.collectionId,
  };
};

/** Shorter words have no trigram: looking for them in the index reads all of it. */
const INDEXED_WORD_LENGTH = 3;

/** Whether a filter has a word that the trigram index helps with. */
export const hasIndexedWord = ({ rarestWord }: { rarestWord: string }): boolean =>
  rarestWord.length >= INDEXED_WORD_LENGTH + '%%'.length;

const containing = (word: string): string => `%${word.replace(/[\\%_]/g, '\\$&')}%`;

const someOrNull = (values: readonly string[] | undefined): string[] | null =>
  values === undefined || values.length === 0 ? null : [...values];

/**
 * The conditions as SQL over `product` and `product_price`. `words` says whether there is a word to look up in the
 * trigram index product_search, which makes two statements of one: the generic plan of a prepared statement could
 * not use the index where it sometimes has to be left alone. Without it $2 still has to occur somewhere.
 */
export const condition = {
  words: (words: boolean): string =>
    words
      ? 'product.search_text LIKE $2 AND product.search_text LIKE ALL ($3)'
      : // CASE, because of LIKE ALL the planner expects next to no rows and then joins 50,000 of them one by one.
        '$2::text IS NOT NULL AND CASE WHEN cardinality($3::text[]) = 0 THEN true ELSE product.search_text LIKE ALL ($3) END',
  // A subtree is its top and one range of the paths below it ('0' comes after '/').
  category: `($4::text[] IS NULL OR product.category_id IN (
        SELECT below.category_id
        FROM catalog.category AS top
        JOIN catalog.category AS below
          ON below.path = top.path OR (below.path > top.path || '/' AND below.path < top.path || '0')
        WHERE top.handle = ANY($4)))`,
  brand: `($5::text[] IS NULL OR product.brand_id IN (SELECT brand_id FROM catalog.brand WHERE name = ANY($5)))`,
  // One range of the primary key, into a hash.
  collection: `($13::uuid IS NULL OR product.product_id IN (
        SELECT member.product_id FROM catalog.collection_product AS member WHERE member.collection_id = $13))`,
  price: `product_price.lowest BETWEEN $6 AND $7`,
  // For counting everything: evaluated once, into a hash, and not at all when the filter is off.
  stock: `(NOT $8 OR product.product_id IN (
        SELECT variant.product_id
        FROM catalog.variant JOIN inventory.availability ON availability.sku = variant.sku
        WHERE availability.available_to_sell > 0))`,
  // For filling a page: looked up product by product, which LIMIT 1 keeps the planner from hashing.
  stockOfFew: `(NOT $8 OR (
        SELECT true
        FROM catalog.variant JOIN inventory.availability ON availability.sku = variant.sku
        WHERE variant.product_id = product.product_id AND availability.available_to_sell > 0 LIMIT 1))`,
} as const;

/** Of each attribute filter (1, 2, …): whether it is off or the product has one of its values. */
export const attributeConditions: readonly string[] = Array.from(
  { length: ATTRIBUTE_FILTERS_MAX },
  (_, index) => `($12 <= ${index} OR product.facet_value_ids && ARRAY(
        SELECT facet_value.facet_value_id
        FROM unnest($9::text[], $10::text[], $11::int4[]) AS wanted (name, value, filter)
        JOIN catalog.facet_value ON facet_value.name = wanted.name AND facet_value.value = wanted.value
        WHERE wanted.filter = ${index + 1}))`,
);
