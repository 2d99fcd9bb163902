import { admin, store } from '@cartwright/contract';
import type { TestEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import type { guest } from '../http/shop.ts';

type Guest = Pick<Awaited<ReturnType<typeof guest>>, 'client'>;

/** Sets the quantity of a cart's line. */
export const put = (who: Guest, cartId: string, sku: string, quantity: number) =>
  who.client.call(store.setCartLine, { params: { cartId, sku }, body: { quantity } });

/** What everybody is told can be sold. */
export const availableAt = async (engine: TestEngine, sku: string): Promise<number> => {
  const { body } = await engine.client.call(store.getStock, { query: { sku } });
  return body.items[0]?.availableToSell ?? Number.NaN;
};

const stockAt = async (engine: TestEngine, sku: string) =>
  (await engine.as(engine.staffKey).call(admin.getStock, { params: { sku } })).body;

/** What staff are told is held. */
export const heldAt = async (engine: TestEngine, sku: string): Promise<number> =>
  (await stockAt(engine, sku)).held;

/** Waits until stock is as given, which is what follows an order by the change stream. */
export const untilSold = (engine: TestEngine, sku: string, as: { allocated: number; held: number }) =>
  until(
    async () => {
      const { allocated, held } = await stockAt(engine, sku);
      return allocated === as.allocated && held === as.held;
    },
    { deadlineMs: 5_000, what: `${sku} to have ${JSON.stringify(as)}` },
  );

/** Waits until the read side is whole. */
export const untilWhole = (engine: TestEngine) =>
  until(
    async () => {
      const { body } = await engine.as(engine.staffKey).call(admin.getOverview);
      return body.positionKnown && body.projections.every(({ whole }) => whole) && body.listIndex.ready;
    },
    { deadlineMs: 20_000, what: 'the read side to be whole' },
  );
