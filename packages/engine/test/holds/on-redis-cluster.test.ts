/** Carts and what they hold, with engines whose Redis is a cluster. */
import { runOnRedisCluster } from '../../../../test/support/redis-cluster.ts';

await runOnRedisCluster();
await import('./carts.test.ts');
