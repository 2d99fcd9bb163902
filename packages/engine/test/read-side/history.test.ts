/** Orders older than what the read side keeps, and more of one owner's than it keeps. */
import { expect, it } from 'vitest';
import { placeOne } from '../../../../test/support/place-one.ts';
import { openReadSide } from '../../../../test/support/read-side.ts';
import { countStock } from '../../src/modules/inventory/index.ts';
import { ensureOrderPartitions, readFilteredOrders, readOrdersOf } from '../../src/modules/order/index.ts';
import { transaction } from '../../src/platform/postgres.ts';
import { idAt, newId } from '../../src/shared/ids.ts';

const DAY_MS = 86_400_000;
const KEPT_DAYS = 30;
const PER_OWNER = 25;
const EMAIL = 'ada@example.com';

const side = await openReadSide({
  reconcilePerSecond: 0,
  orderHistoryDays: KEPT_DAYS,
  orderHistoryPerOwnerMax: PER_OWNER,
});
const nowMs = Date.now();
await ensureOrderPartitions(side.database, { from: new Date(nowMs - 80 * DAY_MS), to: new Date() });
await transaction(side.database, (tx) =>
  countStock(tx, [{ sku: 'a', onHand: 1_000 }], { actor: 'test', reason: 'counted' }),
);

/** Orders of a customer, so many days old; several of one day share its very millisecond. */
const order = async (customerId: string, daysOld: readonly number[]): Promise<void> => {
  for (const days of daysOld) {
    const at = new Date(nowMs - Math.round(days * DAY_MS));
    await transaction(side.database, (tx) =>
      placeOne(tx, {
        orderId: idAt(at.getTime()),
        sessionId: newId(),
        customerId,
        cartId: null,
        email: EMAIL,
        shippingAddress: { name: 'Ada', line1: '1', city: 'London', postalCode: 'N1', country: 'GB' },
        shippingOptionId: null,
        currency: 'USD',
        lines: [{ sku: 'a', productId: 'p', title: 'A', quantity: 1, unitPrice: 100 }],
        payUntil: at,
        at,
      }),
    );
  }
};
const days = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.round((to - from) / step) }, (_, index) => from + index * step);

const older = newId();
const many = newId();
const few = newId();
await order(older, [...days(1, 29, 4), 29.9, 30.1, ...days(31, 70, 3), 29.9, 29.9]);
await order(many, [...days(1, 9, 0.2), 5, 5, 5]);
side.start();
await side.whole();
// Those come with the stream, and not with the snapshot.
await order(few, days(0, 3, 1));
await order(many, [0, 0, 20]);
await order(older, [33.5, 2.5]);
await side.caughtUp();

const truth = async (customerId: string): Promise<string[]> => {
  const { rows } = await side.database.query<{ id: string }>(
    'SELECT order_id AS id FROM orders.placed_order WHERE customer_id = $1 ORDER BY order_id DESC',
    [customerId],
  );
  return rows.map(({ id }) => id);
};

/** Every page of a list, one after another, and how many of them asked PostgreSQL. */
const pages = async (
  limit: number,
  read: (reader: ReturnType<typeof side.reader>, before: string | null) => Promise<{ orderId: string }[]>,
): Promise<string[]> => {
  const ids: string[] = [];
  for (;;) {
    const page = await read(side.reader(), ids.at(-1) ?? null);
    ids.push(...page.map(({ orderId }) => orderId));
    if (page.length < limit) return ids;
  }
};

it.each([1, 4, 7, 100])(
  'an owner gets all her orders, new ones and old, in pages of %i, and sees no seam',
  async (limit) => {
    for (const customerId of [older, many, few]) {
      const owner = { sessionId: newId(), customerId };
      expect(await pages(limit, (reader, before) => readOrdersOf(reader, { owner, before, limit }))).toEqual(
        await truth(customerId),
      );
    }
  },
);

it.each([3, 100])('staff gets all orders of an address, in pages of %i', async (limit) => {
  const filter = { status: null, email: EMAIL.toUpperCase(), from: null, to: null, limit };
  const found = await pages(limit, (reader, before) =>
    readFilteredOrders(reader, { ...filter, before }, { historyDays: KEPT_DAYS }),
  );
  const { rows } = await side.database.query<{ id: string }>(
    'SELECT order_id AS id FROM orders.placed_order ORDER BY order_id DESC',
  );
  expect(found).toEqual(rows.map(({ id }) => id));
});

it('recent orders are read without PostgreSQL', async () => {
  await side.caughtUp();
  const orders = await readOrdersOf(side.reader(), {
    owner: { sessionId: newId(), customerId: many },
    before: null,
    limit: 10,
  });
  expect(orders).toHaveLength(10);
  const [key = ''] = await side.redis.keys(`orders-by:*:{customer:${few}}`);
  const { database } = side;
  const before = await scans();
  await readOrdersOf(side.reader(), {
    owner: { sessionId: newId(), customerId: few },
    before: null,
    limit: 10,
  });
  expect(await scans()).toBe(before);
  expect(await side.redis.zCard(key)).toBe(3);

  async function scans(): Promise<string | undefined> {
    await database.query('SELECT pg_stat_force_next_flush()');
    const { rows } = await database.query<{ scans: string }>(
      `SELECT sum(coalesce(idx_scan, 0) + seq_scan)::text AS scans FROM pg_stat_user_tables WHERE relname LIKE 'placed_order%'`,
    );
    return rows[0]?.scans;
  }
});

it('an index keeps what it may, says that there is more, and no document is kept that is too old', async () => {
  const [many_ = ''] = await side.redis.keys(`orders-by:*:{customer:${many}}`);
  expect(await side.redis.zRange(many_, 0, -1, { REV: true })).toEqual(
    (await truth(many)).slice(0, PER_OWNER),
  );
  expect(await side.redis.hGet(`${many_}:facts`, 'older')).toBe('1');
  const [older_ = ''] = await side.redis.keys(`orders-by:*:{customer:${older}}`);
  expect(await side.redis.hGet(`${older_}:facts`, 'older')).toBe('1');
  const [few_ = ''] = await side.redis.keys(`orders-by:*:{customer:${few}}`);
  expect(await side.redis.hGet(`${few_}:facts`, 'older')).toBeNull();

  const { rows } = await side.database.query<{ recent: string }>(
    'SELECT count(*) AS recent FROM orders.placed_order WHERE placed_at > $1',
    [new Date(nowMs - KEPT_DAYS * DAY_MS)],
  );
  const documents = await side.redis.keys('order:*');
  expect(documents).toHaveLength(Number(rows[0]?.recent));
  for (const key of documents) {
    const seconds = await side.redis.ttl(key);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(KEPT_DAYS * 86_400);
  }
});
