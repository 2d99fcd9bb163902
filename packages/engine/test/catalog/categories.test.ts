import type { CategoryChange, CategoryInput, ProductInput } from '@cartwright/contract';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import {
  adminListCategories,
  changeCategory,
  createCategory,
  deleteCategory,
  findCollection,
  findProduct,
  listCategories,
  listProducts,
  saveCollection,
  saveProducts,
} from '../../src/modules/catalog/index.ts';
import { transaction, transactionUnlessRefused } from '../../src/platform/postgres.ts';

const { database } = await openTestDatabase();
const VIEW = { currency: 'USD', publicUrl: 'http://shop.test', drafts: true };

beforeEach(() => database.query('TRUNCATE catalog.category, catalog.product, catalog.collection CASCADE'));

const save = async (
  ...paths: [productId: string, categoryPath: string[], over?: Partial<ProductInput>][]
) => {
  const inputs = paths.map(([productId, categoryPath, over]) => ({
    productId,
    title: productId,
    categoryPath,
    variants: [{ sku: productId, price: { amount: 100, currency: 'USD' } }],
    ...over,
  }));
  await transaction(database, (tx) => saveProducts(tx, inputs, { actor: 'test', currency: 'USD' }));
};
const make = async (input: CategoryInput): Promise<string> => {
  const made = await transactionUnlessRefused(database, (tx) => createCategory(tx, input));
  if (!made.ok) throw new Error(made.reason);
  return made.categoryId;
};
const move = (categoryId: string, input: CategoryChange) =>
  transactionUnlessRefused(database, (tx) => changeCategory(tx, categoryId, input, { currency: 'USD' }));
const remove = (categoryId: string) =>
  transactionUnlessRefused(database, (tx) => deleteCategory(tx, categoryId));
const idOf = async (...path: string[]): Promise<string> => {
  const all = await adminListCategories(database);
  const found = all.find(({ categoryPath }) => categoryPath.join('/') === path.join('/'));
  if (found === undefined) throw new Error(`no category ${path.join('/')}`);
  return found.categoryId;
};
const paths = async () =>
  (await adminListCategories(database)).map(({ categoryPath }) => categoryPath.join('/'));
const inCategory = async (handle: string) => {
  const listed = await listProducts(
    database,
    { filter: { categories: [handle] }, sort: 'newest', limit: 100, cursor: undefined },
    VIEW,
  );
  if (!listed.ok) throw new Error(listed.code);
  return listed.page.items.map(({ productId }) => productId).sort();
};

