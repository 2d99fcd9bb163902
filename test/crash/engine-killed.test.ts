import { ApiProblem, admin, type Client, createClient, store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { newId } from '../../packages/engine/src/shared/ids.ts';
import { openEngineProcess } from '../support/engine-process.ts';
import { openStores } from '../support/stores.ts';
import { until } from '../support/until.ts';

const BUYERS = 60;
const KILLS = 3;
const UNITS = 40;

const stores = await openStores();
const engine = await openEngineProcess(stores);
const { url, provider } = engine;

const address = { name: 'Ada', line1: '1 Main St', city: 'London', postalCode: 'N1', country: 'GB' };
const TOKENS = ['tok_ok', 'tok_ok', 'tok_ok', 'tok_flaky', 'tok_slow', 'tok_declined'];

type Bought = { orderId?: string; client: Client };

/** A shopper who repeats her request, with its key, until she has an answer: an order, or a refusal. */
const buy = async (sku: string, buyer: number): Promise<Bought> => {
  const token = await persist(
    async () => (await createClient({ baseUrl: url }).call(store.createSession)).body.token,
  );
  const client = createClient({ baseUrl: url, token: () => token });
  const key = newId();
  const body = {
    email: 'ada@example.com',
    shippingAddress: address,
    payment: { token: TOKENS[buyer % TOKENS.length] ?? 'tok_ok' },
    lines: [{ sku, quantity: 1 }],
  };
  const call = () => client.call(store.placeOrder, { body, headers: { 'idempotency-key': key } });
  return persist(async (): Promise<Bought> => {
    try {
      return { client, orderId: (await call()).body.orderId };
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status >= 500) throw error;
      const { orderId } = error.problem;
      return { client, ...(orderId === undefined ? {} : { orderId }) };
    }
  });
};

const persist = <T>(work: () => Promise<T>) => until(work, { deadlineMs: 60_000, what: 'an answer' });

describe('an engine killed while shoppers buy', { timeout: 120_000 }, () => {
  it('loses no order, doubles none, charges none twice, and sells no unit twice', async () => {
    await engine.start();
    const staff = createClient({ baseUrl: url, token: () => engine.staffKey });
    const sku = `SKU-${newId()}`;
    const variants = [{ sku, price: { amount: 1_900, currency: 'USD' }, onHand: UNITS }];
    await staff.call(admin.createProduct, { body: { title: 'Drop', variants } });

    const buying = Promise.all(Array.from({ length: BUYERS }, (_, buyer) => buy(sku, buyer)));
    for (let kills = 0; kills < KILLS; kills += 1) {
      // In the middle: when a few more orders are placed than at the last kill.
      await until(async () => (await placed()) >= (kills + 1) * 8, {
        deadlineMs: 30_000,
        what: 'some orders',
      });
      await engine.kill();
      await engine.start();
    }
    const outcomes = await buying;

    const ids = outcomes.flatMap(({ orderId }) => orderId ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(UNITS);
    expect(await placed()).toBe(UNITS);
    await until(async () => (await undecided()) === 0, {
      deadlineMs: 30_000,
      what: 'all payments to settle',
    });

    const { rows } = await stores.database.query<{ order_id: string; status: string }>(
      'SELECT order_id, status FROM orders.placed_order',
    );
    for (const { order_id: orderId, status } of rows) {
      const charged = await provider.charged(orderId);
      expect(charged.captured - charged.refunded, orderId).toBe(status === 'confirmed' ? 1_900 : 0);
      expect(charged.authorisations, orderId).toBeLessThanOrEqual(1);
    }
    const stock = await stores.database.query<{ on_hand: number; allocated: number; booked: number }>(
      `SELECT on_hand, allocated, (SELECT sum(allocated_delta) FROM inventory.movement WHERE sku = $1) AS booked
       FROM inventory.stock WHERE sku = $1`,
      [sku],
    );
    expect(stock.rows[0]).toMatchObject({ on_hand: UNITS, allocated: UNITS, booked: UNITS });
  });
});

const placed = async (): Promise<number> => count('SELECT count(*) FROM orders.placed_order');
const undecided = async (): Promise<number> =>
  count(`SELECT count(*) FROM payment.attempt WHERE status IN ('pending', 'authorised')`);
const count = async (sql: string): Promise<number> =>
  Number((await stores.database.query<{ count: string }>(sql)).rows[0]?.count);
