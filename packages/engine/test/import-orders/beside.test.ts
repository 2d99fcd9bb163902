import { expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { filterOrders } from '../../src/modules/order/index.ts';
import { completed, importing } from './importing.ts';
import { logOf, row } from './order-log.ts';

const { database } = await openTestDatabase();

it('makes new months beside an export that is open, and keeps nobody from reading orders', async () => {
  completed(await importing(database)(logOf([row()])));
  const reader = await database.connect();
  try {
    // What an export holds for as long as its taker takes.
    await reader.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await reader.query('SELECT count(*) FROM orders.placed_order JOIN orders.line USING (order_id)');
    const { report } = completed(
      await importing(database)(logOf([row({ invoice: '900001', at: '1999-03-01 10:00:00' })])),
    );
    expect(report.orders.created).toBe(1);
    const all = { status: null, email: null, from: null, to: null, before: null, limit: 10 };
    expect(await filterOrders(database, all)).toHaveLength(2);
    const { rows } = await reader.query('SELECT count(*)::int AS seen FROM orders.placed_order');
    expect(rows).toEqual([{ seen: 1 }]);
  } finally {
    await reader.query('ROLLBACK');
    reader.release();
  }
});
