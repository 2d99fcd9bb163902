/** The scripts of the holds against their model, on one Redis. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openTestRedis } from '../../../../test/support/stores.ts';
import { applyCall, holdCall, holdReply } from '../../src/modules/inventory/holds/scripts.ts';
import { newId } from '../../src/shared/ids.ts';
import { acts, runActs } from './scripted.ts';

const { redis } = await openTestRedis();

it('whatever carts, sweepers and orders do, in whichever order, Redis has what the model has', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(acts, (list) => runActs(redis, list)),
    { numRuns: 150 },
  );
});

it('nothing is held of stock that Redis does not know, unless the caller knows it', async () => {
  const at = { generation: 'live-unknown', sku: 'unknown' };
  const [cartId, ms] = [newId(), 60_000];
  const hold = async (units: number, unbound?: number) => {
    const call = holdCall({ at, cartId, units, ms, pin: false, unbound });
    return holdReply(await call.script.run(redis, call));
  };
  expect(await hold(1)).toEqual({ state: 'unknown' });
  expect(await hold(3, 2)).toMatchObject({ state: 'short', available: 2 });
  expect(await hold(2, 2)).toMatchObject({ state: 'held', before: 0 });
  // What is held before the first fill is held after it.
  const call = applyCall({ at, version: '1', stock: { onHand: 3, allocated: 0, setAside: 0 } });
  expect(await call.script.run(redis, call)).toBe(1);
  expect(await hold(4)).toMatchObject({ state: 'short', available: 3 });
  // And when the stock is gone, nothing new.
  const gone = applyCall({ at, version: '2', stock: null });
  await gone.script.run(redis, gone);
  expect(await hold(3)).toEqual({ state: 'unknown' });
  const back = applyCall({ at, version: '1', stock: { onHand: 9, allocated: 0, setAside: 0 } });
  expect(await back.script.run(redis, back)).toBe(0);
});
