import type { ProductInput } from '@cartwright/contract';
import { beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import {
  deleteProduct,
  findProduct,
  findVariants,
  listCategories,
  type Saved,
  saveProducts,
} from '../../src/modules/catalog/index.ts';
import { allocate, stockLevel } from '../../src/modules/inventory/index.ts';
import { transaction } from '../../src/platform/postgres.ts';
import { newId } from '../../src/shared/ids.ts';

const { database } = await openTestDatabase();
const VIEW = { currency: 'USD', publicUrl: 'http://shop.test', drafts: true };

let unique = 0;
beforeEach(() => {
  unique += 1;
});

const sku = (name = 'a') => `SKU-${unique}-${name}`;
const usd = (amount: number) => ({ amount, currency: 'USD' });
const product = (over: Partial<ProductInput> = {}): ProductInput => ({
  title: `Thing ${unique}`,
  variants: [{ sku: sku(), price: usd(1_000) }],
  ...over,
});

const save = (inputs: ProductInput[], existing: 'replace' | 'refuse' = 'replace') =>
  transaction(database, (tx) => saveProducts(tx, inputs, { actor: 'test', currency: 'USD', existing }));
const saveOne = async (input: ProductInput): Promise<Saved> => {
  const [saved] = await save([input]);
  if (saved === undefined) throw new Error('no result');
  return saved;
};
const idOf = (saved: Saved | undefined): string => {
  if (saved?.ok !== true) throw new Error(`refused: ${saved?.reason}`);
  return saved.productId;
};
const find = async (idOrHandle: string) => {
  const found = await findProduct(database, idOrHandle, VIEW);
  if (found === undefined) throw new Error(`${idOrHandle} is not there`);
  return found;
};

describe('saving a product', () => {
  it('keeps all that was given, and makes what was not', async () => {
    const productId = idOf(
      await saveOne({
        title: 'Café Crème Brûlée',
        description: '<p>Good</p>',
        brand: 'Dolce',
        categoryPath: [`Food ${unique}`, 'Sweets'],
        images: [
          { url: 'https://example.com/1.jpg', alt: 'one' },
          { url: '/media/abc.png', alt: '' },
        ],
        attributes: { Zeta: '1', alpha: '2' },
        variants: [
          {
            sku: sku('s'),
            options: { Size: 'S', Colour: 'Red' },
            price: usd(500),
            compareAtPrice: usd(700),
            onHand: 3,
          },
          { sku: sku('m'), options: { Size: 'M', Colour: 'Red' }, price: usd(600) },
        ],
      }),
    );
    const found = await find(productId);
    expect(found).toMatchObject({
      productId,
      handle: 'cafe-creme-brulee',
      title: 'Café Crème Brûlée',
      brand: 'Dolce',
      categoryPath: [`Food ${unique}`, 'Sweets'],
      categoryHandles: [`food-${unique}`, 'sweets'],
      images: [
        { url: 'https://example.com/1.jpg', alt: 'one' },
        { url: 'http://shop.test/media/abc.png', alt: '' },
      ],
      status: 'active',
      variants: [
        {
          sku: sku('s'),
          title: 'S / Red',
          options: { Size: 'S', Colour: 'Red' },
          price: usd(500),
          compareAtPrice: usd(700),
          availableToSell: 3,
        },
        { sku: sku('m'), title: 'M / Red', compareAtPrice: null, availableToSell: 0 },
      ],
    });
    expect(Object.keys(found.attributes)).toEqual(['Zeta', 'alpha']);
    expect(Object.keys(found.variants[0]?.options ?? {})).toEqual(['Size', 'Colour']);
    expect((await find('cafe-creme-brulee')).productId).toBe(productId);
    expect(await stockLevel(database, sku('m'))).toMatchObject({ onHand: 0, allocated: 0 });
  });

  it('again replaces it whole: what vanished is gone, its handle and its first day stay', async () => {
    const productId = idOf(
      await saveOne(
        product({
          attributes: { a: '1' },
          images: [{ url: 'https://example.com/1.jpg', alt: '' }],
          variants: [
            { sku: sku('a'), price: usd(1), onHand: 5 },
            { sku: sku('b'), price: usd(2) },
          ],
        }),
      ),
    );
    const before = await find(productId);
    const again = await saveOne({
      productId,
      title: 'Another name',
      variants: [{ sku: sku('b'), price: usd(3) }],
    });
    expect(again).toEqual({ ok: true, productId, created: false });
    const after = await find(productId);
    expect(after).toMatchObject({
      handle: before.handle,
      createdAt: before.createdAt,
      title: 'Another name',
      attributes: {},
      images: [],
    });
    expect(after.variants.map((variant) => [variant.sku, variant.price.amount])).toEqual([[sku('b'), 3]]);
    expect(await stockLevel(database, sku('a'))).toMatchObject({ onHand: 5 });
  });

  it('leaves stock as it is when none is given, and sets it when it is', async () => {
    const input = product({ productId: newId(), variants: [{ sku: sku(), price: usd(1), onHand: 7 }] });
    await saveOne(input);
    await saveOne({ ...input, variants: [{ sku: sku(), price: usd(1) }] });
    expect(await stockLevel(database, sku())).toMatchObject({ onHand: 7 });
    await saveOne({ ...input, variants: [{ sku: sku(), price: usd(1), onHand: 2 }] });
    expect(await stockLevel(database, sku())).toMatchObject({ onHand: 2 });
  });

  it('makes handles unique, counting up, also within one call', async () => {
    const title = `Same name ${unique}`;
    const handle = `same-name-${unique}`;
    const first = await save([
      product({ title, variants: [{ sku: sku('1'), price: usd(1) }] }),
      product({ title, variants: [{ sku: sku('2'), price: usd(1) }] }),
    ]);
    const third = await saveOne(product({ title, variants: [{ sku: sku('3'), price: usd(1) }] }));
    const handles = await Promise.all(
      [...first, third].map(async (saved) => (await find(idOf(saved))).handle),
    );
    expect(handles).toEqual([handle, `${handle}-2`, `${handle}-3`]);
  });

  it('makes a handle beside one that ends in a very large number', async () => {
    const title = `Numbered ${unique}`;
    const handles = [`numbered-${unique}`, `numbered-${unique}-999999999`];
    for (const handle of handles)
      await saveOne(product({ title, handle, variants: [{ sku: sku(handle), price: usd(1) }] }));
    for (const suffix of [2, 3]) {
      const saved = await saveOne(product({ title, variants: [{ sku: sku(`n${suffix}`), price: usd(1) }] }));
      expect((await find(idOf(saved))).handle).toBe(`numbered-${unique}-${suffix}`);
    }
  });

  it('makes a handle even of a title without letters', async () => {
    const productId = idOf(await saveOne(product({ title: '★ ★ ★' })));
    expect((await find(productId)).handle).toBe(productId);
    const foreign = idOf(
      await saveOne(product({ title: `靴下 ${unique}`, variants: [{ sku: sku('x'), price: usd(1) }] })),
    );
    expect((await find(foreign)).handle).toBe(`靴下-${unique}`);
  });

  it('gives categories of one name under different parents handles of their own', async () => {
    await save([
      product({ categoryPath: [`Men ${unique}`, 'Shoes'] }),
      product({
        categoryPath: [`Women ${unique}`, 'Shoes'],
        variants: [{ sku: sku('w'), price: usd(1) }],
      }),
    ]);
    const tree = await listCategories(database);
    const shoes = ['Men', 'Women'].map(
      (who) => tree.find(({ title }) => title === `${who} ${unique}`)?.children[0],
    );
    expect(shoes.map((category) => category?.title)).toEqual(['Shoes', 'Shoes']);
    expect(new Set(shoes.map((category) => category?.handle)).size).toBe(2);
    expect(shoes.map((category) => category?.count)).toEqual([1, 1]);
  });

  it('makes descriptions safe', async () => {
    const productId = idOf(
      await saveOne(
        product({
          description:
            '<p onclick="x()">Hi <b>you</b><script>alert(1)</script><style>p{}</style><a href="javascript:x()">a</a><a href="https://ok.test/">b</a><img src=x onerror=alert(1)><iframe src="https://x"></iframe></p>',
        }),
      ),
    );
    expect((await find(productId)).description).toBe(
      '<p>Hi <b>you</b><a rel="nofollow noopener">a</a><a href="https://ok.test/" rel="nofollow noopener">b</a></p>',
    );
  });
});

describe('a product that is refused', () => {
  it('changes nothing, and the others of the call are saved', async () => {
    const taken = idOf(await saveOne(product({ handle: `taken-${unique}` })));
    const results = await save([
      product({ title: 'Good', variants: [{ sku: sku('good'), price: usd(1) }] }),
      product({ title: 'SKU', variants: [{ sku: sku(), price: usd(1) }] }),
      product({ title: 'Handle', handle: `taken-${unique}`, variants: [{ sku: sku('h'), price: usd(1) }] }),
      product({
        title: 'Twice',
        variants: [
          { sku: sku('t'), price: usd(1) },
          { sku: sku('t'), price: usd(1) },
        ],
      }),
      product({ title: 'Currency', variants: [{ sku: sku('c'), price: { amount: 1, currency: 'EUR' } }] }),
      product({
        title: 'Picture',
        images: [{ url: 'javascript:x', alt: '' }],
        variants: [{ sku: sku('p'), price: usd(1) }],
      }),
      product({ title: 'Nul', description: 'a\u0000b', variants: [{ sku: sku('n'), price: usd(1) }] }),
      product({ title: 'Negative', variants: [{ sku: sku('-'), price: usd(-1) }] }),
    ]);
    expect(results.map((result) => (result.ok ? 'ok' : result.code))).toEqual([
      'ok',
      'sku-taken',
      'handle-taken',
      'invalid',
      'invalid',
      'invalid',
      'invalid',
      'invalid',
    ]);
    const [, skuTaken] = results;
    expect(skuTaken).toMatchObject({ reason: expect.stringContaining(sku()) });
    expect(skuTaken).toMatchObject({ reason: expect.stringContaining(taken) });
    const variants = await findVariants(database, ['good', 'h', 't', 'c', 'p', 'n', '-'].map(sku), VIEW);
    expect([...variants.keys()]).toEqual([sku('good')]);
  });

  it('is one with an attribute that has no name', async () => {
    for (const name of [' ', 'x'.repeat(101)]) {
      const [refused] = await save([
        product({ attributes: { [name]: 'b' }, variants: [{ sku: sku('nameless'), price: usd(1) }] }),
      ]);
      expect(refused).toMatchObject({ ok: false, code: 'invalid' });
    }
  });

  it('is one whose stock would go below what orders have, and its other counts are not booked', async () => {
    const input = product({
      productId: newId(),
      variants: [
        { sku: sku('a'), price: usd(1), onHand: 5 },
        { sku: sku('b'), price: usd(1), onHand: 5 },
      ],
    });
    await saveOne(input);
    await transaction(database, (tx) =>
      allocate(tx, [{ orderId: newId(), lines: [{ sku: sku('b'), quantity: 4 }] }]),
    );
    const other = product({ productId: newId(), variants: [{ sku: sku('o'), price: usd(1), onHand: 9 }] });
    const results = await save([
      {
        ...input,
        title: 'Changed',
        variants: [
          { sku: sku('a'), price: usd(9), onHand: 1 },
          { sku: sku('b'), price: usd(9), onHand: 3 },
        ],
      },
      other,
    ]);
    expect(results).toMatchObject([{ ok: false, code: 'stock-allocated' }, { ok: true }]);
    expect((await find(input.productId ?? '')).title).toBe(input.title);
    expect(await stockLevel(database, sku('a'))).toMatchObject({ onHand: 5 });
    expect(await stockLevel(database, sku('o'))).toMatchObject({ onHand: 9 });
  });

  it('is one whose id is taken, where only new ones are wanted', async () => {
    const input = product({ productId: newId() });
    await saveOne(input);
    expect(await save([input], 'refuse')).toMatchObject([{ ok: false, code: 'exists' }]);
  });
});

describe('many writers at once', () => {
  it('neither deadlock nor double a product, a handle, a brand or a category', async () => {
    const title = `Contended ${unique}`;
    const batch = (writer: number): ProductInput[] =>
      Array.from({ length: 20 }, (_, index) => {
        // Every writer has its own order of the same products, and some of its own.
        const shared = (index * 7 + writer * 3) % 20;
        return product({
          productId: `${unique}-shared-${shared}`,
          title,
          brand: `Brand ${unique} ${shared % 3}`,
          categoryPath: [`Cat ${unique} ${shared % 4}`, `Sub ${shared % 2}`],
          variants: [{ sku: sku(`shared-${shared}`), price: usd(writer), onHand: writer }],
        });
      });
    const results = await Promise.all(Array.from({ length: 8 }, (_, writer) => save(batch(writer))));
    expect(results.flat().filter(({ ok }) => !ok)).toEqual([]);
    expect(results.flat().filter((saved) => saved.ok && saved.created)).toHaveLength(20);
    const { rows } = await database.query<{ handle: string }>(
      'SELECT handle FROM catalog.product WHERE title = $1',
      [title],
    );
    expect(new Set(rows.map(({ handle }) => handle)).size).toBe(20);
    const { rows: brands } = await database.query('SELECT FROM catalog.brand WHERE name LIKE $1', [
      `Brand ${unique} %`,
    ]);
    expect(brands).toHaveLength(3);
  });
});

describe('deleting a product', () => {
  it('takes all that hangs on it, and leaves its stock', async () => {
    const productId = idOf(
      await saveOne(
        product({
          attributes: { a: 'b' },
          variants: [{ sku: sku(), price: usd(1), options: { x: 'y' }, onHand: 4 }],
        }),
      ),
    );
    expect(await transaction(database, (tx) => deleteProduct(tx, productId))).toBe(true);
    expect(await findProduct(database, productId, VIEW)).toBeUndefined();
    expect((await findVariants(database, [sku()], VIEW)).size).toBe(0);
    expect(await stockLevel(database, sku())).toMatchObject({ onHand: 4 });
    expect(await transaction(database, (tx) => deleteProduct(tx, productId))).toBe(false);
  });
});

describe('a draft', () => {
  it('is found only by those who ask for drafts, and is not for sale', async () => {
    const productId = idOf(await saveOne(product({ status: 'draft' })));
    expect(await findProduct(database, productId, { ...VIEW, drafts: false })).toBeUndefined();
    expect((await findVariants(database, [sku()], VIEW)).get(sku())).toMatchObject({ active: false });
  });
});
