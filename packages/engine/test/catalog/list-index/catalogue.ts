import type { AttributeTypeInput, CollectionInput, ProductInput, ProductSort } from '@cartwright/contract';
import fc from 'fast-check';
import { expect } from 'vitest';
import {
  adminListCategories,
  changeCategory,
  listAttributeTypes,
  listProducts,
  type ProductFilter,
  saveCollection,
  saveProducts,
  setAttributeType,
} from '../../../src/modules/catalog/index.ts';
import type { ListSettings } from '../../../src/modules/catalog/list-index/card.ts';
import { createListIndex, type ListIndex } from '../../../src/modules/catalog/list-index/list-index.ts';
import { selectCards } from '../../../src/modules/catalog/list-index/select-cards.ts';
import { type Database, transaction } from '../../../src/platform/postgres.ts';

// Random catalogues of a few dozen products, made by the real commands, and random lists of them.

const VIEW = { currency: 'USD', publicUrl: 'http://shop.test' };
const CONTEXT = { actor: 'test', currency: 'USD' };
const usd = (amount: number) => ({ amount, currency: 'USD' });

// Where UTF-16 units and code points are in another order, where one is the other's beginning, and wildcards.
const WORDS = ['Shirt', 'shirts', 'Blue', '100%_real', 'Ünï', '\uFF5Ewave', '😀', 'a', '\\', 'İstanbul'];
const BRANDS = ['Acme', 'acme', 'Böll', '\uFF5Ewave', '😀 Inc', '😁 Inc', 'Acme 2'];
const PATHS = [
  [],
  ['Clothing'],
  ['Clothing', 'Shirts'],
  ['Clothing', 'Shirts', 'Long'],
  ['Home'],
  ['Home', 'Shirts'],
  ['😀'],
  ['\uFF5E'],
];
const HANDLES = ['clothing', 'shirts', 'long', 'home', 'shirts-2', 'renamed', 'unknown', 'category'];
const VALUES = {
  colour: ['red', 'blue', 'green'],
  weight: ['1', '10', '2', '-3', '0.5'],
  organic: ['true', 'false'],
  hidden: ['x', 'y'],
  '7': ['seven', '😀', '\uFF5E'],
  free: ['red', 'Red', 'x'.repeat(100), 'x'.repeat(101), ''],
  createdBy: ['someone'],
};
const TYPES: Record<string, AttributeTypeInput> = {
  colour: { type: 'choice', choices: ['green', 'blue', 'red', 'black'], position: 2 },
  weight: { type: 'number', unit: 'kg', position: 1 },
  organic: { type: 'boolean', position: 2 },
  hidden: { type: 'text', filterable: false },
};
const IDS = [...Array.from({ length: 40 }, (_, at) => `p-${at}`), 'P', '~', '\uFF5E', '😀', '😁', 'p'];

const some = <T>(values: readonly T[], max = values.length) =>
  fc.subarray([...values], { minLength: 1, maxLength: max });
const attributes = fc
  .record(
    {
      colour: fc.constantFrom(...VALUES.colour),
      weight: fc.constantFrom(...VALUES.weight),
      organic: fc.constantFrom(...VALUES.organic),
      hidden: fc.constantFrom(...VALUES.hidden),
      '7': fc.constantFrom(...VALUES['7']),
      free: fc.constantFrom(...VALUES.free),
      createdBy: fc.constantFrom(...VALUES.createdBy),
    },
    { requiredKeys: [] },
  )
  .map((record): Record<string, string> => ({ ...record }));

const product = (productId: string): fc.Arbitrary<ProductInput> =>
  fc.record({
    productId: fc.constant(productId),
    title: fc
      .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 })
      .map((words) => words.join(' ')),
    brand: fc.constantFrom(null, ...BRANDS),
    categoryPath: fc.constantFrom(...PATHS),
    attributes,
    images: fc.constantFrom(
      [],
      [{ url: 'https://pictures.test/1.png', alt: '“1”' }],
      [
        { url: '/media/measured.png', alt: '' },
        { url: '/media/unknown.png', alt: '' },
      ],
    ),
    status: fc.constantFrom('active', 'active', 'active', 'active', 'draft'),
    variants: fc
      .array(fc.record({ amount: fc.constantFrom(0, 999, 1_000, 1_999, 5_000, 1e9), onHand: fc.nat(2) }), {
        minLength: 1,
        maxLength: 3,
      })
      .map((variants) =>
        variants.map(({ amount, onHand }, at) => ({
          sku: `Blue-${productId}-${at}`,
          price: usd(amount),
          onHand,
        })),
      ),
  });

export type Catalogue = {
  products: ProductInput[];
  createdAtMs: number[];
  picked: string[];
  pickedDraft: string[];
};
export const catalogues: fc.Arbitrary<Catalogue> = some(IDS)
  .chain((ids) => fc.tuple(...ids.map(product)))
  .chain((products) => {
    const ids = products.map(({ productId }) => productId ?? '');
    return fc.record({
      products: fc.constant(products),
      createdAtMs: fc.array(fc.constantFrom(0, 1, 1_700_000_000_123, 1_700_000_000_124), {
        minLength: ids.length,
        maxLength: ids.length,
      }),
      picked: fc.shuffledSubarray(ids),
      pickedDraft: fc.shuffledSubarray(ids),
    });
  });

