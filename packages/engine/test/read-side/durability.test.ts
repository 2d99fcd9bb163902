/** A Redis of this file's own, because it is killed. */
import { afterAll, expect, it } from 'vitest';
import { openTestFolder } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { startEmbeddedRedis } from '../../src/platform/embedded/redis.ts';
import { createDurability } from '../../src/platform/read-side/durability.ts';
import { isCluster, openRedis } from '../../src/platform/redis.ts';

const STEPS_AT_LEAST = 50;
const SLOWEST_MS = 300;

const server = { dataDir: await openTestFolder(), log: (): void => {} };
let running = await startEmbeddedRedis(server);
const redis = openRedis({ url: running.url, onError: () => {} });
await redis.connect();
/** Of one server. */
const info = async (): Promise<string> => (isCluster(redis) ? '' : redis.info('server'));
afterAll(async () => {
  redis.destroy();
  await running.stop();
});

it('what is called durable is there after Redis was killed, and asking for it holds up nobody', {
  timeout: 40_000,
}, async () => {
  const durability = createDurability(redis, 'mark');
  durability.start(0n);
  expect(durability.position()).toBe(0n);
  const pid = Number(/process_id:(\d+)/.exec(await info())?.[1]);
  let told = 0n;
  let slowestMs = 0;
  await until(
    async () => {
      const next = told + 1n;
      const beganAt = performance.now();
      await redis.set('position', String(next));
      slowestMs = Math.max(slowestMs, performance.now() - beganAt);
      durability.applied(next);
      told = next;
      return durability.position() > STEPS_AT_LEAST;
    },
    { deadlineMs: 20_000, what: 'something to be durable' },
  );
  const durable = durability.position();
  process.kill(pid, 'SIGKILL');
  await running.ended;
  durability.stop();
  // Of a memory that is gone nothing is durable any more.
  expect(durability.position()).toBe(0n);
  running = await startEmbeddedRedis(server);
  await until(() => redis.isReady, { deadlineMs: 10_000, what: 'Redis' });
  expect(BigInt((await redis.get('position')) ?? 0)).toBeGreaterThanOrEqual(durable);
  expect(durable).toBeLessThan(told);
  expect(slowestMs).toBeLessThan(SLOWEST_MS);
});
