import type { ProductInput, ProductPage, ProductSort } from '@cartwright/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import {
  adminListProducts,
  listCategories,
  listProducts,
  type ProductFilter,
  saveProducts,
} from '../../src/modules/catalog/index.ts';
import { transaction } from '../../src/platform/postgres.ts';

const { database } = await openTestDatabase();
const VIEW = { currency: 'USD', publicUrl: 'http://shop.test' };

const COLOURS = ['Red', 'Blue', 'Green'] as const;
const SIZES = ['S', 'M'] as const;
const BRANDS = ['Acme', 'Böll', '100%_real'] as const;
const PATHS = [['Clothing', 'Shirts'], ['Clothing', 'Shirts', 'Long'], ['Clothing'], ['Home'], []] as const;

// Deterministic and uneven, so that every filter cuts somewhere else.
const products = Array.from({ length: 60 }, (_, index) => ({
  productId: `p-${String(index).padStart(2, '0')}`,
  title: `${['Shirt', 'Blue shirt', 'Lamp', 'Chair 50%'][index % 4]} ${index}`,
  brand: BRANDS[index % 3] ?? null,
  categoryPath: [...(PATHS[(index * 7) % 5] ?? [])],
  attributes: {
    colour: COLOURS[(index * 5) % 3] ?? '',
    ...(index % 4 === 0 ? {} : { size: SIZES[index % 2] ?? '' }),
  },
  status: index % 10 === 9 ? ('draft' as const) : ('active' as const),
  variants: [
    {
      sku: `SKU-${index}-a`,
      price: { amount: 500 + ((index * 37) % 60) * 100, currency: 'USD' },
      onHand: index % 3,
    },
    { sku: `SKU-${index}-b`, price: { amount: 9_000, currency: 'USD' }, onHand: 0 },
  ],
})) satisfies ProductInput[];
type Sample = (typeof products)[number];

const saved = await transaction(database, (tx) =>
  saveProducts(tx, products, { actor: 'test', currency: 'USD' }),
);
it('has its samples', () => expect(saved.filter(({ ok }) => !ok)).toEqual([]));

const list = async (
  filter: ProductFilter,
  over: { sort?: ProductSort; limit?: number; cursor?: string } = {},
): Promise<ProductPage> => {
  const listed = await listProducts(
    database,
    { filter, sort: over.sort ?? 'newest', limit: over.limit ?? 100, cursor: over.cursor },
    VIEW,
  );
  if (!listed.ok) throw new Error(listed.code);
  return listed.page;
};

const lowest = (sample: Sample) => Math.min(...sample.variants.map(({ price }) => price.amount));

