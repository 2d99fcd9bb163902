import type { ProductSort } from '@cartwright/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProductFilter } from '../../../src/modules/catalog/index.ts';
import type { Card, ListSettings } from '../../../src/modules/catalog/list-index/card.ts';
import { createListIndex, type ListIndex } from '../../../src/modules/catalog/list-index/list-index.ts';

const VIEW = { currency: 'USD', publicUrl: 'http://shop.test' };
const SETTINGS: ListSettings = {
  attributeTypes: new Map(),
  collections: new Map(
    ['c1', 'c2'].map((id) => [id, { collectionId: id, handPicked: id === 'c1', active: true }]),
  ),
  formerCategoryHandles: new Map(),
};

const PATHS = ['a', 'a/b', 'a/b/c', 'd', null];
const IDS = ['p1', 'p2', 'p3', 'p4', 'p5', 'P', '😀', '\uFF5E'];
const SKUS = ['s1', 's2', 's3', 's4', 's5', 's6'];

type Titles = Record<string, string>;
const titlesOf = (path: string | null, titles: Titles): string[] =>
  path === null ? [] : path.split('/').map((handle) => titles[handle] ?? handle);

const card: fc.Arbitrary<Card> = fc.record({
  productId: fc.constantFrom(...IDS),
  handle: fc.constantFrom('h1', 'h2'),
  title: fc.constantFrom('One', 'Two'),
  brand: fc.constantFrom('Acme', 'Böll', null),
  categoryPath: fc.constantFrom(...PATHS),
  categoryTitles: fc.constant([]),
  image: fc.constantFrom<Card['image'][]>(null, ['/media/x.png', 'x', 10, 10, [[5, 'y.webp']]]),
  createdAtMs: fc.constantFrom(1, 2),
  lowest: fc.constantFrom(0, 999, 1_000, 7_000),
  highest: fc.constant(9_000),
  searchText: fc.constantFrom('red shirt', 'red\nshirts', 'blue hat', 'a'),
  attributes: fc
    .record({ colour: fc.constantFrom('red', 'blue'), size: fc.constantFrom('S', 'M') }, { requiredKeys: [] })
    .map((record) => Object.entries(record)),
  collections: fc
    .record({ c1: fc.nat(3), c2: fc.constant(0) }, { requiredKeys: [] })
    .map((record) => Object.entries(record)),
  // No SKU is in two products for good, but it may be for a while.
  skus: fc.subarray(SKUS),
});

const filters: fc.Arbitrary<ProductFilter> = fc.constantFrom<ProductFilter[]>(
  {},
  { q: 'red' },
  { q: 'shirts re' },
  { inStock: true },
  { inStock: true, brands: ['Acme'] },
  { brands: ['Böll', 'Nobody'] },
  { categories: ['a'] },
  { categories: ['b', 'd'], maxPrice: 999 },
  { attributes: new Map([['colour', ['red']]]) },
  {
    attributes: new Map([
      ['colour', ['red', 'blue']],
      ['size', ['M']],
    ]),
    minPrice: 1,
  },
  { collection: 'c1' },
  { collection: 'c2', q: 'a' },
);
const sort = fc.constantFrom<(ProductSort | undefined)[]>(undefined, 'newest', 'priceAsc', 'priceDesc');

const steps = fc.oneof(
  { weight: 4, arbitrary: card.map((value) => ({ kind: 'upsert', card: value }) as const) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...IDS).map((productId) => ({ kind: 'remove', productId }) as const),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('stock' as const),
      sku: fc.constantFrom(...SKUS),
      units: fc.integer({ min: -1, max: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('rename' as const),
      handle: fc.constantFrom('a', 'b'),
      title: fc.constantFrom('Now', 'Then'),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('look' as const), filter: filters, sort }) },
);
type Step = typeof steps extends fc.Arbitrary<infer T> ? T : never;

/** What is known after some steps, and how an index comes to know it at once. */
const createModel = () => {
  const cards = new Map<string, Card>();
  const units = new Map<string, number>();
  const titles: Titles = {};
  return {
    /** The same step for the model and for an index that is already there. */
    take: (step: Step, index: ListIndex): void => {
      const put = (of: Card): void => {
        const titled = { ...of, categoryTitles: titlesOf(of.categoryPath, titles) };
        cards.set(of.productId, titled);
        index.upsert(titled);
      };
      switch (step.kind) {
        case 'upsert':
          put(step.card);
          break;
        case 'remove':
          cards.delete(step.productId);
          index.remove(step.productId);
          break;
        case 'stock':
          units.set(step.sku, step.units);
          index.setAvailable(step.sku, step.units);
          break;
        case 'rename':
          titles[step.handle] = step.title;
          for (const of of cards.values()) if (of.categoryPath?.split('/').includes(step.handle)) put(of);
          break;
        case 'look':
          break;
        default:
          step satisfies never;
      }
    },
    build: (): ListIndex => {
      const index = createListIndex(VIEW);
      for (const [sku, left] of [...units].reverse()) index.setAvailable(sku, left);
      for (const of of [...cards.values()].reverse()) index.upsert(of);
      return index;
    },
  };
};

