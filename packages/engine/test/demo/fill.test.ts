import { beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { type Filling, fillShop } from '../../src/demo/fill.ts';
import { DEMO_CURRENCY, generateProducts, kindCount } from '../../src/demo/index.ts';
import { deleteProduct, saveProducts } from '../../src/modules/catalog/index.ts';
import { transaction } from '../../src/platform/postgres.ts';
import { ExpectedError } from '../../src/shared/expected-error.ts';

const SIZE = 120;
const { database } = await openTestDatabase();
const fill = (over: Partial<Filling> = {}) =>
  fillShop(database, { seed: 'test', size: SIZE, ifEmpty: false, onProgress: () => {}, ...over });

const counts = async () => {
  const { rows } = await database.query<Record<string, number>>(`
    SELECT (SELECT count(*) FROM catalog.product) AS products,
           (SELECT count(*) FROM catalog.variant) AS variants,
           (SELECT count(*) FROM catalog.image) AS images,
           (SELECT count(*) FROM catalog.media) AS media,
           (SELECT count(*) FROM catalog.category) AS categories,
           (SELECT count(*) FROM inventory.stock) AS stocks,
           (SELECT sum(on_hand) FROM inventory.stock) AS units,
           (SELECT count(*) FROM inventory.movement) AS movements`);
  return rows[0] ?? {};
};

describe('filling the catalogue', () => {
  beforeAll(async () => {
    await fill();
  });

  it('writes every product, variant, picture and unit of the shop', async () => {
    const shop = [...generateProducts({ seed: 'test', size: SIZE })];
    const variants = shop.flatMap(({ product }) => product.variants);
    const pictures = shop.flatMap((product) => product.pictures);
    expect(await counts()).toMatchObject({
      products: SIZE,
      variants: variants.length,
      images: pictures.length,
      stocks: variants.length,
      units: variants.reduce((sum, { onHand = 0 }) => sum + onHand, 0),
    });
    expect((await counts()).categories).toBeGreaterThan(kindCount);
    const { rows } = await database.query<{ lost: number }>(
      `SELECT count(*) AS lost FROM catalog.image
       LEFT JOIN catalog.media ON image.url = '/media/' || media_id WHERE media_id IS NULL`,
    );
    expect(rows[0]?.lost).toBe(0);
  });

  it('changes no count when it is done again, and leaves stock that was sold from alone', async () => {
    await database.query(
      `UPDATE inventory.stock SET on_hand = on_hand - 1
       WHERE sku = (SELECT sku FROM inventory.stock WHERE on_hand > 5 ORDER BY sku LIMIT 1)`,
    );
    const before = await counts();
    const done = await fill();
    expect(done).toMatchObject({ products: SIZE, created: 0 });
    expect(await counts()).toEqual(before);
  });

  it('does nothing to a catalogue that has products, when asked for an empty one', async () => {
    const before = await counts();
    expect(await fill({ seed: 'another', ifEmpty: true })).toBeNull();
    expect(await counts()).toEqual(before);
  });

  it('says so when a product is in the way, and leaves that batch out whole', async () => {
    const [first] = [...generateProducts({ seed: 'test', size: 1 })];
    await transaction(database, async (tx) => {
      const context = { actor: 'test', currency: DEMO_CURRENCY };
      await deleteProduct(tx, first?.product.productId ?? '');
      const inTheWay = { ...first?.product, productId: 'in-the-way', title: 'In the way' };
      const price = { amount: 100, currency: DEMO_CURRENCY };
      const saved = await saveProducts(tx, [{ ...inTheWay, variants: [{ sku: 'OTHER', price }] }], context);
      expect(saved[0]?.ok).toBe(true);
    });
    const before = await counts();
    await expect(fill()).rejects.toThrow(ExpectedError);
    expect(await counts()).toEqual(before);
  });
});

describe('filling an empty catalogue', () => {
  it('leaves nothing behind when it is cut off halfway', async () => {
    const empty = await openTestDatabase();
    const cutOff = fillShop(empty.database, {
      seed: 'test',
      size: 250,
      ifEmpty: true,
      onProgress: ({ products }) => {
        if (products === 200) throw new Error('pulled the plug');
      },
    });
    await expect(cutOff).rejects.toThrow('pulled the plug');
    const { rows } = await empty.database.query<{ products: number }>(
      'SELECT count(*) AS products FROM catalog.product',
    );
    expect(rows[0]?.products).toBe(0);
  });
});
