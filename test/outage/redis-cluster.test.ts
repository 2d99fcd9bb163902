import { ApiProblem, store } from '@cartwright/contract';
import { expect, it } from 'vitest';
import { newId } from '../../packages/engine/src/shared/ids.ts';
import { details, guest, sell } from '../../packages/engine/test/http/shop.ts';
import { openEngine } from '../support/engine.ts';
import { openRedisCluster } from '../support/redis-cluster.ts';
import { until } from '../support/until.ts';

const SHOPPERS = 24;
const ANSWER_MS = 2_000;

// A cluster of this file's own, because it kills a node.
const cluster = await openRedisCluster();
const engine = await openEngine({ redisUrl: cluster.url });

const ready = async (): Promise<unknown> => (await fetch(`${engine.url}/readyz`)).json();
const reads = (status: string) =>
  until(async () => JSON.stringify(await ready()).includes(`"${status}"`), {
    deadlineMs: 15_000,
    what: status,
  });

it('a node of the Redis Cluster away takes its own carts along, and gives them back', {
  timeout: 60_000,
}, async () => {
  await reads('ready');
  const { sku } = await sell(engine, { onHand: 1_000 });
  const carts = await Promise.all(
    Array.from({ length: SHOPPERS }, async () => {
      const shopper = await guest(engine);
      return { shopper, cartId: (await shopper.cartWith(sku, 2)).cartId };
    }),
  );
  const read = async ({ shopper, cartId }: (typeof carts)[number]): Promise<number | string> => {
    const askedAt = performance.now();
    const answer = await shopper.client.call(store.getCart, { params: { cartId } }).then(
      ({ body }) => body.lines[0]?.quantity ?? 'empty',
      (error: unknown) => (error instanceof ApiProblem ? error.problem.code : Promise.reject(error)),
    );
    expect(performance.now() - askedAt).toBeLessThan(ANSWER_MS);
    return answer;
  };
  const [lost] = cluster.nodes;
  const there = String(await lost.command('KEYS', 'cart:*'));
  const expected = carts.map(({ cartId }) => (there.includes(cartId) ? 'unavailable' : 2));
  expect(new Set(expected)).toEqual(new Set(['unavailable', 2]));

  await lost.kill();
  await reads('degraded');
  expect(await ready()).toEqual({ status: 'degraded', missing: ['redis'] });
  expect(await Promise.all(carts.map(read))).toEqual(expected);
  const ada = await guest(engine);
  const placed = await ada.client.call(store.placeOrder, {
    body: { ...details(), lines: [{ sku, quantity: 1 }] },
    headers: { 'idempotency-key': newId() },
  });
  expect(placed).toMatchObject({ status: 201, body: { status: 'confirmed' } });

  await lost.start();
  await reads('ready');
  await until(async () => (await Promise.all(carts.map(read))).every((quantity) => quantity === 2), {
    deadlineMs: 15_000,
    what: 'every cart with what was in it',
  });
});
