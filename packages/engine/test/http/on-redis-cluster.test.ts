/** Sessions, carts, checkouts and what a sale puts into carts keep their promises on a real Redis Cluster too. */
import { expect, it } from 'vitest';
import { runOnRedisCluster } from '../../../../test/support/redis-cluster.ts';

const { nodes } = await runOnRedisCluster();
await import('./sessions.test.ts');
await import('./checkout.test.ts');
await import('../sale/sign-in.test.ts');

it('the carts of all that are spread over the nodes of a cluster', async () => {
  for (const node of nodes) expect(await node.command('KEYS', 'cart:*')).not.toHaveLength(0);
});

await import('../sale/claims.test.ts');