/** The same filters said plainly, one test each, so that a facet can leave out its own. */
const model = (filter: ProductFilter) => {
  const words = (filter.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const tests: Record<string, (sample: Sample) => boolean> = {
    status: (sample) => sample.status === 'active',
    words: (sample) => {
      const text = [sample.title, sample.brand, ...sample.variants.map(({ sku }) => sku)]
        .join('\n')
        .toLowerCase();
      return words.every((word) => text.includes(word));
    },
    category: (sample) =>
      !filter.categories?.length ||
      sample.categoryPath.some((title) => filter.categories?.includes(title.toLowerCase())),
    brand: (sample) => !filter.brands?.length || filter.brands.includes(sample.brand ?? ''),
    price: (sample) =>
      lowest(sample) >= (filter.minPrice ?? 0) &&
      lowest(sample) <= (filter.maxPrice ?? Number.POSITIVE_INFINITY),
    stock: (sample) => filter.inStock !== true || sample.variants.some(({ onHand }) => onHand > 0),
  };
  for (const [name, values] of filter.attributes ?? [])
    tests[`attr.${name}`] = (sample) =>
      values.includes((sample.attributes as Record<string, string>)[name] ?? '\0');
  return (without?: string) =>
    products.filter((sample) =>
      Object.entries(tests).every(([name, test]) => name === without || test(sample)),
    );
};

const counted = (values: string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};
const asCounts = (facet: { value: string; count: number }[] | undefined): Record<string, number> =>
  Object.fromEntries((facet ?? []).map(({ value, count }) => [value, count]));

const someOf = <T>(values: readonly T[]) =>
  fc.option(fc.subarray([...values], { minLength: 1 }), { nil: undefined });
const filters: fc.Arbitrary<ProductFilter> = fc.record({
  q: fc.constantFrom(undefined, 'shirt', 'SHIRT blue', 'böll', 'sku-1', '50%', '%', '_', '\\', 'nothing'),
  categories: someOf(['clothing', 'shirts', 'long', 'home', 'unknown']),
  brands: someOf([...BRANDS, 'Nobody']),
  minPrice: fc.constantFrom(undefined, 0, 1_000, 3_050),
  maxPrice: fc.constantFrom(undefined, 2_000, 4_000, 100_000),
  inStock: fc.constantFrom(undefined, true, false),
  attributes: fc
    .record({ colour: someOf(COLOURS), size: someOf(SIZES), unknown: someOf(['x']) })
    .map(
      (record) =>
        new Map(Object.entries(record).flatMap(([name, values]) => (values ? [[name, values]] : []))),
    ),
});

describe('a list of products', () => {
  it('holds what every filter lets through, and counts each facet without its own filter', async () => {
    await fc.assert(
      fc.asyncProperty(filters, async (filter) => {
        const page = await list(filter);
        const expected = model(filter);
        expect(new Set(page.items.map(({ productId }) => productId))).toEqual(
          new Set(expected().map(({ productId }) => productId)),
        );
        expect(page.total).toBe(expected().length);
        expect(asCounts(page.facets.brand)).toEqual(
          counted(expected('brand').map(({ brand }) => brand ?? '')),
        );
        expect(asCounts(page.facets.category)).toEqual(
          counted(
            expected('category').flatMap(({ categoryPath }) =>
              categoryPath.map((title) => title.toLowerCase()),
            ),
          ),
        );
        for (const name of ['colour', 'size'] as const)
          expect(asCounts(page.facets.attributes[name])).toEqual(
            counted(expected(`attr.${name}`).flatMap(({ attributes }) => attributes[name] ?? [])),
          );
        const inPriceRanges = page.facets.price.map(({ from, to, count }) => ({
          given: count,
          counted: expected('price').filter(
            (sample) => lowest(sample) >= from && (to === null || lowest(sample) <= to),
          ).length,
        }));
        for (const range of inPriceRanges) expect(range.given).toBe(range.counted);
        expect(inPriceRanges.reduce((sum, { given }) => sum + given, 0)).toBe(expected('price').length);
      }),
      { numRuns: 150 },
    );
  });

  it.each(['relevance', 'newest', 'popular', 'priceAsc', 'priceDesc'] as const)(
    'by %s comes page by page, each product once, in order',
    async (sort) => {
      const seen: ProductPage['items'] = [];
      let cursor: string | undefined;
      do {
        const page = await list({}, { sort, limit: 7, ...(cursor === undefined ? {} : { cursor }) });
        seen.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined);
      expect(new Set(seen.map(({ productId }) => productId)).size).toBe(54);
      expect(seen).toHaveLength(54);
      const prices = seen.map(({ price }) => price.amount);
      if (sort === 'priceAsc') expect(prices).toEqual(prices.toSorted((a, b) => a - b));
      if (sort === 'priceDesc') expect(prices).toEqual(prices.toSorted((a, b) => b - a));
    },
  );

  it('goes on without gaps or repeats when products come in between two pages', async () => {
    const first = await list({}, { limit: 5 });
    await transaction(database, (tx) =>
      saveProducts(
        tx,
        [
          {
            productId: 'later',
            title: 'Later',
            variants: [{ sku: 'later', price: { amount: 1, currency: 'USD' } }],
          },
        ],
        { actor: 'test', currency: 'USD' },
      ),
    );
    const next = await list({}, { limit: 5, cursor: first.nextCursor ?? '' });
    const ids = [...first.items, ...next.items].map(({ productId }) => productId);
    expect(new Set(ids).size).toBe(10);
    expect(ids).not.toContain('later');
    expect((await list({})).total).toBe(55);
    await database.query("DELETE FROM catalog.product WHERE product_id = 'later'");
    await database.query('UPDATE catalog.revision SET value = value + 1');
  });

  it('refuses a cursor of another list, and one that is none', async () => {
    const { nextCursor } = await list({ q: 'shirt' }, { limit: 2 });
    for (const cursor of [nextCursor ?? '', 'nonsense', '', Buffer.from('[1,2,3]').toString('base64url')]) {
      const listed = await listProducts(database, { filter: {}, sort: 'newest', limit: 2, cursor }, VIEW);
      expect(listed).toEqual({ ok: false, code: 'invalid-cursor' });
    }
  });

  it('shows what a product is at a glance', async () => {
    const [item] = (await list({ q: 'sku-4-a' })).items;
    expect(item).toEqual({
      productId: 'p-04',
      handle: 'shirt-4',
      title: 'Shirt 4',
      brand: 'Böll',
      categoryPath: ['Home'],
      image: null,
      price: { amount: 500 + ((4 * 37) % 60) * 100, currency: 'USD' },
      priceMax: { amount: 9_000, currency: 'USD' },
      availableToSell: 1,
    });
  });
});

describe('the category tree', () => {
  it('counts active products in a category and below it', async () => {
    const active = products.filter(({ status }) => status === 'active');
    const below = (title: string) =>
      active.filter(({ categoryPath }) => categoryPath.some((step) => step === title)).length;
    expect(await listCategories(database)).toMatchObject([
      {
        title: 'Clothing',
        count: below('Clothing'),
        children: [
          {
            title: 'Shirts',
            handle: 'shirts',
            count: below('Shirts'),
            children: [{ title: 'Long', count: below('Long') }],
          },
        ],
      },
      { title: 'Home', count: below('Home'), children: [] },
    ]);
  });
});

describe('the staff’s list', () => {
  it('has drafts too, whole, page by page', async () => {
    const first = await adminListProducts(database, { filter: {}, limit: 40, cursor: undefined }, VIEW);
    if (!first.ok) throw new Error(first.code);
    const second = await adminListProducts(
      database,
      { filter: {}, limit: 40, cursor: first.nextCursor ?? '' },
      VIEW,
    );
    if (!second.ok) throw new Error(second.code);
    expect(second.nextCursor).toBeNull();
    const all = [...first.items, ...second.items];
    expect(new Set(all.map(({ productId }) => productId)).size).toBe(60);
    expect(all.filter(({ status }) => status === 'draft')).toHaveLength(6);
    expect(all[0]?.variants).toHaveLength(2);
  });
});
