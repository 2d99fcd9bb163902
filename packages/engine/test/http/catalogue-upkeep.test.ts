import { ApiProblem, admin, type ProductInput, store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { createApiKey } from '../../src/modules/staff/index.ts';
import { sell } from './shop.ts';

const engine = await openEngine();
const owner = engine.as(engine.staffKey);
const operator = engine.as(await createApiKey(engine.database, { name: 'shelf', role: 'operator' }));
const viewer = engine.as(await createApiKey(engine.database, { name: 'guest', role: 'viewer' }));
const shop = engine.client;

const problemOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => (error instanceof ApiProblem ? error.problem : Promise.reject(error)),
  );
const actions = async () => {
  const { body } = await owner.call(admin.listAudit, { query: { limit: 100 } });
  return body.items.filter(({ actor }) => actor === 'key:shelf').map(({ action }) => action);
};
const product = async (over: Partial<ProductInput>) => (await sell(engine, { over })).productId;
const inCollection = async (collection: string, query: object = {}) =>
  (await shop.call(store.listProducts, { query: { collection, ...query } })).body;

describe('collections', () => {
  it('are made by staff and shown to shoppers in their order, page by page', async () => {
    const ids = await Promise.all(['one', 'two', 'three'].map((title) => product({ title, brand: 'Hats' })));
    const { body: made, status } = await operator.call(admin.createCollection, {
      body: { title: 'For hats', description: '<p>Hats<script>x()</script></p>', productIds: ids },
    });
    expect(status).toBe(201);
    expect(made).toMatchObject({
      handle: 'for-hats',
      count: 3,
      status: 'active',
      productIds: ids,
      rule: null,
    });
    const { body: listed } = await shop.call(store.listCollections);
    expect(listed.items).toEqual([
      {
        collectionId: made.collectionId,
        handle: 'for-hats',
        title: 'For hats',
        description: '<p>Hats</p>',
        image: null,
        count: 3,
      },
    ]);
    const first = await inCollection('for-hats', { limit: 2 });
    expect(first.items.map(({ productId }) => productId)).toEqual(ids.slice(0, 2));
    const rest = await inCollection('for-hats', { limit: 2, cursor: first.nextCursor });
    expect(rest.items.map(({ productId }) => productId)).toEqual(ids.slice(2));
    expect(rest.nextCursor).toBeNull();
    expect(rest.total).toBe(3);
    const other = shop.call(store.listProducts, { query: { cursor: first.nextCursor ?? '' } });
    expect(await problemOf(other)).toMatchObject({ status: 400 });
    expect((await inCollection('there-is-none')).items).toEqual([]);
    const params = { collectionId: made.collectionId };
    expect((await operator.call(admin.deleteCollection, { params })).status).toBe(204);
    expect(await problemOf(operator.call(admin.getCollection, { params }))).toMatchObject({ status: 404 });
    expect((await actions()).slice(0, 2)).toEqual(['collection.delete', 'collection.create']);
  });

  it('are 404 while they are drafts, and keep their old address when their handle changes', async () => {
    const { body } = await operator.call(admin.createCollection, {
      body: { title: 'Spring', status: 'draft', rule: { brands: ['Hats'] } },
    });
    const params = { collectionId: body.collectionId };
    const spring = () => shop.call(store.getCollection, { params: { handle: 'spring' } });
    expect(await problemOf(spring())).toMatchObject({ status: 404 });
    expect((await viewer.call(admin.listCollections)).body.items).toMatchObject([{ status: 'draft' }]);
    const renamed = { title: 'Spring', handle: 'spring-2027' };
    expect((await operator.call(admin.putCollection, { params, body: renamed })).body.rule).toEqual({
      brands: ['Hats'],
    });
    const found = await spring();
    expect(found.body).toMatchObject({ handle: 'spring-2027', count: 3 });
    expect(found.headers.get('content-location')).toBe('/v1/collections/spring-2027');
    expect((await inCollection('spring')).total).toBe(3);
  });

  it('that make no sense are refused with what to do', async () => {
    const productIds = ['not-there'];
    const call = operator.call(admin.createCollection, { body: { title: 'X', productIds } });
    expect(await problemOf(call)).toMatchObject({
      status: 400,
      detail: 'There is no product “not-there”; productIds takes ids, not handles.',
    });
    const empty = operator.call(admin.createCollection, { body: { title: 'X', rule: {} } });
    expect(await problemOf(empty)).toMatchObject({
      status: 400,
      errors: expect.arrayContaining([expect.objectContaining({ path: 'rule' })]),
    });
  });
});

