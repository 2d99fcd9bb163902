import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import type { Database } from '../../src/platform/postgres.ts';
import { completed, emptied, importing, outcomeOf } from './importing.ts';
import { logOf, type Row, row, textOf } from './order-log.ts';

const { database } = await openTestDatabase();

const norwegian = { customer: '12433', country: 'Norway' };
const at = (time: string) => `2010-12-0${time}:00`;
// Names and prices do not drift, so that a product of the cut file is the one of the whole file.
const MUG = { sku: '22001', description: 'RED MUG, LARGE', price: '1.25' };
const BOWL = { sku: '22002', description: 'BLUE BOWL', price: '4.00' };

const ABOVE: readonly Row[] = [
  row({ invoice: '536365', ...MUG, quantity: 2 }),
  row({ invoice: '536365', ...BOWL, quantity: 3 }),
  row({ invoice: '536366', ...norwegian, ...MUG, quantity: 5, at: at('1 09:00') }),
  row({ invoice: '536366', ...norwegian, ...BOWL, quantity: 1, at: at('1 09:00') }),
];
/** What the last two rows are; in front of them is always ABOVE. */
const ENDS: Record<string, readonly Row[]> = {
  'the last two of an invoice of three': [
    row({ invoice: '536370', ...norwegian, ...MUG, quantity: 1, at: at('2 10:00') }),
    row({ invoice: '536370', ...norwegian, ...BOWL, quantity: 22, at: at('2 10:00') }),
    row({ invoice: '536370', ...norwegian, ...MUG, quantity: 333, at: at('2 10:00') }),
  ],
  'a cancellation of two lines': [
    row({ invoice: 'C536371', ...norwegian, ...MUG, quantity: -2, at: at('3 10:00') }),
    row({ invoice: 'C536371', ...norwegian, ...BOWL, quantity: -1, at: at('3 10:00') }),
  ],
};

const linesByInvoice = async (db: Database): Promise<Map<string, number>> => {
  const { rows } = await db.query<{ reference: string; lines: number }>(`
    SELECT reference, count(*)::int AS lines FROM orders.imported JOIN orders.line USING (order_id)
    WHERE reference NOT LIKE 'C%' GROUP BY reference`);
  return new Map(rows.map(({ reference, lines }) => [reference, lines]));
};

describe.each(Object.entries(ENDS))('a file whose last rows are %s', (_, end) => {
  it.each([
    { quoted: false, newline: '\n' },
    { quoted: true, newline: '\r\n' },
  ])(
    'cut at every byte of its last two rows (%o) makes no order with too few lines',
    { timeout: 180_000 },
    async (form) => {
      const rows = [...ABOVE, ...end];
      const whole = Buffer.from(logOf(rows, form));
      const lastTwo = rows.slice(-2).map((last) => Buffer.byteLength(textOf(last, form) + form.newline));
      const begin = whole.length - (lastTwo[0] ?? 0) - (lastTwo[1] ?? 0);
      const between = whole.length - (lastTwo[1] ?? 0);
      const lines = (invoice: string) => rows.filter((one) => one.invoice === invoice).length;

      await emptied(database);
      completed(await importing(database)(whole));
      const clean = await outcomeOf(database);

      for (let cut = begin; cut < whole.length; cut += 1) {
        await emptied(database);
        completed(await importing(database)(whole.subarray(0, cut)));
        // Where a row ends nobody can see that more was to come: with or without its line end.
        const rowEnd = [begin, between].some((end) => cut <= end && cut >= end - form.newline.length);
        const came = await linesByInvoice(database);
        if (!rowEnd)
          for (const [invoice, count] of came)
            expect(count, `${invoice}, cut at ${cut}`).toBe(lines(invoice));
        expect(came.get('536365'), `cut at ${cut}`).toBe(2);
        // What is left of the number of an invoice may be the beginning of the one above: then that one waits.
        const inNumber = cut > begin && cut - begin <= '"536370'.length;
        if (!inNumber) expect(came.get('536366'), `cut at ${cut}`).toBe(2);
        if (rowEnd) continue;
        completed(await importing(database)(whole));
        expect(await outcomeOf(database), `the whole file behind the one cut at ${cut}`).toEqual(clean);
      }
    },
  );
});

describe('a file cut where a row ends', () => {
  const end = ENDS['the last two of an invoice of three'] ?? [];
  const whole = logOf([...ABOVE, ...end]);

  it('keeps the order it made, and tells of the lines that the whole file has beyond it', async () => {
    await emptied(database);
    completed(await importing(database)(logOf([...ABOVE, ...end.slice(0, -1)])));
    const before = await outcomeOf(database);
    const { leftOut, report } = completed(await importing(database)(whole));
    expect(leftOut.map(({ line, fate }) => [line, fate])).toEqual([
      [6, 'invoice-differs'],
      [7, 'invoice-differs'],
      [8, 'invoice-differs'],
    ]);
    expect(report.orders).toEqual({ created: 0, present: 2 });
    expect(await outcomeOf(database)).toEqual(before);
  });

  it('needs no line end behind its last row', async () => {
    await emptied(database);
    completed(await importing(database)(whole));
    const clean = await outcomeOf(database);
    await emptied(database);
    completed(await importing(database)(logOf([...ABOVE, ...end], { last: '' })));
    expect(await outcomeOf(database)).toEqual(clean);
  });
});

describe('a cut last row', () => {
  it('of one line, cut within its country, does not keep the whole file’s order out', async () => {
    await emptied(database);
    const whole = logOf([...ABOVE, row({ invoice: '536372', ...MUG, ...norwegian })]);
    completed(await importing(database)(whole));
    const clean = await outcomeOf(database);
    await emptied(database);
    completed(await importing(database)(whole.slice(0, -'way\n'.length)));
    completed(await importing(database)(whole));
    expect(await outcomeOf(database)).toEqual(clean);
  });

  it('of a cancellation, cut within its country, is not paid back twice', async () => {
    await emptied(database);
    const back = row({ invoice: 'C536372', ...MUG, ...norwegian, quantity: -2, at: at('3 10:00') });
    const whole = logOf([...ABOVE, back]);
    await importing(database)(whole.slice(0, -'way\n'.length));
    completed(await importing(database)(whole));
    const { rows } = await database.query('SELECT amount::int FROM payment.reversal');
    expect(rows).toEqual([{ amount: 250 }]);
  });
});
