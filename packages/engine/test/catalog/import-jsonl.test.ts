import type { ProductInput, TutorialProduct } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import {
  failAbandonedImports,
  findImport,
  findProduct,
  startImport,
  tutorialProducts,
} from '../../src/modules/catalog/index.ts';
import { newId } from '../../src/shared/ids.ts';
import { finding, importing, VIEW } from './importing.ts';

const { database } = await openTestDatabase();
const run = importing(database, 'jsonl');
const find = finding(database);

const product = (name: string, over: Partial<ProductInput> = {}): ProductInput => ({
  title: `The ${name}`,
  variants: [{ sku: `JSONL-${name}`, price: { amount: 500, currency: 'USD' } }],
  ...over,
});
const file = (...lines: unknown[]): string =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');

describe('our own shape', () => {
  it('keeps a given id, and finds a product again by its id, its handle or its SKU', async () => {
    const lines = [
      product('by-id', { productId: 'my-id' }),
      product('by-handle', { handle: 'my-handle' }),
      product('by-sku'),
    ];
    expect(await run(file(...lines))).toMatchObject({ read: 3, created: 3, updated: 0, rejected: 0 });
    expect(await find('my-id')).toMatchObject({ title: 'The by-id' });
    const again = lines.map((line) => ({ ...line, title: `${line.title} again` }));
    expect(await run(file(...again))).toMatchObject({ created: 0, updated: 3, rejected: 0 });
    expect(await find('my-handle')).toMatchObject({ title: 'The by-handle again' });
    expect(await find('the-by-sku')).toMatchObject({ title: 'The by-sku again' });
  });

  it('takes what the API shows of a product and gives the same product', async () => {
    await run(
      file(
        product('exported', {
          productId: 'exported',
          description: '<p>a &amp; b</p>',
          brand: 'Böll',
          categoryPath: ['A', 'B'],
          attributes: { x: 'y' },
          images: [{ url: 'https://img.test/1.jpg', alt: 'a' }],
        }),
      ),
    );
    const exported = await findProduct(database, 'exported', VIEW);
    await database.query("DELETE FROM catalog.product WHERE product_id = 'exported'");
    expect(await run(file(exported))).toMatchObject({ created: 1, rejected: 0 });
    const { createdAt: _, updatedAt: __, ...rest } = exported ?? { createdAt: '', updatedAt: '' };
    expect(await find('exported')).toEqual(rest);
  });

  it('may say one product twice: the later line holds', async () => {
    const result = await run(file(product('same', { title: 'First' }), product('same', { title: 'Second' })));
    expect(result).toMatchObject({ created: 1, updated: 1 });
    expect((await find('first'))?.title).toBe('Second');
  });
});

describe('a line that is no product', () => {
  it('is told with its number and what is wrong with it; the others come in', async () => {
    const result = await run(
      file(
        '\ufeff',
        product('good'),
        '{"title": "cut',
        '[1]',
        'null',
        { title: 'No variants', variants: [] },
        product('price', { variants: [{ sku: 'x', price: { amount: 1.5, currency: 'USD' } }] }),
        product('currency', { variants: [{ sku: 'y', price: { amount: 1, currency: 'EUR' } }] }),
        product('nul', { description: '\0' }),
        '',
        product('long', { description: 'x'.repeat(200_000) }),
        `"${'x'.repeat(4_300_000)}"`,
        product('last'),
      ),
      { chunkBytes: 65_536 },
    );
    expect(result).toMatchObject({ status: 'completed', created: 2, rejected: 9 });
    expect(result.rejections.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9, 11, 12]);
    const reasons = result.rejections.map(({ reason }) => reason);
    expect(reasons[3]).toContain('variants');
    expect(reasons[4]).toContain('variants.0.price.amount');
    expect(reasons[5]).toContain('EUR');
    expect(reasons[8]).toContain('longer than');
  });

  it('is one that is not UTF-8', async () => {
    const result = await run(
      Buffer.concat([Buffer.from(`${file(product('ascii'))}\n{"title":"`), Buffer.from([0xe9, 0x22, 0x7d])]),
    );
    expect(result).toMatchObject({
      created: 1,
      rejections: [{ line: 2, reason: expect.stringContaining('UTF-8') }],
    });
  });

  it.each([
    ['', 'empty'],
    ['[\n{}\n]', 'JSON array'],
  ])('makes a file that is none fail (%#)', async (content, reason) => {
    expect(await run(content)).toMatchObject({ status: 'failed', error: expect.stringContaining(reason) });
  });

  it('that only the database refuses costs no other product of its batch', async () => {
    await database.query(
      `ALTER TABLE catalog.product ADD CONSTRAINT no_poison CHECK (title <> 'The poison')`,
    );
    const result = await run(file(product('before'), product('poison'), product('after')));
    await database.query('ALTER TABLE catalog.product DROP CONSTRAINT no_poison');
    expect(result).toMatchObject({
      status: 'completed',
      created: 2,
      rejections: [{ line: 2, reason: expect.stringContaining('no_poison') }],
    });
    expect(await find('the-after')).toBeDefined();
  });
});