describe('attributes', () => {
  it('get a type, which products and facets follow', async () => {
    const productId = await product({ attributes: { Weight: 'heavy' } });
    const params = { name: 'Weight' };
    const call = () =>
      operator.call(admin.putAttribute, { params, body: { type: 'number', unit: 'g', position: 1 } });
    expect(await problemOf(call())).toMatchObject({
      status: 409,
      code: 'conflict',
      count: 1,
      products: [{ productId, value: 'heavy' }],
    });
    await owner.call(admin.deleteProduct, { params: { productId } });
    expect(await call()).toMatchObject({ status: 201, body: { filterable: true, choices: [] } });
    expect((await call()).status).toBe(200);
    expect((await viewer.call(admin.listAttributes)).body.items).toMatchObject([{ name: 'Weight' }]);
    expect(await problemOf(product({ attributes: { Weight: '5 kg' } }))).toMatchObject({
      status: 400,
      detail: expect.stringContaining('the attribute “Weight” is “5 kg”, but has to be a number'),
    });
    await product({ attributes: { Weight: '500' } });
    const { body } = await shop.call(store.listProducts, { query: { 'attr.Weight': '500' } });
    expect(body.total).toBe(1);
    expect(body.facets.attributes).toEqual({ Weight: [{ value: '500', label: '500 g', count: 1 }] });
    expect((await operator.call(admin.deleteAttribute, { params })).status).toBe(204);
    expect(await problemOf(viewer.call(admin.getAttribute, { params }))).toMatchObject({ status: 404 });
    expect((await actions()).slice(0, 3)).toEqual(['attribute.delete', 'attribute.set', 'attribute.set']);
  });
});

describe('categories', () => {
  it('are made, moved and deleted by staff, and old links keep working', async () => {
    const make = async (body: { title: string; parentId?: string }) =>
      (await operator.call(admin.createCategory, { body })).body.categoryId;
    const garden = await make({ title: 'Garden' });
    const seats = await make({ title: 'Seats', parentId: garden });
    const productId = await product({ categoryPath: ['Garden', 'Seats'] });
    const moved = await operator.call(admin.putCategory, {
      params: { categoryId: seats },
      body: { title: 'Chairs', handle: 'chairs', parentId: null },
    });
    expect(moved.body).toMatchObject({ categoryPath: ['Chairs'], parentId: null, products: 1 });
    const old = await shop.call(store.listProducts, { query: { category: 'seats' } });
    expect(old.body.items.map((item) => item.productId)).toEqual([productId]);
    const full = operator.call(admin.deleteCategory, { params: { categoryId: seats } });
    expect(await problemOf(full)).toMatchObject({ status: 409 });
    expect((await operator.call(admin.deleteCategory, { params: { categoryId: garden } })).status).toBe(204);
    const nothing = operator.call(admin.putCategory, { params: { categoryId: seats }, body: {} });
    expect(await problemOf(nothing)).toMatchObject({ status: 400 });
    const { body } = await viewer.call(admin.listCategories);
    expect(body.items.map(({ title }) => title)).toEqual(['Chairs']);
    expect((await actions()).slice(0, 4)).toEqual([
      'category.delete',
      'category.change',
      'category.create',
      'category.create',
    ]);
  });
});

