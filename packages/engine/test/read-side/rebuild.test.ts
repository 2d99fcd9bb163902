import { expect, it } from 'vitest';
import { leftOverKeys, settledDifferences } from '../../../../test/support/compare-read-side.ts';
import { openReadSide } from '../../../../test/support/read-side.ts';
import { until } from '../../../../test/support/until.ts';
import { readVariants, saveProducts } from '../../src/modules/catalog/index.ts';
import { readOrders } from '../../src/modules/order/index.ts';
import { transaction } from '../../src/platform/postgres.ts';
import { findTask, requestTask } from '../../src/platform/read-side/tasks.ts';
import { createShopLife } from './shop-life.ts';

const MODELS = ['stock', 'orders', 'open-carts', 'products', 'categories', 'trending'];
const VIEW = { currency: 'USD', publicUrl: 'http://shop.test' };

const side = await openReadSide({ reconcilePerSecond: 0 });

it('every model is made anew while the shop is written to, reads go on from the old one, and nothing is left of it', {
  timeout: 60_000,
}, async () => {
  const life = createShopLife(side.database, 3);
  await life.live(300);
  side.start();
  await side.whole();
  await side.caughtUp();
  const generations = () => MODELS.map((model) => side.feed.generation(model));
  const before = generations();
  const { rows } = await side.database.query<{ id: string }>(
    'SELECT order_id AS id FROM orders.placed_order LIMIT 20',
  );
  const orderIds = rows.map(({ id }) => id);
  const kept = {
    productId: 'kept',
    title: 'Kept',
    variants: [{ sku: 'kept', price: { amount: 1, currency: 'USD' } }],
  };
  await transaction(side.database, (tx) =>
    saveProducts(tx, [kept], { actor: 'test', currency: 'USD', existing: 'refuse' }),
  );
  await side.caughtUp();

  const end = life.begin();
  const taskId = await requestTask(side.database, { kind: 'rebuild', projections: MODELS });
  let reads = 0;
  await until(
    async () => {
      const reader = side.reader();
      expect(await readOrders(reader, orderIds)).toHaveLength(orderIds.length);
      expect((await readVariants(reader, ['kept'], VIEW)).get('kept')).toMatchObject({ title: 'Kept' });
      // Asked of the models, and not of PostgreSQL instead.
      if (!reader.readTruth()) reads += 1;
      return (await findTask(side.database, taskId))?.status === 'completed';
    },
    { deadlineMs: 40_000, what: 'the rebuild' },
  );
  expect(await end()).toBeGreaterThan(10);
  expect(reads).toBeGreaterThan(5);
  expect(await settledDifferences(side)).toEqual([]);
  expect(await leftOverKeys(side.redis)).toEqual([]);
  // Stock is made anew where it is.
  expect(generations().map((one, at) => one === before[at])).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
  expect(await findTask(side.database, taskId)).toMatchObject({ status: 'completed', error: null });
});
