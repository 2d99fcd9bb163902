import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { INVOICE_LINES_MAX } from '../../src/processes/import-orders/orders.ts';
import { completed, countOf, emptied, importing } from './importing.ts';
import { longLog } from './long-log.ts';
import { logOf, row } from './order-log.ts';

const { database } = await openTestDatabase();
const select = async (sql: string) => (await database.query<Record<string, unknown>>(sql)).rows;

describe('a log out of the ordinary', () => {
  it('of 5 MB that sells one product comes in whole', { timeout: 180_000 }, async () => {
    await emptied(database);
    const rows = Array.from({ length: 60_000 }, (_, index) =>
      row({
        invoice: String(500_000 + Math.floor(index / 3)),
        quantity: (index % 3) + 1,
        at: `2010-12-${String(1 + (Math.floor(index / 3) % 28)).padStart(2, '0')} 08:26:00`,
        customer: String(10_000 + (Math.floor(index / 3) % 50)),
      }),
    );
    const file = logOf(rows);
    expect(file.length).toBeGreaterThan(4_500_000);
    const { report, run } = completed(await importing(database)(file));
    expect(run).toMatchObject({ read: 60_000, created: 20_000, rejected: 0 });
    expect(report.products).toEqual({ created: 1 });
    expect(report.customers).toEqual({ created: 50 });
    expect(await select('SELECT count(*)::int, sum(total)::int FROM orders.placed_order')).toEqual([
      { count: 20_000, sum: 20_000 * 6 * 255 },
    ]);
    expect(await countOf(database, 'order_log.line')).toBe(0);
  });

  it('leaves an invoice of 10,001 lines out, and takes one of 10,000', { timeout: 120_000 }, async () => {
    await emptied(database);
    const invoice = (number: string, lines: number) =>
      Array.from({ length: lines }, (_, index) =>
        row({ invoice: number, quantity: index + 1, price: '0.01' }),
      );
    const { leftOut, report } = completed(
      await importing(database)(
        logOf([...invoice('700001', INVOICE_LINES_MAX + 1), ...invoice('700002', INVOICE_LINES_MAX), row()]),
      ),
    );
    expect(leftOut).toHaveLength(10_001);
    expect(new Set(leftOut.map(({ fate, invoice }) => `${fate} ${invoice}`))).toEqual(
      new Set(['invoice-too-long 700001']),
    );
    expect(report.orders.created).toBe(2);
    expect(await countOf(database, 'orders.line')).toBe(10_001);
  });

  it('from the first date that is taken to today has its orders in their months', {
    timeout: 60_000,
  }, async () => {
    await emptied(database);
    const today = new Date().toISOString().replace('T', ' ').slice(0, 19);
    const { leftOut, report } = completed(
      await importing(database)(
        logOf([row({ at: '1995-01-01 00:00:00' }), row({ invoice: '2', at: today })]),
      ),
    );
    expect(leftOut).toEqual([]);
    expect(report.byDay.map(({ day }) => day)).toEqual(['1995-01-01', today.slice(0, 10)]);
  });

  it('with a price beyond what the catalogue takes does not keep the rest out', async () => {
    await emptied(database);
    const { report } = completed(
      await importing(database)(
        logOf([
          row(),
          row({ invoice: '2', sku: 'YACHT', description: 'YACHT', quantity: 1, price: '200000000' }),
        ]),
      ),
    );
    expect(report.orders.created).toBeGreaterThanOrEqual(1);
  });

  it('with a name that grows in small letters does not keep the rest out', async () => {
    await emptied(database);
    const { report } = completed(
      await importing(database)(
        logOf([row(), row({ invoice: '2', sku: 'I', description: 'İ'.repeat(400) })]),
      ),
    );
    expect(report.orders.created).toBe(2);
  });

  it('with an invoice whose sum is beyond what an order can have leaves that one out', async () => {
    await emptied(database);
    const dear = Array.from({ length: 12 }, (_, index) =>
      row({ invoice: '2', quantity: 900 + index, price: '1000000' }),
    );
    const { report, leftOut } = completed(await importing(database)(logOf([row(), ...dear])));
    expect(report.orders.created).toBe(1);
    expect(new Set(leftOut.map(({ fate }) => fate))).toEqual(new Set(['invoice-too-long']));
  });

  it('in a currency without small coins takes its prices as whole, and no fractions', async () => {
    await emptied(database);
    const { leftOut } = completed(
      await importing(database)(
        logOf([
          row({ price: '250' }),
          row({ invoice: '2', price: '250.50' }),
          row({ invoice: '3', price: '1,250.00' }),
        ]),
        { currency: 'JPY' },
      ),
    );
    expect(leftOut.map(({ line, fate }) => [line, fate])).toEqual([[3, 'price-too-fine']]);
    expect(await select('SELECT total::int, currency FROM orders.placed_order ORDER BY total')).toEqual([
      { total: 1_500, currency: 'JPY' },
      { total: 7_500, currency: 'JPY' },
    ]);
  });

  it('makes each customer as old as her first order, wherever in the file that is', async () => {
    await emptied(database);
    completed(await importing(database)(longLog({ invoices: 2_100, cancellations: 0 })));
    expect(
      await select(`
        SELECT email FROM customer.account
        WHERE created_at <> (SELECT min(placed_at) FROM orders.placed_order AS placed
                             WHERE placed.customer_id = account.customer_id)`),
    ).toEqual([]);
  });
});
