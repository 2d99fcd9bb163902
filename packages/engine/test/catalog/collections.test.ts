import type { CollectionInput, ProductInput } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import {
  deleteCollection,
  deleteProduct,
  findCollection,
  listCollections,
  listProducts,
  saveCollection,
  saveProducts,
} from '../../src/modules/catalog/index.ts';
import { transaction, transactionUnlessRefused } from '../../src/platform/postgres.ts';

const { database } = await openTestDatabase();
const VIEW = { currency: 'USD', publicUrl: 'http://shop.test', drafts: true };
const usd = (amount: number) => ({ amount, currency: 'USD' });

const product = (productId: string, over: Partial<ProductInput> = {}, price = 1_000): ProductInput => ({
  productId,
  title: productId,
  variants: [{ sku: `sku-${productId}`, price: usd(price) }],
  ...over,
});
const save = async (...inputs: ProductInput[]) => {
  const saved = await transaction(database, (tx) =>
    saveProducts(tx, inputs, { actor: 'test', currency: 'USD' }),
  );
  expect(saved.filter(({ ok }) => !ok)).toEqual([]);
};
const trySave = (input: CollectionInput & { collectionId?: string }) =>
  transactionUnlessRefused(database, (tx) => saveCollection(tx, input, { currency: 'USD' }));
const saveOne = async (input: CollectionInput & { collectionId?: string }): Promise<string> => {
  const saved = await trySave(input);
  if (!saved.ok) throw new Error(saved.reason);
  return saved.collectionId;
};
const page = async (
  collection: string,
  over: Partial<Parameters<typeof listProducts>[1]> & { brands?: string[] } = {},
) => {
  const { brands, ...list } = over;
  const listed = await listProducts(
    database,
    { filter: { collection, brands }, sort: undefined, limit: 100, cursor: undefined, ...list },
    VIEW,
  );
  if (!listed.ok) throw new Error(listed.code);
  return listed.page;
};
const members = async (collection: string, over: Parameters<typeof page>[1] = {}) =>
  (await page(collection, over)).items.map(({ productId }) => productId);

await save(
  product('lamp', { brand: 'Acme', categoryPath: ['Home', 'Light'], attributes: { colour: 'red' } }, 3_000),
  product('bulb', { brand: 'Acme', categoryPath: ['Home', 'Light', 'Spare'] }, 500),
  product('sofa', { brand: 'Soft', categoryPath: ['Home'], attributes: { colour: 'blue' } }, 90_000),
  product('shirt', { brand: 'Soft', categoryPath: ['Clothing'], attributes: { colour: 'red', size: 'M' } }),
  product('secret', { brand: 'Acme', status: 'draft' }),
  product('sale', { variants: [{ sku: 'sku-sale', price: usd(800), compareAtPrice: usd(1_000) }] }),
);

describe('a hand-picked collection', () => {
  it('is listed in its own order, page by page, and in any other that is asked for', async () => {
    await saveOne({ title: 'Front page', productIds: ['sofa', 'secret', 'bulb', 'shirt', 'lamp'] });
    expect(await members('front-page')).toEqual(['sofa', 'bulb', 'shirt', 'lamp']);
    expect(await members('front-page', { sort: 'priceAsc' })).toEqual(['bulb', 'shirt', 'lamp', 'sofa']);
    const walked: string[] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await page('front-page', { limit: 1, cursor });
      walked.push(...items.map(({ productId }) => productId));
      cursor = nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(walked).toEqual(['sofa', 'bulb', 'shirt', 'lamp']);
  });

  it('is a filter among others, and facets count what is in it', async () => {
    expect(await members('front-page', { brands: ['Soft'] })).toEqual(['sofa', 'shirt']);
    const { total, facets } = await page('front-page');
    expect(total).toBe(4);
    expect(facets.brand).toEqual([
      { value: 'Acme', label: 'Acme', count: 2 },
      { value: 'Soft', label: 'Soft', count: 2 },
    ]);
    expect((await page('front-page', { brands: ['Soft'] })).total).toBe(2);
  });

  it('keeps its products and handle when only its title is saved, and loses products that are deleted', async () => {
    const collectionId = await saveOne({ title: 'Gone soon', productIds: ['sale', 'lamp'] });
    await save(product('doomed'));
    await saveOne({ collectionId, title: 'Gone soon', productIds: ['doomed', 'lamp'] });
    await saveOne({ collectionId, title: 'Going' });
    await transaction(database, (tx) => deleteProduct(tx, 'doomed'));
    expect(await findCollection(database, 'gone-soon', VIEW)).toMatchObject({
      title: 'Going',
      productIds: ['lamp'],
      count: 1,
      rule: null,
    });
    expect(await transaction(database, (tx) => deleteCollection(tx, collectionId))).toBe(true);
    expect(await transaction(database, (tx) => deleteCollection(tx, collectionId))).toBe(false);
    expect(await members('gone-soon')).toEqual([]);
  });
});