describe('a category', () => {
  it('is made at the root or below another, with a handle of its own', async () => {
    const home = await make({ title: 'Home' });
    await make({ title: 'Light', parentId: home });
    await make({ title: 'Light' });
    await make({ title: 'Chairs', handle: 'seats', parentId: home });
    const all = await adminListCategories(database);
    expect(all.map(({ categoryPath, handle }) => [categoryPath.join('/'), handle])).toEqual([
      ['Home', 'home'],
      ['Home/Chairs', 'seats'],
      ['Home/Light', 'light'],
      ['Light', 'light-2'],
    ]);
    await save(['lamp', ['Home', 'Light']]);
    expect(await paths()).toHaveLength(4);
  });

  it('takes everything below along when it is renamed and moved', async () => {
    await save(['lamp', ['Home', 'Light', 'Indoor']], ['sofa', ['Home']], ['shirt', ['Clothing']]);
    const light = await idOf('Home', 'Light');
    expect(
      await move(light, { title: 'Lighting', handle: 'lighting', parentId: await idOf('Clothing') }),
    ).toEqual({
      ok: true,
    });
    expect(await paths()).toEqual(['Clothing', 'Clothing/Lighting', 'Clothing/Lighting/Indoor', 'Home']);
    expect(await findProduct(database, 'lamp', VIEW)).toMatchObject({
      categoryPath: ['Clothing', 'Lighting', 'Indoor'],
      categoryHandles: ['clothing', 'lighting', 'indoor'],
    });
    expect(await inCategory('clothing')).toEqual(['lamp', 'shirt']);
    expect(await inCategory('home')).toEqual(['sofa']);
    expect((await listCategories(database)).map(({ title, count }) => [title, count])).toEqual([
      ['Clothing', 2],
      ['Home', 1],
    ]);
    expect(await move(light, { parentId: null })).toEqual({ ok: true });
    expect(await paths()).toEqual(['Clothing', 'Home', 'Lighting', 'Lighting/Indoor']);
  });

  it('keeps its links when its handle changes, until the handle is given to another', async () => {
    await save(['lamp', ['Light']]);
    await move(await idOf('Light'), { title: 'Lamps', handle: 'lamps' });
    expect(await inCategory('light')).toEqual(['lamp']);
    await save(['bulb', ['Light']]);
    expect(await inCategory('light')).toEqual(['bulb']);
    expect(await inCategory('lamps')).toEqual(['lamp']);
  });

  it('takes collections by rule along', async () => {
    await save(
      ['lamp', ['Home', 'Light']],
      ['draft', ['Home', 'Light'], { status: 'draft' }],
      ['sofa', ['Living']],
    );
    const saved = await transaction(database, (tx) =>
      saveCollection(tx, { title: 'Cosy', rule: { categories: ['living'] } }, { currency: 'USD' }),
    );
    expect(saved.ok).toBe(true);
    const count = async () => (await findCollection(database, 'cosy', VIEW))?.count;
    expect(await count()).toBe(1);
    await move(await idOf('Home', 'Light'), { parentId: await idOf('Living') });
    expect(await count()).toBe(2);
    await move(await idOf('Living'), { handle: 'lounge' });
    expect((await findCollection(database, 'cosy', VIEW))?.rule).toEqual({ categories: ['lounge'] });
    await move(await idOf('Living', 'Light'), { parentId: null });
    expect(await count()).toBe(1);
  });

  it('cannot be moved below itself, beside one of its title, too deep, or onto a handle that is taken', async () => {
    await save(
      ['deep', ['1', '2', '3', '4', '5', '6', '7', '8', '9']],
      ['tall', ['a', 'b', 'c']],
      ['x', ['1', 'b']],
    );
    const one = await idOf('1');
    expect(await move(one, { parentId: one })).toMatchObject({ code: 'conflict' });
    expect(await move(one, { parentId: await idOf('1', '2', '3') })).toMatchObject({ code: 'conflict' });
    expect(await move(await idOf('a', 'b'), { parentId: one })).toMatchObject({
      reason: 'there is already a category “b” in “1”',
    });
    expect(
      await move(await idOf('a'), { parentId: await idOf('1', '2', '3', '4', '5', '6', '7', '8') }),
    ).toMatchObject({ reason: 'categories can be 10 levels deep, and this would make 11' });
    expect(await move(await idOf('a'), { title: '1' })).toMatchObject({ code: 'conflict' });
    expect(await move(await idOf('a'), { handle: '1' })).toMatchObject({ code: 'conflict' });
    expect(await move(one, { parentId: 'nobody' })).toMatchObject({ code: 'invalid' });
    expect(await move('nobody', { title: 'x' })).toMatchObject({ code: 'not-found' });
    expect(
      await move(await idOf('a', 'b'), { parentId: await idOf('1', '2', '3', '4', '5', '6', '7', '8') }),
    ).toEqual({
      ok: true,
    });
  });

  it('is deleted only when nothing is in it and no rule names it', async () => {
    await save(['lamp', ['Home', 'Light'], { status: 'draft' }]);
    const [home, light] = [await idOf('Home'), await idOf('Home', 'Light')];
    expect(await remove(home)).toMatchObject({ code: 'conflict' });
    expect(await remove(light)).toMatchObject({ code: 'conflict' });
    await save(['lamp', []]);
    await transaction(database, (tx) =>
      saveCollection(tx, { title: 'Lit', rule: { categories: ['light'] } }, { currency: 'USD' }),
    );
    expect(await remove(light)).toMatchObject({ reason: expect.stringContaining('“Lit”') });
    await database.query('TRUNCATE catalog.collection CASCADE');
    expect(await remove(light)).toEqual({ ok: true });
    expect(await remove(home)).toEqual({ ok: true });
    expect(await remove(home)).toMatchObject({ code: 'not-found' });
    expect(await paths()).toEqual([]);
  });
});

it('stays one tree, whatever is moved where', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ from: fc.nat(11), to: fc.nat(12), rename: fc.boolean() }), { maxLength: 12 }),
      async (moves) => {
        await database.query('DELETE FROM catalog.product');
        await database.query('DELETE FROM catalog.category');
        await save(
          ['p', ['a', 'b', 'c', 'd']],
          ['q', ['a', 'e', 'f']],
          ['r', ['g', 'h']],
          ['s', ['a', 'b', 'i']],
        );
        const ids = (await adminListCategories(database)).map(({ categoryId }) => categoryId);
        for (const [step, { from, to, rename }] of moves.entries()) {
          const name = rename ? { title: `t${step}`, handle: `t${step}` } : {};
          await move(ids[from % ids.length] ?? '', { parentId: ids[to] ?? null, ...name });
        }
        // What is derived, derived anew from the parents.
        const { rows } = await database.query(`
          WITH RECURSIVE tree AS (
            SELECT category_id, handle AS path, ARRAY[title] AS titles, 0 AS depth FROM catalog.category WHERE parent_id IS NULL
            UNION ALL
            SELECT child.category_id, tree.path || '/' || child.handle, tree.titles || child.title, tree.depth + 1
            FROM tree JOIN catalog.category AS child ON child.parent_id = tree.category_id)
          SELECT count(*)::int AS right FROM tree JOIN catalog.category AS kept USING (category_id, path, titles, depth)`);
        expect(rows).toEqual([{ right: ids.length }]);
      },
    ),
    { numRuns: 25 },
  );
});
