/** Waiting rooms keep their promises on a real Redis Cluster too. */
import { expect, it } from 'vitest';
import { runOnRedisCluster } from '../../../../test/support/redis-cluster.ts';

const { nodes } = await runOnRedisCluster();
await import('./line.test.ts');
await import('./queue.test.ts');

it('the rooms of all that are spread over the nodes of a cluster', async () => {
  for (const node of nodes) expect(await node.command('KEYS', 'room:*')).not.toHaveLength(0);
});
