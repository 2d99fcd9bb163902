/** The scripts of the holds against their model, on the nodes of a cluster. */
import fc from 'fast-check';
import { afterAll, it } from 'vitest';
import { openRedisCluster } from '../../../../test/support/redis-cluster.ts';
import { openRedis } from '../../src/platform/redis.ts';
import { acts, runActs } from './scripted.ts';

const cluster = await openRedisCluster();
const redis = openRedis({ url: cluster.url, onError: () => {} });
afterAll(() => redis.destroy());
await redis.connect();

it('on a cluster, whatever happens to a SKU, its node has what the model has', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(acts, (list) => runActs(redis, list)),
    { numRuns: 40 },
  );
});
