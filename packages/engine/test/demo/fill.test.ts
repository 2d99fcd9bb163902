import { beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { type Filling, fillShop } from '../../src/demo/fill.ts';
import { DEMO_CURRENCY, generateProducts, kindCount } from '../../src/demo/index.ts';
import { deleteProduct, listCollections, saveProducts } from '../../src/modules/catalog/index.ts';
import { listSales } from '../../src/modules/sale/index.ts';
import { type Database, transaction } from '../../src/platform/postgres.ts';
import { ExpectedError } from '../../src/shared/expected-error.ts';

const SIZE = 520;
const NOW = new Date();
const { database } = await openTestDatabase();
const fill = (over: Partial<Filling> = {}, db = database) =>
  fillShop(db, {
    seed: 'test',
    size: SIZE,
    ifEmpty: false,
    renewSales: false,
    now: NOW,
    onProgress: () => {},
    ...over,
  });

const counts = async (db: Database = database) => {
  const { rows } = await db.query<Record<string, number>>(`
    SELECT (SELECT count(*) FROM catalog.product) AS products,
           (SELECT count(*) FROM catalog.variant) AS variants,
           (SELECT count(*) FROM catalog.image) AS images,
           (SELECT count(*) FROM catalog.media) AS media,
           (SELECT count(*) FROM catalog.category) AS categories,
           (SELECT count(*) FROM catalog.collection) AS collections,
           (SELECT count(*) FROM inventory.stock) AS stocks,
           (SELECT sum(on_hand) FROM inventory.stock) AS units,
           (SELECT count(*) FROM inventory.movement) AS movements,
           (SELECT count(*) FROM sale.sale) AS sales,
           (SELECT count(*) FROM orders.placed_order) AS orders,
           (SELECT count(*) FROM orders.line) AS lines,
           (SELECT count(*) FROM orders.goods_return) AS returns,
           (SELECT sum(amount) FROM payment.attempt WHERE status = 'captured') AS captured`);
  return rows[0] ?? {};
};

const single = async (sql: string): Promise<unknown> =>
  (await database.query<{ found: unknown }>(sql)).rows[0]?.found;

describe('filling the shop', () => {
  beforeAll(async () => {
    await fill();
  });

  it('writes every product, variant, picture and unit', async () => {
    const shop = [...generateProducts({ seed: 'test', size: SIZE })];
    const variants = shop.flatMap(({ product }) => product.variants);
    const pictures = shop.flatMap((product) => product.pictures);
    const found = await counts();
    expect(found).toMatchObject({
      products: SIZE,
      variants: variants.length,
      images: pictures.length,
      media: new Set(pictures.map(({ key }) => key)).size,
      stocks: variants.length,
      units: variants.reduce((sum, { onHand = 0 }) => sum + onHand, 0),
    });
    expect(found.categories).toBeGreaterThan(kindCount);
    const lost = `SELECT count(*) AS found FROM catalog.image
      LEFT JOIN catalog.media ON image.url = '/media/' || media_id WHERE media_id IS NULL`;
    expect(await single(lost)).toBe(0);
  });

  it('gives every variant the picture in its colour', async () => {
    const { rows } = await database.query<{ colour: string | null; alt: string | null }>(`
      SELECT chosen.value AS colour, image.alt
      FROM catalog.variant
      LEFT JOIN catalog.image
        ON image.product_id = variant.product_id AND image.position = variant.image_position
      LEFT JOIN catalog.variant_option AS chosen ON chosen.sku = variant.sku AND chosen.name = 'Colour'`);
    expect(rows.length).toBeGreaterThan(SIZE);
    for (const { colour, alt } of rows) expect(alt).toContain(` in ${colour?.toLowerCase() ?? ''}`);
  });

  it('has payments for all that was ordered, and refunds for what came back', async () => {
    const { orders, lines, returns } = await counts();
    expect(orders).toBeGreaterThan(SIZE * 5);
    expect(lines).toBeGreaterThan((orders ?? 0) * 1.5);
    expect(returns).toBeGreaterThan((orders ?? 0) / 50);
    const amiss = `SELECT count(*) AS found FROM orders.placed_order AS placed
      LEFT JOIN payment.attempt ON attempt.order_id = placed.order_id
      WHERE placed.total IS DISTINCT FROM attempt.amount
         OR (placed.status = 'cancelled') IS DISTINCT FROM (attempt.status = 'voided')
         OR placed.subtotal <> (SELECT sum(line_total) FROM orders.line WHERE line.order_id = placed.order_id)`;
    expect(await single(amiss)).toBe(0);
    const refunded = `SELECT count(*) AS found FROM orders.goods_return AS back
      JOIN payment.reversal USING (order_id) JOIN orders.placed_order AS placed USING (order_id)
      WHERE reversal.kind = 'refund' AND reversal.amount <= placed.total`;
    expect(await single(refunded)).toBe(returns);
  });

  it('makes collections that hold something, and sales before, around and after now', async () => {
    const collections = await listCollections(database, { publicUrl: '', drafts: true });
    expect(collections.length).toBeGreaterThanOrEqual(5);
    for (const { title, count, image } of collections) {
      expect(count, title).toBeGreaterThanOrEqual(8);
      expect(image, title).not.toBeNull();
    }
    const sales = await listSales(database, NOW);
    expect(sales.map(({ state }) => state).sort()).toEqual([
      'ended',
      'open',
      'scheduled',
      'scheduled',
      'scheduled',
      'scheduled',
    ]);
    const soon = sales.find(({ state }) => state === 'scheduled');
    const minutes = (Date.parse(soon?.startsAt ?? '') - NOW.getTime()) / 60_000;
    expect(minutes).toBeGreaterThan(0);
    expect(minutes).toBeLessThanOrEqual(21);
    const cheaper = `SELECT bool_and(sale.price < price.amount) AS found
      FROM sale.sale JOIN catalog.price ON price.sku = sale.sku`;
    expect(await single(cheaper)).toBe(true);
  });

  it('changes nothing when it is done again, neither what was sold since nor what was edited', async () => {
    await database.query(
      `UPDATE inventory.stock SET on_hand = on_hand - 1
       WHERE sku = (SELECT sku FROM inventory.stock WHERE on_hand > 5 AND set_aside = 0 ORDER BY sku LIMIT 1)`,
    );
    await database.query(
      `UPDATE catalog.product SET title = 'By hand'
       WHERE product_id = (SELECT min(product_id) FROM catalog.product)`,
    );
    const before = await counts();
    const done = await fill();
    expect(done).toEqual({
      products: SIZE,
      newProducts: 0,
      pictures: 0,
      newOrders: 0,
      newCollections: 0,
      newSales: 0,
    });
    expect(await counts()).toEqual(before);
    expect(await single(`SELECT count(*) AS found FROM catalog.product WHERE title = 'By hand'`)).toBe(1);
  });

  it('does nothing to a catalogue that has products, when asked for an empty one', async () => {
    const before = await counts();
    expect(await fill({ seed: 'another', ifEmpty: true })).toEqual({ renewedSales: 0 });
    expect(await fill({ seed: 'another', ifEmpty: true, renewSales: true })).toEqual({ renewedSales: 0 });
    expect(await counts()).toEqual(before);
  });

  it('has sales again when it is started after all of them are over, and only then', async () => {
    const later = { ifEmpty: true, renewSales: true, now: new Date(NOW.getTime() + 9 * 86_400_000) };
    expect(await fill({ ifEmpty: true, renewSales: true })).toEqual({ renewedSales: 0 });
    expect(await fill({ ...later, renewSales: false })).toEqual({ renewedSales: 0 });
    expect(await fill({ ...later, seed: 'another' })).toEqual({ renewedSales: 0 });
    expect(await fill(later)).toEqual({ renewedSales: 6 });
    expect(await fill(later)).toEqual({ renewedSales: 0 });
    const sales = await listSales(database, later.now);
    expect(sales.filter(({ state }) => state === 'open' || state === 'scheduled')).toHaveLength(5);
    const kept = `SELECT bool_and(sale.price <= price.amount * share) AS found
      FROM sale.sale JOIN catalog.price ON price.sku = sale.sku
      JOIN (VALUES ('Three hours at half price', 0.5), ('Friday drop', 0.55), ('Evening drop', 0.6),
                   ('Lunch-break sale', 0.6), ('While forty last', 0.65), ('Small batch', 0.7)) AS plan (name, share)
        ON sale.title LIKE plan.name || ': %'`;
    expect(await single(kept)).toBe(true);
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

describe('a filling that is cut off', () => {
  const cut = (part: 'products' | 'orders', over: Partial<Filling>, db: Database) =>
    fill(
      {
        ...over,
        onProgress: (progress) => {
          if (progress.part === part) throw new Error('pulled the plug');
        },
      },
      db,
    );

  it('goes on where it was, and ends with the same shop as one that was not', async () => {
    const [broken, whole] = await Promise.all([openTestDatabase(), openTestDatabase()]);
    await expect(cut('products', {}, broken.database)).rejects.toThrow('pulled the plug');
    expect((await counts(broken.database)).products).toBe(500);
    await expect(cut('orders', {}, broken.database)).rejects.toThrow('pulled the plug');
    expect((await counts(broken.database)).orders).toBe(300);
    await fill({}, broken.database);
    await fill({}, whole.database);
    expect(await counts(broken.database)).toEqual(await counts(whole.database));
  });

  it('leaves nothing behind in an empty catalogue', async () => {
    const empty = await openTestDatabase();
    await expect(cut('orders', { size: 60, ifEmpty: true }, empty.database)).rejects.toThrow('pulled');
    expect(await counts(empty.database)).toMatchObject({ products: 0, media: 0, orders: 0, sales: 0 });
  });
});
