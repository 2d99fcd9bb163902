import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { completed, emptied, everything, importing } from './importing.ts';
import { logOf, type Row, row, textOf } from './order-log.ts';

const { database } = await openTestDatabase();

/** Of nobody, the last. Cancellations come from where the orders went. */
const CUSTOMERS = [
  { customer: '1', country: 'Norway' },
  { customer: '2', country: 'EIRE' },
  { customer: '3', country: 'Norway' },
  { customer: '', country: 'Unspecified' },
] as const;
/** What each price text comes to in minor units; a price that is too fine comes to nothing that can be told. */
const PRICES: Readonly<Record<string, number>> = {
  '1.00': 100,
  '2.5': 250,
  '0': 0,
  '0.001': 0,
  '-3.00': -300,
};

/** Each as often as its weight says, so that most of a log makes sense and cancellations find orders. */
const often = <T>(...choices: readonly (readonly [weight: number, value: T])[]): fc.Arbitrary<T> =>
  fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));

const line = fc.record({
  sku: often([6, 'A'], [2, 'a'], [4, 'B'], [2, 'POST'], [1, 'C2'], [1, 'M']),
  description: fc.constantFrom('RED MUG', 'BLUE MUG', ''),
  quantity: fc.integer({ min: 1, max: 6 }),
  price: often([12, '1.00'], [3, '2.5'], [1, '0'], [1, '0.001'], [1, '-3.00']),
  minute: fc.integer({ min: 0, max: 2 }),
  /** What may be wrong with it. */
  fault: often([24, ''], [2, 'twice'], [1, 'other sign'], [1, 'other customer'], [1, 'broken']),
});
const invoice = fc.record({
  cancellation: often([3, false], [2, true]),
  buyer: often<{ customer: string; country: string }>(
    [6, CUSTOMERS[0]],
    [2, CUSTOMERS[1]],
    [1, CUSTOMERS[2]],
    [1, CUSTOMERS[3]],
  ),
  day: fc.integer({ min: 1, max: 5 }),
  hour: fc.integer({ min: 10, max: 12 }),
  lines: fc.array(line, { minLength: 1, maxLength: 4 }),
});
const log = fc.tuple(fc.array(invoice, { maxLength: 16 }), fc.boolean()).map(([invoices, mixed]) => {
  const rows = invoices.flatMap(({ cancellation, buyer, day, hour, lines }, index) =>
    lines.flatMap(({ fault, quantity, minute, ...rest }) => {
      const one = row({
        ...rest,
        ...buyer,
        invoice: `${cancellation ? 'C' : ''}${100 + index}`,
        quantity: (cancellation ? -1 : 1) * (fault === 'other sign' ? -1 : 1) * quantity,
        at: `2011-03-0${cancellation ? day + 3 : day} ${hour}:0${minute}:00`,
        ...(fault === 'other customer' ? { customer: '9' } : {}),
      });
      if (fault === 'broken') return [{ row: one, broken: true }];
      return fault === 'twice' ? [{ row: one }, { row: one }] : [{ row: one }];
    }),
  );
  // Rows of an invoice need not stand together.
  return mixed ? rows.toSorted((a, b) => (a.row.sku < b.row.sku ? -1 : 1)) : rows;
});

type Sums = Record<string, number>;
const sumBy = <T>(items: readonly T[], keyOf: (item: T) => string, amountOf: (item: T) => number): Sums => {
  const sums: Sums = {};
  for (const item of items) sums[keyOf(item)] = (sums[keyOf(item)] ?? 0) + amountOf(item);
  return withoutZeros(sums);
};
const withoutZeros = (sums: Sums): Sums =>
  Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
const amountOf = ({ quantity, price }: Row): number => Number(quantity) * (PRICES[price] ?? Number.NaN);

const sumsOf = async (sql: string): Promise<Sums> => {
  const { rows } = await database.query<{ key: string; amount: number }>(sql);
  return withoutZeros(Object.fromEntries(rows.map(({ key, amount }) => [key, amount])));
};
const MOVED = `
  SELECT to_char(placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, shipping_address->>'region' AS country, total AS amount
  FROM orders.placed_order
  UNION ALL
  SELECT to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD'), shipping_address->>'region', -amount
  FROM payment.reversal JOIN orders.placed_order USING (order_id)`;
