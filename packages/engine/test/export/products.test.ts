import type { ProductInput } from '@cartwright/contract';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { exportProducts } from '../../src/modules/catalog/index.ts';
import { importing } from '../catalog/importing.ts';
import { emptying, fileOf, linesOf, SHOP, saving, wholly } from './exporting.ts';

const here = (await openTestDatabase()).database;
const there = (await openTestDatabase()).database;
const save = saving(here);
const exported = async (from: typeof here, format: 'jsonl' | 'shopify-csv'): Promise<string> =>
  fileOf(exportProducts(from, { format, ...SHOP }));

beforeEach(async () => {
  await emptying(here)();
  await emptying(there)();
});

const PRICE = { amount: 1_999, currency: 'USD' };

/** Texts that files break on. */
const nasty = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 8 }) },
        fc.constantFrom(
          '"',
          '""',
          ',',
          ';',
          '\t',
          "'",
          '\\',
          '=1+1',
          '@x',
          '-5',
          '+',
          '🛒',
          '👩‍👩‍👧',
          'é',
          'שלום',
          '‮',
          '>',
          '/',
        ),
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((parts) =>
      parts
        .join('')
        .replace(/\p{Cc}/gu, ' ')
        .slice(0, maxLength)
        .toWellFormed(),
    )
    // The reader of other shops' files takes a backslash before a quote for its escape where a field could end.
    .map((text) => text.replace(/\\+"/g, '"').trim() || 'x');
const withLineBreaks = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(nasty(20), fc.constantFrom('\n', '\r\n', '\r')), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join('').slice(0, maxLength).toWellFormed().replace(/\\+"/g, '"').trim());
const distinct = (texts: fc.Arbitrary<string>, maxLength: number): fc.Arbitrary<string[]> =>
  fc.uniqueArray(texts, { maxLength });

const imageUrl = fc.oneof(
  fc.webUrl({ withQueryParameters: true }),
  fc.integer({ min: 1, max: 99 }).map((number) => `/media/p${number}.png`),
);

/** Products that have nothing that Shopify's format has no place for. */
const shopifyProduct = (number: number): fc.Arbitrary<ProductInput> =>
  fc
    .record({
      title: nasty(100),
      description: withLineBreaks(200),
      brand: fc.option(nasty(40)),
      path: fc.array(
        nasty(30).map((step) => step.replaceAll('>', '›')),
        { maxLength: 4 },
      ),
      type: nasty(30),
      withType: fc.boolean(),
      tags: fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 3 }),
      status: fc.constantFrom('active' as const, 'draft' as const),
      urls: fc.uniqueArray(imageUrl, { maxLength: 4 }),
      alts: fc.array(nasty(40), { minLength: 4, maxLength: 4 }),
      optionNames: distinct(nasty(30), 3),
      variants: fc.array(
        fc.record({
          values: fc.array(nasty(30), { minLength: 3, maxLength: 3 }),
          amount: fc.integer({ min: 0, max: 9_999_999 }),
          more: fc.option(fc.integer({ min: 1, max: 5_000 })),
          onHand: fc.integer({ min: 0, max: 1_000 }),
          shows: fc.option(fc.nat({ max: 3 })),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    })
    .map((from) => ({
      productId: `p-${number}`,
      handle: `thing-${number}`,
      title: from.title,
      description: from.description,
      brand: from.brand,
      categoryPath: from.path,
      attributes: {
        ...(from.withType && from.path.length > 0 ? { Type: from.type } : {}),
        ...(from.tags.length > 0 ? { Tags: from.tags.join(', ') } : {}),
      },
      status: from.status,
      images: from.urls.map((url, index) => ({ url, alt: from.alts[index] ?? '' })),
      variants: from.variants.map(({ values, amount, more, onHand, shows }, index) => ({
        sku: `${number}-${index}-"é,`,
        options: Object.fromEntries(from.optionNames.map((name, at) => [name, values[at] ?? 'x'])),
        price: { amount, currency: 'USD' },
        compareAtPrice: more === null ? null : { amount: amount + more, currency: 'USD' },
        imageUrl: (shows === null ? undefined : from.urls[shows]) ?? null,
        onHand,
      })),
    }));

/** The same with what only jsonl has a place for. */
const withMore = (product: ProductInput): ProductInput => ({
  ...product,
  attributes: { ...product.attributes, [`Care, “${product.title}”`.slice(0, 50)]: product.title, Empty: '' },
  variants: product.variants.map((variant) => ({
    ...variant,
    title: product.title,
    options: { ...variant.options, '4th "one"': product.title, '5th': 'y' },
    compareAtPrice: { amount: 0, currency: 'USD' },
  })),
});

const products = fc
  .integer({ min: 1, max: 5 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => shopifyProduct(index))));

describe('a round trip into an empty shop', () => {
  it('gives the same products by jsonl, whatever their texts, ids and stock included', async () => {
    await fc.assert(
      fc.asyncProperty(products, async (wanted) => {
        await emptying(here)();
        await emptying(there)();
        await save(wanted.map(withMore));
        const file = await exported(here, 'jsonl');
        wholly(await importing(there, 'jsonl')(file));
        expect(await exported(there, 'jsonl')).toBe(file);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('gives the same products by shopify-csv, whatever their texts, in all that it has a place for', async () => {
    await fc.assert(
      fc.asyncProperty(products, async (wanted) => {
        await emptying(here)();
        await emptying(there)();
        await save(wanted);
        wholly(await importing(there, 'shopify-csv')(await exported(here, 'shopify-csv')));
        const bare = (file: string) =>
          linesOf<ProductInput>(file).map(({ productId: _, ...product }) => product);
        expect(bare(await exported(there, 'jsonl'))).toEqual(bare(await exported(here, 'jsonl')));
      }),
      { numRuns: 40 },
    );
  }, 90_000);
});

describe('products as jsonl', () => {
  it('are what staff would send, with the units on hand and the shop’s own pictures by path', async () => {
    const product: ProductInput = {
      productId: 'mug-1',
      handle: 'enamel-mug',
      title: 'Enamel mug',
      description: '<p>Holds <b>tea</b></p>',
      brand: 'Falcon',
      categoryPath: ['Kitchen', 'Mugs'],
      images: [{ url: '/media/blue.png', alt: 'Blue' }],
      attributes: { Material: 'Steel', Care: '' },
      status: 'draft',
      variants: [
        {
          sku: 'MUG-BLUE',
          title: 'Blue one',
          options: { A: '1', B: '2', C: '3', D: '4' },
          price: PRICE,
          compareAtPrice: null,
          imageUrl: '/media/blue.png',
          onHand: 40,
        },
      ],
    };
    await save([product]);
    expect(linesOf(await exported(here, 'jsonl'))).toEqual([product]);
  });

  it('come the oldest first, every one once, over many pages', async () => {
    const ids = Array.from({ length: 450 }, (_, index) => `id-${(index * 7_919) % 1_009}`);
    // All of one call have one time, so the id decides among them.
    for (const part of [ids.slice(0, 250), ids.slice(250)])
      await save(
        part.map((productId) => ({
          productId,
          title: productId,
          variants: [{ sku: productId, price: PRICE }],
        })),
      );
    const found = linesOf<ProductInput>(await exported(here, 'jsonl')).map(({ productId }) => productId);
    expect(new Set(found)).toEqual(new Set(ids));
    expect(found).toHaveLength(450);
    expect(new Set(found.slice(0, 250))).toEqual(new Set(ids.slice(0, 250)));
  });
});

describe('products as shopify-csv', () => {
  const rowsOf = async () => (await exported(here, 'shopify-csv')).trimEnd().split('\n');

  it('are an empty file with a header when there are none', async () => {
    const [header, ...rows] = await rowsOf();
    expect(header).toMatch(/^"Handle","Title","Body \(HTML\)","Vendor",/);
    expect(rows).toEqual([]);
  });

  it('join what goes beyond three options, so that no variant gets the values of another', async () => {
    const variant = (sku: string, wool: string) => ({
      sku,
      price: PRICE,
      options: { Size: 'M', Colour: 'Blue', Cut: 'Slim', Wool: wool },
    });
    await save([{ title: 'Coat', variants: [variant('A', 'Merino'), variant('B', 'Lamb')] }]);
    wholly(await importing(there, 'shopify-csv')(await exported(here, 'shopify-csv')));
    const [coat] = linesOf<ProductInput>(await exported(there, 'jsonl'));
    expect(coat?.variants.map(({ options, title }) => ({ options, title }))).toEqual([
      {
        options: { Size: 'M', Colour: 'Blue', 'Cut / Wool': 'Slim / Merino' },
        title: 'M / Blue / Slim / Merino',
      },
      {
        options: { Size: 'M', Colour: 'Blue', 'Cut / Wool': 'Slim / Lamb' },
        title: 'M / Blue / Slim / Lamb',
      },
    ]);
  });

  it('name the shop’s own pictures by its address, which the same shop takes for its own again', async () => {
    await save([
      {
        title: 'Mug',
        images: [{ url: '/media/a.png', alt: 'A' }],
        variants: [{ sku: 'M', price: PRICE, imageUrl: '/media/a.png' }],
      },
    ]);
    const file = await exported(here, 'shopify-csv');
    expect(file).toContain('"http://shop.test/media/a.png"');
    wholly(await importing(here, 'shopify-csv')(file));
    expect(linesOf<ProductInput>(await exported(here, 'jsonl'))[0]).toMatchObject({
      images: [{ url: '/media/a.png', alt: 'A' }],
      variants: [{ imageUrl: '/media/a.png' }],
    });
  });

  it('keep a backslash before a quote in a description', async () => {
    await save([
      { title: 'Nail', description: '5\\", or 6\\"\nlong', variants: [{ sku: 'N', price: PRICE }] },
    ]);
    wholly(await importing(there, 'shopify-csv')(await exported(here, 'shopify-csv')));
    expect(linesOf<ProductInput>(await exported(there, 'jsonl'))[0]?.description).toBe('5\\", or 6\\"\nlong');
  });
});

it('reads all of a file from one moment, whatever changes while it is read', async () => {
  const ids = Array.from({ length: 250 }, (_, index) => `p${String(index).padStart(3, '0')}`);
  const product = (productId: string, title: string) => ({
    productId,
    title,
    variants: [{ sku: productId, price: PRICE }],
  });
  await save(ids.map((id) => product(id, 'Before')));
  const chunks = exportProducts(here, { format: 'jsonl', ...SHOP });
  const first = await chunks.next();
  await save(ids.map((id) => product(id, 'After')));
  await here.query(`DELETE FROM catalog.product WHERE product_id = 'p249'`);
  const text = (first.done === true ? '' : first.value.text) + (await fileOf(chunks));
  expect(linesOf<ProductInput>(text).map(({ productId, title }) => [productId, title])).toEqual(
    ids.map((id) => [id, 'Before']),
  );
});
