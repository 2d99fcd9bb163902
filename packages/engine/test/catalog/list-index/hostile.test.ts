import { describe, expect, it } from 'vitest';
import type { Card, ListSettings } from '../../../src/modules/catalog/list-index/card.ts';
import { createListIndex } from '../../../src/modules/catalog/list-index/list-index.ts';
import type { ProductList } from '../../../src/modules/catalog/queries/list-steps.ts';

const index = createListIndex({ currency: 'USD', publicUrl: 'http://shop.test' });
const settings: ListSettings = {
  attributeTypes: new Map(),
  collections: new Map([
    ['picked', { collectionId: 'c1', handPicked: true, active: true }],
    ['draft', { collectionId: 'c1', handPicked: true, active: false }],
  ]),
  formerCategoryHandles: new Map([['old', 'toys']]),
};
const card = (productId: string, over: Partial<Card> = {}): Card => ({
  productId,
  handle: productId,
  title: productId,
  brand: null,
  categoryPath: 'toys',
  categoryTitles: ['Toys'],
  image: null,
  createdAtMs: 1_700_000_000_000,
  lowest: 100,
  highest: 100,
  searchText: productId,
  attributes: [],
  collections: [['c1', 0]],
  skus: [productId],
  ...over,
});
for (const id of ['a', 'b', 'c']) index.upsert(card(id));

const list = (over: Partial<ProductList> = {}) =>
  index.list({ filter: {}, sort: 'newest', limit: 2, cursor: undefined, ...over }, settings);
const page = (over: Partial<ProductList> = {}) => {
  const listed = list(over);
  if (!listed.ok) throw new Error(listed.code);
  return listed.page;
};

describe('a list from the index', () => {
  it('is refused for a cursor of another list, and for one that is none', () => {
    const { nextCursor } = page();
    for (const cursor of ['', 'nonsense', Buffer.from('[1,2,3]').toString('base64url'), nextCursor ?? ''])
      expect(list({ sort: 'priceAsc', cursor })).toEqual({ ok: false, code: 'invalid-cursor' });
  });

  it('takes a cursor to any place, of a product that is gone as well', () => {
    const [of] = JSON.parse(Buffer.from(page().nextCursor ?? '', 'base64url').toString('utf8'));
    const from = (sortKey: number, productId: string) =>
      page({ cursor: Buffer.from(JSON.stringify([of, sortKey, productId])).toString('base64url') }).items.map(
        (item) => item.productId,
      );
    expect(from(Number.MAX_SAFE_INTEGER, 'x')).toEqual(['c', 'b']);
    expect(from(0, 'x')).toEqual([]);
    expect(from(1_700_000_000_000, 'bb')).toEqual(['b', 'a']);
    expect(from(1_700_000_000_000, 'a')).toEqual([]);
  });

  it('is empty for a collection or category that is not there, or is a draft', () => {
    for (const filter of [{ collection: 'unknown' }, { collection: 'draft' }, { categories: ['unknown'] }])
      expect(page({ filter, sort: undefined })).toMatchObject({ items: [], total: 0, nextCursor: null });
    expect(page({ filter: { categories: ['old'] } }).total).toBe(3);
  });

  it('knows attributes by any name', () => {
    const names = ['__proto__', 'constructor', 'toString', '1'];
    index.upsert(card('d', { attributes: names.map((name) => [name, 'x']) }));
    const { facets } = page();
    expect(Object.keys(facets.attributes).sort()).toEqual([...names].sort());
    for (const name of names)
      expect(page({ filter: { attributes: new Map([[name, ['x']]]) } }).total).toBe(1);
    index.remove('d');
    expect(page().facets.attributes).toEqual({});
  });

  it('finds by as many words as can be sent, and by such that are in no text', () => {
    const q = Array.from({ length: 400 }, (_, at) => `w${at}`).join(' ');
    expect(page({ filter: { q } }).total).toBe(0);
    for (const text of ['%', '_', '\\', '\u0000', '\uD800', ' ', '']) page({ filter: { q: text } });
    expect(page({ filter: { q: 'x'.repeat(2_000) } }).total).toBe(0);
  });

  it('counts no stock below zero, and refuses what is no number of units', () => {
    index.setAvailable('a', 5);
    index.setAvailable('a', -3);
    expect(page({ filter: { inStock: true } }).total).toBe(0);
    for (const units of [Number.NaN, 0.5, 2 ** 31]) expect(() => index.setAvailable('a', units)).toThrow();
  });

  it('lets products go that were never there', () => {
    index.remove('nobody');
    expect(index.size()).toBe(3);
  });
});
