import { beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import type { Database } from '../../src/platform/postgres.ts';
import { completed, countOf, emptied, importing, outcomeOf } from './importing.ts';
import { longLog } from './long-log.ts';
import { logOf, row } from './order-log.ts';

const { database } = await openTestDatabase();
beforeEach(() => emptied(database));

describe('two imports at the same time', { timeout: 120_000 }, () => {
  it.each([
    ['orders alone', { invoices: 450, cancellations: 0 }],
    ['orders and cancellations', { invoices: 450, cancellations: 230 }],
  ])('of one log with %s both come to their end, and to what one comes to', async (_, size) => {
    const log = longLog(size);
    completed(await importing(database)(log));
    const clean = await outcomeOf(database);
    for (let round = 0; round < 3; round += 1) {
      await emptied(database);
      const both = await Promise.all([importing(database)(log), importing(database)(log)]);
      expect(both.map(({ run }) => [run.status, run.error])).toEqual([
        ['completed', null],
        ['completed', null],
      ]);
      expect(await outcomeOf(database)).toEqual(clean);
      expect(both.reduce((sum, { report }) => sum + (report?.orders.created ?? 0), 0)).toBe(size.invoices);
    }
  });

  it('of two files that cancel the same units never pay back more than was bought', async () => {
    const sold = [row({ quantity: 10, price: '1.00' })];
    completed(await importing(database)(logOf(sold)));
    const back = (file: string) =>
      logOf([
        ...Array.from({ length: 20 }, (_, index) =>
          row({ invoice: `C${file}${index}`, quantity: -1, price: '1.00', at: '2010-12-05 08:00:00' }),
        ),
      ]);
    await Promise.all(['1', '2', '3'].map((file) => importing(database)(back(file))));
    const { rows } = await database.query<{ amount: number; back: number }>(`
      SELECT (SELECT sum(amount)::int FROM payment.reversal) AS amount,
             (SELECT sum(quantity)::int FROM orders.returned_line) AS back`);
    expect(rows[0]?.amount).toBeLessThanOrEqual(1_000);
    expect(rows[0]?.back).toBeLessThanOrEqual(10);
  });

  it('of which one begins while the other tidies up after the dead, lose no lines', async () => {
    const rows = Array.from({ length: 6_000 }, (_, index) =>
      row({ invoice: '800001', quantity: index + 1, price: '0.01' }),
    );
    const gate = Promise.withResolvers<void>();
    let other: Promise<unknown> | undefined;
    // Holds the one up between its two questions, whichever comes first: which imports run, and whose lines are there.
    let questions = 0;
    const heldUp = new Proxy<Database>(database, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== 'function') return value;
        if (property !== 'query') return value.bind(target);
        return async (...asked: [unknown]) => {
          if (/selectRunningImports|selectLogImports/.test(JSON.stringify(asked[0]))) questions += 1;
          if (questions === 2 && other === undefined) {
            other = importing(database)(logOf(rows), { held: gate.promise, chunkBytes: 300_000 });
            await until(() => countOf(database, 'order_log.line'), {
              deadlineMs: 10_000,
              what: 'its first lines',
            });
          }
          return Reflect.apply(value, target, asked);
        };
      },
    });
    completed(await importing(heldUp)(logOf([row()])));
    gate.resolve();
    await other;
    expect(
      await countOf(database, `orders.line JOIN orders.imported USING (order_id) WHERE reference = '800001'`),
    ).toBe(6_000);
  });
});
