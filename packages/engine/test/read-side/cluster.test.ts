/** The read models on three nodes, where what belongs together cannot be written in one step. */
import { expect, it } from 'vitest';
import { leftOverKeys, settledDifferences } from '../../../../test/support/compare-read-side.ts';
import { openReadSide } from '../../../../test/support/read-side.ts';
import { openRedisCluster } from '../../../../test/support/redis-cluster.ts';
import { until } from '../../../../test/support/until.ts';
import { findTask, requestTask } from '../../src/platform/read-side/tasks.ts';
import { createShopLife } from './shop-life.ts';

const cluster = await openRedisCluster();
const side = await openReadSide({ redisUrl: cluster.url, reconcilePerSecond: 0 });
const life = createShopLife(side.database, 31);
await life.live(200);
side.start();
await side.whole();

it('on a cluster every model is as the tables are, also after it was made anew under writes', {
  timeout: 60_000,
}, async () => {
  expect(await settledDifferences(side)).toEqual([]);
  const end = life.begin();
  const projections = ['stock', 'orders', 'open-carts', 'products', 'categories', 'trending'];
  const taskId = await requestTask(side.database, { kind: 'rebuild', projections });
  await until(async () => (await findTask(side.database, taskId))?.status === 'completed', {
    deadlineMs: 40_000,
    what: 'the rebuild',
  });
  await end();
  expect(await settledDifferences(side)).toEqual([]);
  expect(await leftOverKeys(side.redis)).toEqual([]);
  for (const node of cluster.nodes) expect(await node.command('KEYS', 'order*')).not.toHaveLength(0);
});

it('a node that is killed between an effect and its position leaves nothing out and counts nothing twice', {
  timeout: 60_000,
}, async () => {
  for (const node of cluster.nodes) {
    const end = life.begin();
    const started = life.done();
    await until(() => life.done() > started + 15, { deadlineMs: 20_000, what: 'some writes' });
    await node.kill();
    const killed = life.done();
    await until(() => life.done() > killed + 15, { deadlineMs: 20_000, what: 'writes meanwhile' });
    await node.start();
    await until(() => side.redis.isReady, { deadlineMs: 20_000, what: 'the cluster' });
    await end();
    await until(async () => (await settledDifferences(side)).length === 0, {
      deadlineMs: 20_000,
      what: 'equality',
    });
  }
  expect(await settledDifferences(side)).toEqual([]);
});