describe('a product whose handle changed', () => {
  it('answers under its old address with its present one, until another product has the handle', async () => {
    const productId = await product({ title: 'Mug', handle: 'mug' });
    const { body: mug } = await owner.call(admin.getProduct, { params: { productId } });
    const rename = (handle: string) =>
      owner.call(admin.putProduct, { params: { productId }, body: { ...mug, handle } });
    await rename('big-mug');
    await rename('biggest-mug');
    for (const address of ['mug', 'big-mug']) {
      const found = await shop.call(store.getProduct, { params: { productId: address } });
      expect(found.body).toMatchObject({ productId, handle: 'biggest-mug' });
      expect(found.headers.get('content-location')).toBe('/v1/products/biggest-mug');
    }
    const present = await shop.call(store.getProduct, { params: { productId: 'biggest-mug' } });
    expect(present.headers.get('content-location')).toBeNull();
    const other = await product({ title: 'Mug', handle: 'mug' });
    const taken = await shop.call(store.getProduct, { params: { productId: 'mug' } });
    expect(taken.body).toMatchObject({ productId: other, handle: 'mug' });
    await owner.call(admin.deleteProduct, { params: { productId } });
    const gone = shop.call(store.getProduct, { params: { productId: 'big-mug' } });
    expect(await problemOf(gone)).toMatchObject({ status: 404 });
  });
});

describe('many products', () => {
  it('are changed by one call, or none of them', async () => {
    const ids = await Promise.all([1, 2, 3].map((n) => product({ title: `Cup ${n}`, brand: 'Cups' })));
    const cups = { filter: { brand: ['Cups'] } };
    const change = { price: { percent: -20 }, compareAtPrice: 'keepOldPrice' } as const;
    const tried = await operator.call(admin.bulkProducts, { body: { select: cups, change, dryRun: true } });
    expect(tried.body).toMatchObject({ matched: 3, changed: 3 });
    const done = await operator.call(admin.bulkProducts, { body: { select: cups, change } });
    expect(done.body).toEqual(tried.body);
    const [productId = ''] = ids;
    const { body: cup } = await shop.call(store.getProduct, { params: { productId } });
    expect(cup.variants).toMatchObject([{ price: { amount: 2_000 }, compareAtPrice: { amount: 2_500 } }]);
    const refused = operator.call(admin.bulkProducts, {
      body: { select: { productIds: [productId, 'nobody'] }, change: { status: 'draft' } },
    });
    expect(await problemOf(refused)).toMatchObject({
      status: 409,
      code: 'conflict',
      matched: 2,
      refused: [{ productId: 'nobody', reason: 'there is no such product' }],
    });
    expect((await shop.call(store.getProduct, { params: { productId } })).body.status).toBe('active');
    const { body: log } = await owner.call(admin.listAudit, { query: { limit: 1 } });
    expect(log.items).toMatchObject([
      {
        actor: 'key:shelf',
        action: 'product.bulk',
        target: '3 products',
        detail: { ...cups, change, matched: 3 },
      },
    ]);
  });
});

it('is all for staff with the right to change the catalogue', async () => {
  const params = { collectionId: 'x', categoryId: 'x', name: 'x' };
  const calls = (client: typeof viewer) => [
    client.call(admin.createCollection, { body: { title: 'X' } }),
    client.call(admin.putCollection, { params, body: { title: 'X' } }),
    client.call(admin.deleteCollection, { params }),
    client.call(admin.putAttribute, { params, body: { type: 'text' } }),
    client.call(admin.deleteAttribute, { params }),
    client.call(admin.createCategory, { body: { title: 'X' } }),
    client.call(admin.putCategory, { params, body: { title: 'X' } }),
    client.call(admin.deleteCategory, { params }),
    client.call(admin.bulkProducts, { body: { select: { filter: {} }, change: { status: 'draft' } } }),
  ];
  const statusesOf = async (client: typeof viewer) =>
    new Set((await Promise.all(calls(client).map(problemOf))).map((problem) => problem?.status));
  expect(await statusesOf(viewer)).toEqual(new Set([403]));
  expect(await statusesOf(shop)).toEqual(new Set([401]));
  expect(await problemOf(shop.call(admin.listCollections))).toMatchObject({ status: 401 });
  expect(await problemOf(shop.call(admin.listCategories))).toMatchObject({ status: 401 });
});
