import type { CollectionRule } from '@cartwright/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import {
  adminListCategories,
  changeCategory,
  changeProducts,
  deleteProduct,
  saveCollection,
  saveProducts,
} from '../../src/modules/catalog/index.ts';
import { transaction, transactionUnlessRefused } from '../../src/platform/postgres.ts';

const { database } = await openTestDatabase();
const CONTEXT = { actor: 'test', currency: 'USD' };

const PATHS = [[], ['A'], ['A', 'B'], ['C'], ['C', 'D', 'E']];
const brand = fc.constantFrom('X', 'Y', null);
const amount = fc.constantFrom(100, 200, 300);
const productId = fc.constantFrom('p1', 'p2', 'p3', 'p4');

const RULES: CollectionRule[] = [
  { brands: ['X'] },
  { categories: ['a'] },
  { categories: ['d', 'b'], maxPrice: 200 },
  { minPrice: 200, reduced: true },
  { reduced: false, attributes: { colour: ['red'] } },
];

const step = fc.oneof(
  fc.record({
    kind: fc.constant('save' as const),
    productId,
    brand,
    amount,
    reduced: fc.boolean(),
    path: fc.nat(4),
    colour: fc.constantFrom('red', 'blue'),
  }),
  fc.record({ kind: fc.constant('delete' as const), productId }),
  fc.record({ kind: fc.constant('move' as const), from: fc.nat(4), to: fc.nat(5) }),
  fc.record({ kind: fc.constant('bulk' as const), productId, brand, add: fc.constantFrom(-100, 0, 100) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const take = async (one: Step): Promise<unknown> => {
  switch (one.kind) {
    case 'save':
      return transaction(database, (tx) =>
        saveProducts(
          tx,
          [
            {
              productId: one.productId,
              title: one.productId,
              brand: one.brand,
              categoryPath: PATHS[one.path] ?? [],
              attributes: { colour: one.colour },
              variants: [
                {
                  sku: one.productId,
                  price: { amount: one.amount, currency: 'USD' },
                  compareAtPrice: one.reduced ? { amount: 900, currency: 'USD' } : null,
                },
              ],
            },
          ],
          CONTEXT,
        ),
      );
    case 'delete':
      return transaction(database, (tx) => deleteProduct(tx, one.productId));
    case 'move': {
      const ids = (await adminListCategories(database)).map(({ categoryId }) => categoryId).sort();
      return transactionUnlessRefused(database, (tx) =>
        changeCategory(tx, ids[one.from] ?? '', { parentId: ids[one.to] ?? null }, CONTEXT),
      );
    }
    case 'bulk': {
      const { brand: to, add } = one;
      const select = { productIds: [one.productId] };
      return transactionUnlessRefused(database, (tx) =>
        changeProducts(tx, { select, change: { brand: to, price: { add } } }, CONTEXT),
      );
    }
    default:
      return one satisfies never;
  }
};

const members = async () =>
  (await database.query('SELECT collection_id, product_id FROM catalog.collection_product ORDER BY 1, 2'))
    .rows;

/** A shop with all categories and rules, and one product. */
const begin = async (): Promise<{ collectionId: string; rule: CollectionRule }[]> => {
  for (const table of ['collection', 'product', 'category'])
    await database.query(`DELETE FROM catalog.${table}`);
  for (const path of PATHS.keys())
    await take({
      kind: 'save',
      productId: 'p1',
      brand: 'X',
      amount: 100,
      reduced: true,
      path,
      colour: 'red',
    });
  return transaction(database, async (tx) => {
    const rules: { collectionId: string; rule: CollectionRule }[] = [];
    for (const rule of RULES) {
      const saved = await saveCollection(tx, { title: 'Rule', rule }, CONTEXT);
      if (!saved.ok) throw new Error(saved.reason);
      rules.push({ collectionId: saved.collectionId, rule });
    }
    return rules;
  });
};

it('has in every collection by rule what fits now, whatever was changed, and at once', async () => {
  const rounds = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(rounds, async (all) => {
      const rules = await begin();
      // The steps of a round run side by side.
      for (const round of all) await Promise.all(round.map(take));
      const kept = await members();
      for (const { collectionId, rule } of rules)
        await transaction(database, (tx) =>
          saveCollection(tx, { collectionId, title: 'Rule', rule }, CONTEXT),
        );
      expect(kept).toEqual(await members());
    }),
    { numRuns: 25 },
  );
});
