import { beforeEach, describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { saveProducts } from '../../src/modules/catalog/index.ts';
import { transaction } from '../../src/platform/postgres.ts';
import { completed, countOf, emptied, everything, importing, outcomeOf } from './importing.ts';
import { logOf, row } from './order-log.ts';
import { TRAP_LOG, TRAPS_LEFT_OUT } from './traps.ts';

const { database } = await openTestDatabase();
const imports = async (file: string, options: { onHand?: number } = {}) =>
  completed(await importing(database)(file, options));
const select = async (sql: string) => (await database.query<Record<string, unknown>>(sql)).rows;

beforeEach(() => emptied(database));

const FIRST = [row({ quantity: 5 }), row({ sku: '22001', description: 'RED MUG', quantity: 2 })];
const LATER = row({ invoice: '536400', quantity: 3, at: '2010-12-09 08:00:00' });

describe('a log imported again', () => {
  it('changes nothing at all, and reports the same of its lines', async () => {
    const first = await imports(TRAP_LOG, { onHand: 7 });
    const before = await everything(database);
    const second = await imports(TRAP_LOG, { onHand: 99 });
    expect(await everything(database)).toEqual(before);
    expect(second.report).toEqual({
      ...first.report,
      products: { created: 0 },
      customers: { created: 0 },
      orders: { created: 0, present: 10 },
      returns: { created: 0 },
    });
    expect(second.leftOut.map(({ line, fate }) => ({ line, rule: fate }))).toEqual(TRAPS_LEFT_OUT);
  });

  it('with its rows in another order changes nothing either', async () => {
    await imports(TRAP_LOG);
    const before = await everything(database);
    const [header = '', ...rows] = TRAP_LOG.trimEnd().split('\n');
    const { report } = await imports([header, ...rows.toReversed()].join('\n'));
    expect(report.orders).toEqual({ created: 0, present: 10 });
    expect(await everything(database)).toEqual(before);
  });

  it('in a longer edition adds only what is new', async () => {
    await imports(logOf(FIRST));
    const before = await everything(database);
    const { report } = await imports(
      logOf([...FIRST, LATER, row({ invoice: 'C536401', quantity: -1, at: '2010-12-10 08:00:00' })]),
    );
    expect(report).toMatchObject({
      products: { created: 0 },
      customers: { created: 0 },
      orders: { created: 1, present: 1 },
      returns: { created: 1 },
    });
    const after = await everything(database);
    for (const [table, rows] of Object.entries(before))
      expect(after[table], table).toEqual(expect.arrayContaining(rows));
    expect(await countOf(database, 'orders.placed_order')).toBe(2);
  });

  it('with other lines in an invoice leaves the order as it is, and says so', async () => {
    await imports(logOf(FIRST));
    const before = await everything(database);
    for (const changed of [
      [...FIRST, row({ quantity: 1 })],
      FIRST.slice(0, 1),
      FIRST.map((one) => ({ ...one, price: '2.60' })),
      FIRST.map((one) => ({ ...one, customer: '17851' })),
      FIRST.map((one) => ({ ...one, at: '2010-12-01 08:27:00' })),
    ]) {
      const { leftOut, report } = await imports(logOf(changed));
      expect(leftOut.map(({ fate }) => fate)).toEqual(changed.map(() => 'invoice-differs'));
      expect(report.orders).toEqual({ created: 0, present: 0 });
      expect(await everything(database)).toEqual(before);
    }
  });
});

describe('a cancellation that was taken', () => {
  it('is not paid back again when a file says something else under its number', async () => {
    const back = row({ invoice: 'C536390', quantity: -2, at: '2010-12-08 08:00:00' });
    await imports(logOf([row(), back]));
    for (const changed of [
      { ...back, description: 'WHITE HANGING HEART.' },
      { ...back, at: '2010-12-08 08:01:00' },
      { ...back, country: 'UK' },
    ])
      await imports(logOf([row(), changed]));
    expect(await select('SELECT amount::int FROM payment.reversal')).toEqual([{ amount: 510 }]);
  });
});

describe('a cancellation that found no order', () => {
  it('finds it when a file with the earlier order comes later', async () => {
    const back = row({ invoice: 'C536390', quantity: -2, at: '2010-12-08 08:00:00' });
    const first = await imports(
      logOf([row({ invoice: '536380', sku: '22001', description: 'RED MUG' }), back]),
    );
    expect(first.leftOut.map(({ line, fate }) => [line, fate])).toEqual([[3, 'order-not-found']]);
    expect(await countOf(database, 'payment.reversal')).toBe(0);
    const second = await imports(logOf([FIRST[0] ?? row(), back]));
    expect(second.leftOut).toEqual([]);
    expect(second.report).toMatchObject({ orders: { created: 1 }, returns: { created: 1 } });
    expect(await select('SELECT amount::int, reason FROM payment.reversal')).toEqual([
      { amount: 510, reason: 'cancellation C536390' },
    ]);
    expect((await imports(logOf([FIRST[0] ?? row(), back]))).report.returns.created).toBe(0);
    expect(await countOf(database, 'payment.reversal')).toBe(1);
  });

  it('of two lines, one of which was taken, takes the other when its order comes', async () => {
    const mug = { sku: '22001', description: 'RED MUG', price: '1.25' };
    const back = [
      row({ invoice: 'C536390', quantity: -2, at: '2010-12-08 08:00:00' }),
      row({ invoice: 'C536390', ...mug, quantity: -1, at: '2010-12-08 08:00:00' }),
    ];
    await imports(logOf([row(), ...back]));
    await imports(logOf([row({ invoice: '536364', ...mug, at: '2010-12-01 08:00:00' }), ...back]));
    expect(await select('SELECT amount::int FROM payment.reversal ORDER BY amount')).toEqual([
      { amount: 125 },
      { amount: 510 },
    ]);
  });

  it('is not of another customer, a later order, or more than was bought', async () => {
    const of = (over: Parameters<typeof row>[0]) =>
      row({ invoice: 'C1', quantity: -1, at: '2010-12-08 08:00:00', ...over });
    for (const back of [of({ customer: '1' }), of({ at: '2010-12-01 08:25:59' }), of({ quantity: -7 })]) {
      await emptied(database);
      const { leftOut } = await imports(logOf([row(), back]));
      expect(leftOut.map(({ fate }) => fate)).toEqual(['order-not-found']);
    }
  });
});

describe('a product that the catalogue has', () => {
  it('keeps its title, price and stock, and is what the orders sold', async () => {
    await transaction(database, (tx) =>
      saveProducts(
        tx,
        [
          {
            productId: 'our-heart',
            title: 'Our own heart',
            categoryPath: ['Hearts'],
            variants: [{ sku: '85123A', price: { amount: 999, currency: 'GBP' }, onHand: 3 }],
          },
        ],
        { actor: 'test', currency: 'GBP' },
      ),
    );
    const before = await outcomeOf(database);
    const { report } = await imports(logOf(FIRST), { onHand: 50 });
    expect(report.products.created).toBe(1);
    const after = await outcomeOf(database);
    for (const table of ['catalog.product', 'inventory.stock', 'inventory.movement'])
      expect(after[table], table).toEqual(expect.arrayContaining(before[table] ?? []));
    expect(
      await select(
        'SELECT sku, product_id, title, unit_price::int FROM orders.line ORDER BY position LIMIT 1',
      ),
    ).toEqual([{ sku: '85123A', product_id: 'our-heart', title: 'White Hanging Heart', unit_price: 255 }]);
  });
});
