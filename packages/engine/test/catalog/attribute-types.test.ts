import type { AttributeTypeInput, ProductInput } from '@cartwright/contract';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import {
  deleteAttributeType,
  findAttributeType,
  listProducts,
  saveProducts,
  setAttributeType,
} from '../../src/modules/catalog/index.ts';
import { transaction, transactionUnlessRefused } from '../../src/platform/postgres.ts';

const { database } = await openTestDatabase();
const VIEW = { currency: 'USD', publicUrl: 'http://shop.test' };

beforeEach(async () => {
  await database.query('TRUNCATE catalog.attribute_type, catalog.product CASCADE');
});

const save = (...attributes: Record<string, string>[]) =>
  transaction(database, (tx) =>
    saveProducts(
      tx,
      attributes.map(
        (of, index): ProductInput => ({
          productId: `p${index}`,
          title: 'Thing',
          attributes: of,
          variants: [{ sku: `s${index}`, price: { amount: 100, currency: 'USD' } }],
        }),
      ),
      { actor: 'test', currency: 'USD' },
    ),
  );
const set = (name: string, input: AttributeTypeInput) =>
  transactionUnlessRefused(database, (tx) => setAttributeType(tx, name, input));
const facets = async () => {
  const listed = await listProducts(
    database,
    { filter: {}, sort: 'newest', limit: 1, cursor: undefined },
    VIEW,
  );
  if (!listed.ok) throw new Error(listed.code);
  return listed.page.facets.attributes;
};

describe('a product with an attribute that has a type', () => {
  const cases: [input: AttributeTypeInput, good: string[], bad: string[]][] = [
    [{ type: 'text' }, ['', 'anything', '12'], []],
    [
      { type: 'number' },
      ['0', '-3', '12.5', '007', '999999999999999'],
      ['', '1,5', '1 kg', '1e3', '.5', '1\n'],
    ],
    [{ type: 'boolean' }, ['true', 'false'], ['', 'True', 'yes', '1']],
    [{ type: 'choice', choices: ['S', 'M'] }, ['S', 'M'], ['', 's', 'L', ' S']],
  ];
  it.each(cases)(
    'of %j is saved with a value it takes, and refused with any other',
    async (input, good, bad) => {
      await set('size', input);
      for (const size of good) expect(await save({ size })).toMatchObject([{ ok: true }]);
      for (const size of bad) expect(await save({ size })).toMatchObject([{ ok: false, code: 'invalid' }]);
    },
  );

  it('is refused with the attribute, its value and what is allowed; the others are saved', async () => {
    await set('size', { type: 'choice', choices: ['S', 'M'] });
    expect(await save({ size: 'S' }, { size: 'XL' }, { colour: 'any' })).toMatchObject([
      { ok: true },
      { ok: false, reason: 'the attribute “size” is “XL”, but has to be one of “S”, “M”' },
      { ok: true },
    ]);
  });
});

describe('a type', () => {
  it('is not given while products have values that it does not take: up to ten are named, all are counted', async () => {
    await save(...Array.from({ length: 14 }, (_, index) => ({ weight: index < 2 ? '5' : 'heavy' })));
    const refused = await set('weight', { type: 'number', unit: 'g' });
    expect(refused).toMatchObject({ ok: false, code: 'conflict', violations: { total: 12 } });
    if (refused.ok) throw new Error('not refused');
    expect(refused.violations?.some).toHaveLength(10);
    expect(refused.violations?.some[0]).toEqual({ productId: 'p10', value: 'heavy' });
    expect(await findAttributeType(database, 'weight')).toBeUndefined();
    await save(...Array.from({ length: 14 }, () => ({ weight: '7' })));
    expect(await set('weight', { type: 'number', unit: 'g' })).toMatchObject({ ok: true, created: true });
    expect(await set('weight', { type: 'choice', choices: ['7'] })).toMatchObject({
      ok: true,
      created: false,
    });
  });

  it('takes in the database what it takes of a product', async () => {
    const value = fc.oneof(
      fc.stringMatching(/^[-0-9.]{0,8}$/),
      fc.constantFrom('true', 'false', 'a', 'b', '1\n', '\n1', '１'),
      fc.string({ maxLength: 5 }).map((text) => text.replaceAll('\0', '')),
    );
    const type = fc.constantFrom<AttributeTypeInput>(
      { type: 'number' },
      { type: 'boolean' },
      { type: 'choice', choices: ['a', 'b'] },
    );
    await fc.assert(
      fc.asyncProperty(value, type, async (text, input) => {
        await database.query('DELETE FROM catalog.attribute_type');
        await save({ odd: text });
        const inDatabase = (await set('odd', input)).ok;
        await database.query('DELETE FROM catalog.attribute_type');
        await database.query('DELETE FROM catalog.product');
        await set('odd', input);
        const [ofProduct] = await save({ odd: text });
        expect(inDatabase).toBe(ofProduct?.ok);
      }),
      { numRuns: 40 },
    );
  });

  it.each<AttributeTypeInput>([
    { type: 'choice' },
    { type: 'number', choices: ['1'] },
    { type: 'boolean', unit: 'g' },
  ])('that makes no sense is refused: %j', async (input) => {
    expect(await set('x', input)).toMatchObject({ ok: false, code: 'invalid' });
  });

  it('can be taken away again, and then any text is taken', async () => {
    await set('weight', { type: 'number' });
    expect(await transaction(database, (tx) => deleteAttributeType(tx, 'weight'))).toBe(true);
    expect(await transaction(database, (tx) => deleteAttributeType(tx, 'weight'))).toBe(false);
    expect(await save({ weight: 'heavy' })).toMatchObject([{ ok: true }]);
  });
});

describe('facets', () => {
  it('are in the order of positions, numbers by size with their unit, choices in their order, yes before no', async () => {
    await save(
      { weight: '100', washable: 'false', size: 'M', free: 'z', secret: 'x' },
      { weight: '20', washable: 'true', size: 'S', free: 'a', secret: 'x' },
      { weight: '3.5', washable: 'false', size: 'L', free: 'z', secret: 'x' },
    );
    await set('weight', { type: 'number', unit: 'g', position: 2 });
    await set('washable', { type: 'boolean', position: 3 });
    await set('size', { type: 'choice', choices: ['S', 'M', 'L'], position: 1 });
    await set('secret', { type: 'text', filterable: false });
    const shown = await facets();
    expect(Object.keys(shown)).toEqual(['size', 'weight', 'washable', 'free']);
    const labels = Object.values(shown).map((values) =>
      values.map(({ label, count }) => `${label}: ${count}`),
    );
    expect(labels).toEqual([
      ['S: 1', 'M: 1', 'L: 1'],
      ['3.5 g: 1', '20 g: 1', '100 g: 1'],
      ['Yes: 1', 'No: 2'],
      ['z: 2', 'a: 1'],
    ]);
    expect(shown.weight?.map(({ value }) => value)).toEqual(['3.5', '20', '100']);
    await set('secret', { type: 'text' });
    expect(Object.keys(await facets())[0]).toBe('secret');
  });
});