/** Orders that got more back than was paid, lines of which more came back than was sold, and the like. */
const IMPOSSIBLE = `
  SELECT 'refunded' AS what, order_id::text AS which FROM orders.placed_order AS placed
  WHERE total < (SELECT sum(amount) FROM payment.reversal WHERE reversal.order_id = placed.order_id)
  UNION ALL
  SELECT 'paid', order_id::text FROM orders.placed_order AS placed
  WHERE total IS DISTINCT FROM (SELECT sum(amount) FROM payment.attempt
                                WHERE attempt.order_id = placed.order_id AND status = 'captured')
  UNION ALL
  SELECT 'returned', order_id || ' ' || position FROM orders.line
  WHERE quantity < (SELECT sum(returned.quantity) FROM orders.goods_return JOIN orders.returned_line AS returned USING (return_id)
                    WHERE goods_return.order_id = line.order_id AND returned.position = line.position)
  UNION ALL
  SELECT 'shipping', order_id::text FROM orders.placed_order AS placed
  WHERE shipping_total < (SELECT sum(shipping_amount) FROM orders.goods_return WHERE goods_return.order_id = placed.order_id)
  UNION ALL
  SELECT 'before its order', order_id::text FROM payment.reversal JOIN orders.placed_order AS placed USING (order_id)
  WHERE reversal.created_at < placed_at
  UNION ALL
  SELECT 'subtotal', order_id::text FROM orders.placed_order AS placed
  WHERE subtotal <> (SELECT sum(line_total) FROM orders.line WHERE line.order_id = placed.order_id)`;

it('accounts for every penny of any log, by day and by country', { timeout: 180_000 }, async () => {
  const covered: Sums = {};
  await fc.assert(
    fc.asyncProperty(log, async (rows) => {
      await emptied(database);
      const file = logOf(
        rows.map((one) => ('broken' in one ? `${textOf(one.row)},one field more` : one.row)),
      );
      const { report, run, leftOut } = completed(await importing(database)(file));
      const whole = rows.flatMap((one) => ('broken' in one ? [] : [one.row]));
      for (const { rule, lines } of report.leftOut) covered[rule] = (covered[rule] ?? 0) + lines;
      covered.returns = (covered.returns ?? 0) + report.returns.created;

      // The file, summed up by this test, is what was accepted and what was left out.
      const both = ({ accepted, leftOut }: { accepted: number; leftOut: number }) => accepted + leftOut;
      expect(sumBy(report.byDay, ({ day }) => day, both)).toEqual(
        sumBy(whole, ({ at }) => at.slice(0, 10), amountOf),
      );
      expect(sumBy(report.byCountry, ({ country }) => country, both)).toEqual(
        sumBy(whole, ({ country }) => country, amountOf),
      );
      const out = report.leftOut.reduce((sum, { lines }) => sum + lines, 0);
      expect(report.accepted.total.lines + out).toBe(rows.length);
      expect([run.read, run.rejected, leftOut.length]).toEqual([rows.length, out, out]);

      // What was accepted is what PostgreSQL holds.
      const accepted = ({ accepted }: { accepted: number }) => accepted;
      expect(
        await sumsOf(`SELECT day AS key, sum(amount)::int AS amount FROM (${MOVED}) AS moved GROUP BY 1`),
      ).toEqual(sumBy(report.byDay, ({ day }) => day, accepted));
      expect(
        await sumsOf(`SELECT country AS key, sum(amount)::int AS amount FROM (${MOVED}) AS moved GROUP BY 1`),
      ).toEqual(sumBy(report.byCountry, ({ country }) => country, accepted));
      expect((await database.query(IMPOSSIBLE)).rows).toEqual([]);

      // Again: nothing.
      const before = await everything(database);
      completed(await importing(database)(file));
      expect(await everything(database)).toEqual(before);
    }),
    { numRuns: 80 },
  );
  // The logs were not all dull.
  for (const what of [
    'returns',
    'duplicate',
    'invoice-broken',
    'invoice-contradicts',
    'order-not-found',
    'no-goods',
  ])
    expect(covered[what], what).toBeGreaterThan(0);
});
