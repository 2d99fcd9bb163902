import type { BulkChange, BulkInput, ProductInput } from '@cartwright/contract';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { changedAmount } from '../../src/modules/catalog/domain/bulk-change.ts';
import {
  changeProducts,
  findCollection,
  findProduct,
  saveCollection,
  saveProducts,
  setAttributeType,
} from '../../src/modules/catalog/index.ts';
import { transaction, transactionUnlessRefused } from '../../src/platform/postgres.ts';

const { database } = await openTestDatabase();
const VIEW = { currency: 'USD', publicUrl: 'http://shop.test', drafts: true };
const usd = (amount: number) => ({ amount, currency: 'USD' });

beforeEach(() =>
  database.query(
    'TRUNCATE catalog.category, catalog.product, catalog.collection, catalog.attribute_type CASCADE',
  ),
);

const save = async (...inputs: ProductInput[]) => {
  const saved = await transaction(database, (tx) =>
    saveProducts(tx, inputs, { actor: 'test', currency: 'USD' }),
  );
  expect(saved.filter(({ ok }) => !ok)).toEqual([]);
};
const product = (productId: string, over: Partial<ProductInput> = {}): ProductInput => ({
  productId,
  title: productId,
  variants: [{ sku: productId, price: usd(1_000) }],
  ...over,
});
const bulk = (input: BulkInput) =>
  transactionUnlessRefused(database, (tx) => changeProducts(tx, input, { actor: 'test', currency: 'USD' }));
const done = async (input: BulkInput) => {
  const outcome = await bulk(input);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  return outcome.result;
};
const find = async (productId: string) => {
  const found = await findProduct(database, productId, VIEW);
  if (found === undefined) throw new Error(`${productId} is not there`);
  const { updatedAt: _, ...rest } = found;
  return rest;
};
const collect = (title: string, over: object) =>
  transaction(database, (tx) => saveCollection(tx, { title, ...over }, { currency: 'USD' }));

describe('a bulk change', () => {
  it('changes what it names of each product, and nothing else', async () => {
    const rich = product('rich', {
      handle: 'the-rich-one',
      description: '<p>Fine &amp; good</p>',
      brand: 'Old',
      categoryPath: ['Home'],
      images: [
        { url: '/media/abc.png', alt: 'one' },
        { url: 'https://example.com/2.jpg', alt: '' },
      ],
      attributes: { zeta: '1', alpha: '2', gone: 'x' },
      variants: [
        {
          sku: 'r-s',
          title: 'Small',
          options: { Size: 'S' },
          price: usd(999),
          imageUrl: '/media/abc.png',
          onHand: 7,
        },
        { sku: 'r-m', options: { Size: 'M' }, price: usd(2_000), compareAtPrice: usd(3_000) },
      ],
    });
    await save(rich, product('other'));
    const before = await find('rich');
    const result = await done({
      select: { productIds: ['rich'] },
      change: {
        status: 'draft',
        brand: 'New',
        categoryPath: ['Garden', 'Chairs'],
        price: { percent: -10 },
        attributes: { set: { alpha: '3', beta: '4' }, remove: ['gone', 'never'] },
      },
    });
    expect(result).toMatchObject({ matched: 1, changed: 1, refused: [] });
    expect(await find('rich')).toEqual({
      ...before,
      status: 'draft',
      brand: 'New',
      categoryPath: ['Garden', 'Chairs'],
      categoryHandles: ['garden', 'chairs'],
      attributes: { zeta: '1', alpha: '3', beta: '4' },
      variants: before.variants.map((variant) => ({
        ...variant,
        price: usd(variant.sku === 'r-s' ? 899 : 1_800),
      })),
    });
    expect(await find('other')).toMatchObject({ status: 'active', brand: null });
  });

  it('selects by the filters of the product list, drafts included', async () => {
    await save(
      product('a', { brand: 'Acme', categoryPath: ['Home', 'Light'], attributes: { colour: 'red' } }),
      product('b', { brand: 'Acme', status: 'draft', categoryPath: ['Home'] }),
      product('c', { brand: 'Böll' }),
    );
    await collect('Picked', { productIds: ['c', 'a'] });
    const matched = async (filter: Extract<BulkInput['select'], { filter: object }>['filter']) => {
      const { changes } = await done({ select: { filter }, change: { brand: 'X' }, dryRun: true });
      return changes.map(({ productId }) => productId).sort();
    };
    expect(await matched({})).toEqual(['a', 'b', 'c']);
    expect(await matched({ brand: ['Acme'] })).toEqual(['a', 'b']);
    expect(await matched({ category: ['home'], status: 'active' })).toEqual(['a']);
    expect(await matched({ status: 'draft' })).toEqual(['b']);
    expect(await matched({ attributes: { colour: ['red', 'blue'] } })).toEqual(['a']);
    expect(await matched({ collection: 'picked', q: 'böll' })).toEqual(['c']);
    expect(await matched({ collection: 'nothing-there' })).toEqual([]);
    expect(await matched({ inStock: true })).toEqual([]);
  });

  it('keeps the old price for comparison where the new one is lower, or takes comparisons away', async () => {
    await save(
      product('p', {
        variants: [
          { sku: 'x', price: usd(1_000) },
          { sku: 'y', price: usd(400), compareAtPrice: usd(600) },
        ],
      }),
    );
    const select = { productIds: ['p'] };
    const prices = async () =>
      (await find('p')).variants.map((v) => [v.price.amount, v.compareAtPrice?.amount]);
    await done({ select, change: { price: { set: 500 }, compareAtPrice: 'keepOldPrice' } });
    expect(await prices()).toEqual([
      [500, 1_000],
      [500, 600],
    ]);
    await done({ select, change: { price: { add: 100 }, compareAtPrice: null } });
    expect(await prices()).toEqual([
      [600, undefined],
      [600, undefined],
    ]);
  });

  it('puts products at the end of hand-picked collections and takes them out, and leaves them in rules that fit', async () => {
    await save(product('a'), product('b'), product('c', { brand: 'New' }));
    await collect('Shelf', { productIds: ['b'] });
    await collect('Attic', { productIds: ['a', 'c'] });
    await collect('Newbrand', { rule: { brands: ['New'] } });
    const result = await done({
      select: { productIds: ['c', 'b', 'a'] },
      change: { brand: 'New', collections: { add: ['shelf'], remove: ['attic'] } },
    });
    expect(result).toMatchObject({ matched: 3, changed: 3 });
    expect(result.changes[0]).toMatchObject({
      productId: 'c',
      before: { collections: ['attic'] },
      after: { collections: ['shelf'] },
    });
    expect((await findCollection(database, 'shelf', VIEW))?.productIds).toEqual(['b', 'c', 'a']);
    expect((await findCollection(database, 'attic', VIEW))?.productIds).toEqual([]);
    expect((await findCollection(database, 'newbrand', VIEW))?.count).toBe(3);
    expect(
      await bulk({ select: { productIds: ['a'] }, change: { collections: { add: ['newbrand'] } } }),
    ).toMatchObject({ code: 'invalid', reason: expect.stringContaining('has a rule') });
    expect(
      await bulk({ select: { productIds: ['a'] }, change: { collections: { remove: ['no'] } } }),
    ).toMatchObject({
      code: 'invalid',
    });
  });

  it('counts products that are as wanted already as matched, not as changed', async () => {
    await save(product('a', { brand: 'Acme' }), product('b'));
    expect(await done({ select: { filter: {} }, change: { brand: 'Acme' } })).toMatchObject({
      matched: 2,
      changed: 1,
    });
    expect(await done({ select: { filter: {} }, change: { brand: 'Acme' } })).toMatchObject({
      matched: 2,
      changed: 0,
    });
  });
});