/** Empties the database and fills it with a catalogue. */
export const fill = async (database: Database, catalogue: Catalogue): Promise<void> => {
  for (const table of ['collection', 'product', 'category', 'brand', 'attribute_type', 'media'])
    await database.query(`DELETE FROM catalog.${table}`);
  await database.query('TRUNCATE inventory.stock');
  await database.query(
    `INSERT INTO catalog.media (media_id, content_type, bytes, width, height, sizes)
     VALUES ('measured.png', 'image/png', '', 800, 600, '[[200, "a.webp"], [400, "b.webp"]]')`,
  );
  await transaction(database, async (tx) => {
    for (const [name, type] of Object.entries(TYPES)) await setAttributeType(tx, name, type);
    const saved = await saveProducts(tx, catalogue.products, CONTEXT);
    expect(saved.filter(({ ok }) => !ok)).toEqual([]);
    const collections: CollectionInput[] = [
      { title: 'Picked', productIds: catalogue.picked },
      { title: 'Draft', status: 'draft', productIds: catalogue.pickedDraft },
      { title: 'Rule', rule: { brands: ['Acme', '😀 Inc'] } },
      { title: 'Cheap red', rule: { maxPrice: 1_999, attributes: { colour: ['red'] } } },
    ];
    for (const input of collections) {
      const saved = await saveCollection(tx, input, CONTEXT);
      if (saved.ok) await saveCollection(tx, { ...input, ...saved, handle: `${input.title}-now` }, CONTEXT);
    }
    // Picked once more, so that places have gaps.
    await saveProducts(tx, catalogue.products.slice(0, 3), CONTEXT);
  });
  const home = (await adminListCategories(database)).find(({ handle }) => handle === 'home');
  if (home !== undefined)
    await transaction(database, (tx) =>
      changeCategory(tx, home.categoryId, { title: 'Home now', handle: 'renamed' }, CONTEXT),
    );
  await database.query(
    `UPDATE catalog.product SET created_at = timestamptz 'epoch' + given.ms * interval '1 millisecond'
     FROM unnest($1::text[], $2::int8[]) AS given (product_id, ms)
     WHERE product.product_id = given.product_id`,
    [catalogue.products.map(({ productId }) => productId), catalogue.createdAtMs],
  );
  await database.query('UPDATE catalog.revision SET value = value + 1');
};

/** An index with everything that is in the database. */
export const indexOf = async (database: Database): Promise<ListIndex> => {
  const index = createListIndex(VIEW);
  const ids = await database.query<{ id: string }>('SELECT product_id AS id FROM catalog.product');
  for (const card of await selectCards(
    database,
    ids.rows.map(({ id }) => id),
    'USD',
  ))
    index.upsert(card);
  const stock = await database.query<{ sku: string; units: number }>(
    'SELECT sku, available_to_sell AS units FROM inventory.availability',
  );
  for (const { sku, units } of stock.rows) index.setAvailable(sku, units);
  return index;
};

export const settingsOf = async (database: Database): Promise<ListSettings> => {
  const collections = await database.query<{
    handle: string;
    collectionId: string;
    handPicked: boolean;
    active: boolean;
  }>(
    `SELECT named.handle, collection_id AS "collectionId", rule IS NULL AS "handPicked", status = 'active' AS active
     FROM (SELECT handle, collection_id FROM catalog.former_handle WHERE kind = 'collection'
           UNION ALL SELECT handle, collection_id FROM catalog.collection) AS named
     JOIN catalog.collection USING (collection_id)`,
  );
  const former = await database.query<{ former: string; handle: string }>(
    `SELECT former_handle.handle AS former, category.handle
     FROM catalog.former_handle JOIN catalog.category USING (category_id)`,
  );
  return {
    attributeTypes: new Map((await listAttributeTypes(database)).map((type) => [type.name, type])),
    collections: new Map(collections.rows.map(({ handle, ...collection }) => [handle, collection])),
    formerCategoryHandles: new Map(former.rows.map((row) => [row.former, row.handle])),
  };
};

// Mostly left out: a list with every filter is empty.
const maybe = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
export const filters: fc.Arbitrary<ProductFilter> = fc.record({
  q: maybe(
    fc.constantFrom(
      '',
      'shirt',
      'SHIRT blue',
      'a',
      'acme',
      '%',
      '_r',
      '\\',
      '😀',
      'i̇s',
      'p-1-0',
      'no such',
      'BLUE-P',
    ),
  ),
  categories: maybe(some(HANDLES, 3)),
  collection: maybe(
    fc.constantFrom('Picked-now', 'picked', 'Rule-now', 'cheap-red', 'draft', 'Draft-now', 'unknown'),
  ),
  brands: maybe(some([...BRANDS, 'Nobody'], 4)),
  minPrice: maybe(fc.constantFrom(0, 999, 1_000)),
  maxPrice: maybe(fc.constantFrom(0, 1_999, 5_000, 1e9)),
  inStock: fc.constantFrom(undefined, undefined, false, true),
  attributes: maybe(
    fc
      .record(
        {
          colour: some([...VALUES.colour, 'violet']),
          weight: some(VALUES.weight),
          organic: some(VALUES.organic),
          hidden: some(VALUES.hidden),
          '7': some(VALUES['7']),
          free: fc.subarray([...VALUES.free]),
          unknown: fc.constant(['x']),
        },
        { requiredKeys: [] },
      )
      .map((record) => new Map(Object.entries(record))),
  ),
});
export const sorts = fc.constantFrom<(ProductSort | undefined)[]>(
  undefined,
  'relevance',
  'popular',
  'newest',
  'priceAsc',
  'priceDesc',
);

/** A list by both ways; what they give is to be the same. */
export const bothWays = async (
  database: Database,
  { index, settings }: { index: ListIndex; settings: ListSettings },
  list: Parameters<typeof listProducts>[1],
) => ({ indexed: index.list(list, settings), bySql: await listProducts(database, list, VIEW) });