const lookAt = (
  index: ListIndex,
  { filter, sort: by }: { filter: ProductFilter; sort: ProductSort | undefined },
) => JSON.stringify(index.list({ filter, sort: by, limit: 5, cursor: undefined }, SETTINGS));

describe('the index of lists', () => {
  it('is after any changes as if it had been filled just now', () => {
    fc.assert(
      fc.property(fc.array(steps, { minLength: 1, maxLength: 60 }), (all) => {
        const index = createListIndex(VIEW);
        const model = createModel();
        for (const step of all) {
          model.take(step, index);
          if (step.kind === 'look') expect(lookAt(index, step)).toBe(lookAt(model.build(), step));
        }
        const fresh = model.build();
        expect(index.size()).toBe(fresh.size());
        expect(Object.fromEntries(index.categoryCounts())).toEqual(
          Object.fromEntries(fresh.categoryCounts()),
        );
        expect(Object.fromEntries(index.collectionCounts())).toEqual(
          Object.fromEntries(fresh.collectionCounts()),
        );
        expect(lookAt(index, { filter: {}, sort: undefined })).toBe(
          lookAt(fresh, { filter: {}, sort: undefined }),
        );
      }),
      { numRuns: 400 },
    );
  });

  const some = (at: number): Card => ({
    productId: `p${String(at).padStart(6, '0')}`,
    handle: `h${at}`,
    title: `Title ${at}`,
    brand: `Brand ${at}`,
    categoryPath: `top/c${at}`,
    categoryTitles: ['Top', `C${at}`],
    image: null,
    createdAtMs: 1_000_000 - (at % 97),
    lowest: (at * 7_919) % 100_000,
    highest: 100_000,
    searchText: `title ${at}\nbrand ${at}`,
    attributes: [
      ['colour', at % 3 === 0 ? 'red' : 'blue'],
      ['model', `m${at}`],
      [`own ${at}`, 'yes'],
    ],
    collections: [[`c${at % 5}`, at]],
    skus: [`s${at}`],
  });

  it('grows with the shop, and lists asked for before go on being right', () => {
    const index = createListIndex(VIEW);
    const red = { attributes: new Map([['colour', ['red']]]) };
    const seen = (filter: ProductFilter) => {
      const listed = index.list({ filter, sort: 'priceAsc', limit: 10_000, cursor: undefined }, SETTINGS);
      return listed.ok ? listed.page : undefined;
    };
    for (let at = 0; at < 5_000; at += 1) {
      index.upsert(some(at));
      index.setAvailable(`s${at}`, at % 2);
      if (at % 500 === 0) for (const filter of [red, { q: 'title 4' }, { inStock: true }]) seen(filter);
    }
    const ids = (of: (at: number) => boolean) =>
      Array.from({ length: 5_000 }, (_, at) => at)
        .filter(of)
        .map(some)
        .sort((a, b) => a.lowest - b.lowest || (a.productId < b.productId ? -1 : 1))
        .map(({ productId }) => productId);
    const found = (filter: ProductFilter) => seen(filter)?.items.map(({ productId }) => productId);
    expect(found(red)).toEqual(ids((at) => at % 3 === 0));
    expect(found({ q: 'title 4' })).toEqual(ids((at) => String(at).includes('4')));
    expect(found({ inStock: true })).toEqual(ids((at) => at % 2 === 1));
    expect(seen({})?.total).toBe(5_000);
  });

  it('counts a SKU that moves for both of its products until the old one has come without it', () => {
    const index = createListIndex(VIEW);
    const inStock = () => {
      const list = { filter: { inStock: true }, sort: undefined, limit: 9, cursor: undefined };
      const listed = index.list(list, SETTINGS);
      return listed.ok ? listed.page.items.map(({ productId }) => productId) : [];
    };
    const [from, to] = [some(1), { ...some(2), skus: ['s1'] }];
    index.upsert(from);
    index.upsert(to);
    index.setAvailable('s1', 1);
    expect(inStock().sort()).toEqual([from.productId, to.productId]);
    index.upsert({ ...from, skus: [] });
    expect(inStock()).toEqual([to.productId]);
    index.setAvailable('s1', 0);
    expect(inStock()).toEqual([]);
  });

  it('forgets what no product has any more, so that it grows only with the shop', () => {
    const index = createListIndex(VIEW);
    const churn = (from: number) => {
      for (let at = from; at < from + 3_000; at += 1) {
        index.upsert(some(at));
        index.setAvailable(`s${at}`, 1);
        if (at % 10 === 0)
          index.list(
            { filter: { q: `title ${at}` }, sort: undefined, limit: 1, cursor: undefined },
            SETTINGS,
          );
        index.setAvailable(`s${at - 50}`, 0);
        index.remove(some(at - 50).productId);
      }
      return index.approximateBytes();
    };
    const once = churn(0);
    let later = once;
    for (let round = 1; round < 5; round += 1) later = churn(round * 3_000);
    expect(index.size()).toBe(50);
    expect(later).toBeLessThan(once * 1.2);
  });
});
