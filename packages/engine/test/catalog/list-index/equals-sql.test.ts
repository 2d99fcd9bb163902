import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../../test/support/stores.ts';
import { type ProductFilter, saveProducts } from '../../../src/modules/catalog/index.ts';
import { transaction } from '../../../src/platform/postgres.ts';
import { bothWays, catalogues, fill, filters, indexOf, settingsOf, sorts } from './catalogue.ts';

const { database } = await openTestDatabase();

const lists = fc.record({ filter: filters, sort: sorts, limit: fc.integer({ min: 1, max: 12 }) });
type List = typeof lists extends fc.Arbitrary<infer T> ? T : never;

/** Goes through all pages of a list, with the cursor now of the one, now of the other. */
const comparePages = async (both: Parameters<typeof bothWays>[1], list: List) => {
  let cursor: string | undefined;
  for (let page = 0; page < 60; page += 1) {
    const { indexed, bySql } = await bothWays(database, both, { ...list, cursor });
    expect(indexed).toEqual(bySql);
    // The order of an object's keys as well: it is the order of the facets.
    expect(JSON.stringify(indexed)).toBe(JSON.stringify(bySql));
    const next = page % 2 === 0 ? indexed : bySql;
    cursor = next.ok ? (next.page.nextCursor ?? undefined) : undefined;
    if (cursor === undefined) return page;
  }
  throw new Error('a list without an end');
};

describe('the index of lists', () => {
  it('gives what PostgreSQL gives: products, order, total, facets and cursors, of any list', async () => {
    const requests = fc.array(lists, { minLength: 25, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(catalogues, requests, async (catalogue, asked) => {
        await fill(database, catalogue);
        const both = { index: await indexOf(database), settings: await settingsOf(database) };
        for (const sort of ['newest', 'priceAsc', undefined] as const)
          await comparePages(both, { filter: {}, sort, limit: 9 });
        await comparePages(both, { filter: { collection: 'picked' }, sort: undefined, limit: 3 });
        const noColour = { attributes: new Map([['colour', []]]) };
        await comparePages(both, { filter: noColour, sort: 'newest', limit: 3 });
        for (const list of asked) await comparePages(both, list);
      }),
      { numRuns: 20 },
    );
  }, 120_000);

  it('shows as many brands, categories, names and values as PostgreSQL does, and the same ones', async () => {
    await fill(database, { products: [], createdAtMs: [], picked: [], pickedDraft: [] });
    const products = Array.from({ length: 700 }, (_, at) => ({
      productId: `p${at}`,
      title: `Thing ${at}`,
      brand: `Brand ${at % 70}`,
      categoryPath: at < 300 ? ['Top', `Below ${at % 230}`] : [`Root ${at % 40}`],
      attributes: {
        [`name ${at % 30}`]: `value ${at % 2}`,
        many: `value ${at % 45}`,
        weight: `${at % 37}`,
      },
      variants: [
        {
          sku: `s${at}`,
          price: { amount: 10 ** (at % 9) * (1 + (at % 7)), currency: 'USD' },
          onHand: at % 2,
        },
      ],
    }));
    await transaction(database, (tx) => saveProducts(tx, products, { actor: 'test', currency: 'USD' }));
    const both = { index: await indexOf(database), settings: await settingsOf(database) };
    const wide: ProductFilter[] = [
      {},
      { brands: ['Brand 69', 'Brand 68'] },
      { categories: ['below-229', 'top'] },
      { inStock: true, attributes: new Map([['many', ['value 44', 'value 3']]]) },
      { q: 'thing 1', minPrice: 5_000, attributes: new Map([['weight', ['1', '2', '3']]]) },
    ];
    for (const filter of wide)
      for (const sort of ['newest', 'priceAsc', 'priceDesc'] as const)
        await comparePages(both, { filter, sort, limit: 100 });
  });

  it('gives what PostgreSQL gives after stock has changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        catalogues,
        fc.array(fc.nat(2), { minLength: 3, maxLength: 9 }),
        async (catalogue, left) => {
          await fill(database, catalogue);
          const both = { index: await indexOf(database), settings: await settingsOf(database) };
          const skus = catalogue.products.flatMap(({ variants }) => variants.map(({ sku }) => sku));
          for (const [at, units] of left.entries()) {
            const sku = skus[(at * 7) % skus.length] ?? '';
            await database.query('UPDATE inventory.stock SET on_hand = $2 WHERE sku = $1', [sku, units]);
            both.index.setAvailable(sku, units);
            await comparePages(both, { filter: { inStock: true }, sort: 'newest', limit: 10 });
          }
          await comparePages(both, { filter: {}, sort: 'newest', limit: 10 });
        },
      ),
      { numRuns: 8 },
    );
  }, 60_000);
});