describe('a collection by rule', () => {
  const rules: [rule: NonNullable<CollectionInput['rule']>, fitting: string[]][] = [
    [{ categories: ['home'] }, ['bulb', 'lamp', 'sofa']],
    [{ categories: ['spare', 'clothing'] }, ['bulb', 'shirt']],
    [{ brands: ['Acme', 'Nobody'] }, ['bulb', 'lamp']],
    [{ brands: ['Nobody'] }, []],
    [{ minPrice: 1_000, maxPrice: 3_000 }, ['lamp', 'shirt']],
    [{ reduced: true }, ['sale']],
    [{ reduced: false, brands: ['Soft'] }, ['shirt', 'sofa']],
    [{ attributes: { colour: ['red', 'blue'] } }, ['lamp', 'shirt', 'sofa']],
    [{ attributes: { colour: ['red'], size: ['M'] } }, ['shirt']],
    [{ categories: ['home'], brands: ['Acme'], maxPrice: 1_000 }, ['bulb']],
  ];
  it.each(rules)('of %j has exactly what fits', async (rule, fitting) => {
    const collectionId = await saveOne({ title: 'By rule', rule });
    const found = await findCollection(database, collectionId, VIEW);
    expect(found).toMatchObject({ rule, count: fitting.length });
    expect((await members(found?.handle ?? '')).sort()).toEqual(fitting);
  });

  it('follows products as they are saved, moved to draft and deleted', async () => {
    await saveOne({ title: 'Cheap Acme', rule: { brands: ['Acme2'], maxPrice: 1_000 } });
    expect(await members('cheap-acme')).toEqual([]);
    await save(product('late', { brand: 'Acme2' }), product('dear', { brand: 'Acme2' }, 5_000));
    expect(await members('cheap-acme')).toEqual(['late']);
    await save(product('late', { brand: 'Acme2' }, 1_001), product('dear', { brand: 'Acme2' }, 999));
    expect(await members('cheap-acme')).toEqual(['dear']);
    await save(product('dear', { brand: 'Acme2', status: 'draft' }, 999));
    expect(await members('cheap-acme')).toEqual([]);
  });

  it('becomes hand-picked and back, without what was in it before', async () => {
    const collectionId = await saveOne({ title: 'Turning', rule: { brands: ['Soft'] } });
    await saveOne({ collectionId, title: 'Turning', productIds: ['bulb'] });
    expect(await members('turning')).toEqual(['bulb']);
    await save(product('cushion', { brand: 'Soft' }));
    expect(await members('turning')).toEqual(['bulb']);
    await saveOne({ collectionId, title: 'Turning', rule: { brands: ['Acme'] } });
    expect((await members('turning')).sort()).toEqual(['bulb', 'lamp']);
    await saveOne({ collectionId, title: 'Turning', rule: null });
    expect(await findCollection(database, 'turning', VIEW)).toMatchObject({ rule: null, productIds: [] });
  });
});

describe('a collection is refused', () => {
  const refusals: [why: string, input: CollectionInput & { collectionId?: string }, code: string][] = [
    ['with a product that is not there', { title: 'X', productIds: ['lamp', 'nobody'] }, 'invalid'],
    ['with a category that is not there', { title: 'X', rule: { categories: ['nowhere'] } }, 'invalid'],
    ['with products and a rule', { title: 'X', productIds: [], rule: { reduced: true } }, 'invalid'],
    ['with a lower price above the upper', { title: 'X', rule: { minPrice: 2, maxPrice: 1 } }, 'invalid'],
    ['with a script for a picture', { title: 'X', image: { url: 'javascript:x', alt: '' } }, 'invalid'],
    ['with the handle of another', { title: 'X', handle: 'front-page' }, 'conflict'],
    [
      'under an id that is not there',
      { title: 'X', collectionId: '01890000-0000-7000-8000-000000000000' },
      'not-found',
    ],
    ['under an id that is none', { title: 'X', collectionId: 'front-page' }, 'not-found'],
  ];
  it.each(refusals)('%s, and nothing is changed', async (_why, input, code) => {
    const before = await listCollections(database, VIEW);
    expect(await trySave(input)).toMatchObject({ ok: false, code });
    expect(await listCollections(database, VIEW)).toEqual(before);
  });
});

it('is not listed while it is a draft', async () => {
  const collectionId = await saveOne({ title: 'Soon', status: 'draft', productIds: ['lamp'] });
  const shoppers = { ...VIEW, drafts: false };
  expect(await findCollection(database, 'soon', shoppers)).toBeUndefined();
  expect(await members('soon')).toEqual([]);
  expect((await listCollections(database, shoppers)).map(({ title }) => title)).not.toContain('Soon');
  await saveOne({ collectionId, title: 'Soon' });
  expect(await members('soon')).toEqual(['lamp']);
});

it('keeps its links when its handle changes, until the handle is given to another', async () => {
  const collectionId = await saveOne({ title: 'Winter', productIds: ['sofa'] });
  await saveOne({ collectionId, title: 'Winter', handle: 'winter-2026' });
  expect(await findCollection(database, 'winter', VIEW)).toMatchObject({ handle: 'winter-2026' });
  expect(await members('winter')).toEqual(['sofa']);
  await saveOne({ title: 'Winter', productIds: ['lamp'] });
  expect(await members('winter')).toEqual(['lamp']);
  await saveOne({ collectionId, title: 'Winter', handle: 'winter-old' });
  expect(await members('winter-2026')).toEqual(['sofa']);
  await transaction(database, (tx) => deleteCollection(tx, collectionId));
  expect(await members('winter-2026')).toEqual([]);
});
