import type { ProductInput } from '@cartwright/contract';
import { expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { deleteProduct, findProduct, findVariants, saveProducts } from '../../src/modules/catalog/index.ts';
import { transaction } from '../../src/platform/postgres.ts';
import { importing, VIEW } from './importing.ts';

const { database } = await openTestDatabase();

const RED = 'https://img.test/red.jpg';
const BLUE = 'https://img.test/blue.jpg';
const price = { amount: 1_000, currency: 'USD' };
const tee = (over: Partial<ProductInput> = {}): ProductInput => ({
  productId: 'tee',
  title: 'Tee',
  images: [
    { url: RED, alt: 'in red' },
    { url: BLUE, alt: 'in blue' },
  ],
  variants: [
    { sku: 'tee-red', price, imageUrl: RED },
    { sku: 'tee-blue', price, imageUrl: BLUE },
    { sku: 'tee-any', price },
  ],
  ...over,
});
const save = async (input: ProductInput) =>
  (await transaction(database, (tx) => saveProducts(tx, [input], { actor: 'test', currency: 'USD' })))[0];
const picturesOf = async (idOrHandle: string) =>
  (await findProduct(database, idOrHandle, VIEW))?.variants.map(({ imageUrl }) => imageUrl);

it('a variant is shown by its own picture, one without by its product’s first', async () => {
  expect(await save(tee())).toMatchObject({ ok: true });
  expect(await picturesOf('tee')).toEqual([RED, BLUE, null]);
  const sold = await findVariants(database, ['tee-red', 'tee-blue', 'tee-any'], VIEW);
  expect(['tee-red', 'tee-blue', 'tee-any'].map((sku) => sold.get(sku)?.image)).toEqual([
    { url: RED, alt: 'in red' },
    { url: BLUE, alt: 'in blue' },
    { url: RED, alt: 'in red' },
  ]);
});

it('a variant’s picture that is none of the product’s is refused, with its name and what to do', async () => {
  await save(tee());
  const variants = [{ sku: 'tee-red', price, imageUrl: 'https://img.test/other.jpg' }];
  expect(await save(tee({ variants }))).toEqual({
    ok: false,
    code: 'invalid',
    reason:
      'the image “https://img.test/other.jpg” of the SKU “tee-red” is not among the product’s images; add it there too',
  });
  expect(await save(tee({ images: [] }))).toMatchObject({ ok: false, code: 'invalid' });
  expect(await picturesOf('tee')).toEqual([RED, BLUE, null]);
});

it('a product with variants’ pictures is replaced, reordered and deleted', async () => {
  await save(tee());
  await save(tee({ images: (tee().images ?? []).toReversed() }));
  expect(await picturesOf('tee')).toEqual([RED, BLUE, null]);
  await save(tee({ images: [], variants: [{ sku: 'tee-red', price, imageUrl: null }] }));
  expect(await picturesOf('tee')).toEqual([null]);
  await save(tee());
  await transaction(database, (tx) => deleteProduct(tx, 'tee'));
  expect(await picturesOf('tee')).toBeUndefined();
});

it('a Shopify export brings the variants’ pictures, also in rows further down', async () => {
  const run = await importing(
    database,
    'shopify-csv',
  )(
    [
      'Handle,Title,Option1 Name,Option1 Value,Variant Price,Image Src,Variant Image',
      `mug,Mug,Colour,Red,5,${BLUE},//img.test/red.jpg`,
      `mug,,,Blue,5,${RED},${BLUE}`,
      'mug,,,Grey,5,,',
      'cup,Cup,Colour,Red,5,,',
      'mug,,,Green,5,,https://img.test/green.jpg',
    ].join('\n'),
  );
  expect(run.rejections).toEqual([]);
  expect(await picturesOf('mug')).toEqual([RED, BLUE, null, 'https://img.test/green.jpg']);
  expect((await findProduct(database, 'mug', VIEW))?.images.map(({ url }) => url)).toEqual([
    BLUE,
    RED,
    'https://img.test/green.jpg',
  ]);
});