describe('nothing is changed', () => {
  const everything = async () =>
    (
      await database.query(`SELECT product, price FROM catalog.product JOIN catalog.variant USING (product_id)
      JOIN catalog.price USING (sku) ORDER BY sku`)
    ).rows;

  it('by a dry run, which tells what would be: the first hundred, before and after', async () => {
    await save(...Array.from({ length: 120 }, (_, index) => product(`p${index}`)));
    const before = await everything();
    const result = await done({ select: { filter: {} }, change: { price: { percent: 50 } }, dryRun: true });
    expect(result).toMatchObject({ matched: 120, changed: 120, refused: [] });
    expect(result.changes).toHaveLength(100);
    expect(result.changes[0]?.before.variants).toMatchObject([{ price: usd(1_000), compareAtPrice: null }]);
    expect(result.changes[0]?.after.variants).toMatchObject([{ price: usd(1_500), compareAtPrice: null }]);
    expect(await everything()).toEqual(before);
  });

  it('when one product of many cannot be: each reason is told', async () => {
    await save(product('a'), product('b', { variants: [{ sku: 'cheap', price: usd(50) }] }));
    await transaction(database, (tx) => setAttributeType(tx, 'weight', { type: 'number' }));
    const before = await everything();
    const tooLow = { select: { productIds: ['a', 'b', 'nobody'] }, change: { price: { add: -100 } } };
    const refused = [
      { productId: 'b', reason: expect.stringContaining('“cheap” would be -50 minor units') },
      { productId: 'nobody', reason: 'there is no such product' },
    ];
    expect(await bulk(tooLow)).toMatchObject({
      ok: false,
      code: 'refused',
      refusedCount: 2,
      matched: 3,
      refused,
    });
    expect(await done({ ...tooLow, dryRun: true })).toMatchObject({ matched: 3, changed: 1, refused });
    const misfit: BulkChange = { attributes: { set: { weight: 'heavy' } } };
    expect(await bulk({ select: { productIds: ['a'] }, change: misfit })).toMatchObject({
      refused: [{ productId: 'a', reason: expect.stringContaining('has to be a number') }],
    });
    expect(await everything()).toEqual(before);
  });

  it.each<BulkChange>([
    { compareAtPrice: 'keepOldPrice' },
    { attributes: { set: { a: '1' }, remove: ['a'] } },
    { collections: { add: ['x'], remove: ['x'] } },
  ])('by a change that makes no sense: %j', async (change) => {
    expect(await bulk({ select: { filter: {} }, change })).toMatchObject({ code: 'invalid' });
  });

  it('when more than 5,000 products match', async () => {
    await database.query(`
      INSERT INTO catalog.product (product_id, handle, title, status, search_text, facet_value_ids)
      SELECT 'n' || n, 'n' || n, 'n', 'active', 'n', '{}' FROM generate_series(1, 5001) AS n`);
    expect(await bulk({ select: { filter: {} }, change: { brand: 'X' } })).toMatchObject({
      code: 'limit-exceeded',
    });
  });
});

it('rounds percentages half up to the minor unit, exactly', () => {
  expect(changedAmount(995, { percent: -10 })).toBe(896);
  expect(changedAmount(10, { percent: 5 })).toBe(11);
  expect(changedAmount(333, { percent: 33.33 })).toBe(444);
  expect(changedAmount(1, { percent: -100 })).toBe(0);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_000_000_000 }),
      fc.integer({ min: -10_000, max: 100_000 }),
      (amount, parts) => {
        const exact = (BigInt(amount) * BigInt(10_000 + parts) + 5_000n) / 10_000n;
        expect(changedAmount(amount, { percent: parts / 100 })).toBe(Number(exact));
      },
    ),
  );
});