const tutorial: TutorialProduct = {
  productId: '11002',
  price: 4_950,
  productDisplayName: 'Puma Men Race Black Watch',
  variantName: 'Race 85',
  brandName: 'Puma',
  ageGroup: 'Adults-Men',
  gender: 'Men',
  displayCategories: 'Accessories,Sale',
  masterCategory_typeName: 'Accessories',
  subCategory_typeName: 'Watches',
  styleImages_default_imageURL: 'https://img.test/11002.jpg',
  productDescriptors_description_value: '<p>A <strong>watch</strong></p>',
  stockQty: 25,
  productColors: 'Black,NA',
  createdOn: '2023-07-13T14:07:38.020Z',
  createdBy: 'ADMIN',
  lastUpdatedOn: null,
  lastUpdatedBy: null,
  statusCode: 1,
};

describe('the tutorial’s shape', () => {
  it('gives a product that the tutorial’s clients get back unchanged', async () => {
    const odd = {
      ...tutorial,
      productId: '11003',
      masterCategory_typeName: '',
      subCategory_typeName: 'Only sub',
      styleImages_default_imageURL: '/images/11003.jpg',
      lastUpdatedOn: '2024-01-01T00:00:00.000Z',
      lastUpdatedBy: 'me',
      brandName: '',
      variantName: '',
    };
    expect(await run(file(tutorial, odd))).toMatchObject({ created: 2, rejected: 0 });
    expect(await find('11002')).toMatchObject({
      brand: 'Puma',
      categoryPath: ['Accessories', 'Watches'],
      variants: [{ sku: '11002', price: { amount: 4_950, currency: 'USD' }, availableToSell: 25 }],
    });
    expect(
      await tutorialProducts(database, { titlePart: 'race black', productId: undefined, limit: 10 }, VIEW),
    ).toEqual([tutorial, odd]);
  });

  it('may have a number as its id, and leave most fields out', async () => {
    expect(await run(file({ productId: 11_004, price: 100, productDisplayName: 'Short' }))).toMatchObject({
      created: 1,
      rejected: 0,
    });
    expect((await find('11004'))?.variants).toMatchObject([{ sku: '11004', availableToSell: 0 }]);
    expect(await run(file({ ...tutorial, price: '49.50' }))).toMatchObject({
      rejections: [{ line: 1, reason: expect.stringContaining('price') }],
    });
  });
});

describe('a run whose process was killed', () => {
  it('is told as failed a minute later', async () => {
    const importId = newId();
    await startImport(database, { importId, format: 'jsonl' });
    expect(await failAbandonedImports(database)).toBe(0);
    expect(await findImport(database, importId)).toMatchObject({ status: 'running', finishedAt: null });
    await database.query(
      "UPDATE catalog.import_run SET heard_at = now() - interval '61 seconds' WHERE import_id = $1",
      [importId],
    );
    expect(await findImport(database, importId)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('ended'),
    });
  });
});
