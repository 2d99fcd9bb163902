import { expect, it } from 'vitest';
import { settledDifferences } from '../../../../test/support/compare-read-side.ts';
import { openReadSide } from '../../../../test/support/read-side.ts';
import { until } from '../../../../test/support/until.ts';
import { findTask, requestTask } from '../../src/platform/read-side/tasks.ts';
import { createShopLife } from './shop-life.ts';

const MODELS = ['stock', 'orders', 'products'];

const side = await openReadSide({ reconcilePerSecond: 0 });
const life = createShopLife(side.database, 23);
await life.live(300);
side.start();
await side.whole();
await side.caughtUp();

const reconcile = async () => {
  const taskId = await requestTask(side.database, { kind: 'reconcile', projections: MODELS });
  return until(
    async () => {
      const task = await findTask(side.database, taskId);
      return task?.status === 'completed' || task?.status === 'failed' ? task : undefined;
    },
    { deadlineMs: 30_000, what: 'the reconciliation' },
  );
};
const drift = async () =>
  (
    await side.database.query<{ projection: string; document: string; kind: string }>(
      'SELECT projection, document, kind FROM platform.drift ORDER BY projection, kind, document',
    )
  ).rows;
const keyOf = async (prefix: string, at = 0): Promise<{ key: string; name: string }> => {
  const key = (await side.redis.keys(`${prefix}:*`)).sort()[at] ?? '';
  return { key, name: /\{(.+)\}/.exec(key)?.[1] ?? '' };
};

it('what is missing, different or left over is found, made right and written down, each once', {
  timeout: 40_000,
}, async () => {
  const gone = await Promise.all(['stock', 'order', 'product'].map((prefix) => keyOf(prefix)));
  const wrong = await Promise.all(['stock', 'order', 'product'].map((prefix) => keyOf(prefix, 1)));
  const [stock, order, product] = wrong;
  for (const { key } of gone) await side.redis.del(key);
  await side.redis.hSet(stock?.key ?? '', 'onHand', '999');
  await side.redis.hDel(order?.key ?? '', 'line:1');
  await side.redis.hSet(order?.key ?? '', 'address', '{"name":"Eve"}');
  await side.redis.hSet(product?.key ?? '', 'card', '');
  await side.redis.hSet(product?.key ?? '', 'body', '{}');
  const left = ['stock', 'order', 'product'].map((prefix, at) => {
    const [, generation = ''] = wrong[at]?.key.split(':') ?? [];
    return { key: `${prefix}:${generation}:{left-over-${prefix}}`, name: `left-over-${prefix}` };
  });
  // An order's name is its id.
  const orderLeft = {
    key: left[1]?.key.replace('left-over-order', '01890a5d-ac96-774b-bcce-b302099a8057') ?? '',
    name: '01890a5d-ac96-774b-bcce-b302099a8057',
  };
  const leftOver = [left[0], orderLeft, left[2]].flatMap((one) => one ?? []);
  for (const { key } of leftOver)
    await side.redis.hSet(key, { v: '0000000000', onHand: '1', allocated: '0', setAside: '0' });
  expect((await settledDifferences(side)).length).toBeGreaterThan(5);

  const task = await reconcile();
  expect(task).toMatchObject({ status: 'completed', error: null });
  for (const model of MODELS)
    expect(task.report[model], model).toMatchObject({ missing: 1, different: 1, leftOver: 1 });
  expect(await settledDifferences(side)).toEqual([]);
  const names = ['stock', 'orders', 'products'];
  expect(await drift()).toEqual(
    names
      .flatMap((projection, at) => [
        { projection, document: gone[at]?.name, kind: 'missing' },
        { projection, document: wrong[at]?.name, kind: 'different' },
        { projection, document: leftOver[at]?.name, kind: 'left-over' },
      ])
      .sort((a, b) => `${a.projection} ${a.kind}`.localeCompare(`${b.projection} ${b.kind}`)),
  );
  expect(await reconcile()).toMatchObject({ status: 'completed' });
  expect(await drift()).toHaveLength(9);
});

it('nothing that is merely on its way is taken for drift, however busy the shop and however hot a SKU', {
  timeout: 60_000,
}, async () => {
  const before = (await drift()).length;
  await side.database.query(`INSERT INTO inventory.stock (sku, on_hand) VALUES ('hot', 0)`);
  let ended = false;
  const heating = Promise.all(
    [1, 2].map(async () => {
      while (!ended)
        await side.database.query(`UPDATE inventory.stock SET on_hand = on_hand + 1 WHERE sku = 'hot'`);
    }),
  );
  const end = life.begin();
  for (let times = 0; times < 6; times += 1) expect(await reconcile()).toMatchObject({ status: 'completed' });
  ended = true;
  await heating;
  expect(await end()).toBeGreaterThan(20);
  expect((await drift()).slice(before)).toEqual([]);
  expect(await settledDifferences(side)).toEqual([]);
});
