import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { completed, countOf, emptied, importing, outcomeOf } from './importing.ts';
import { HEADER, logOf, row, textOf } from './order-log.ts';

const { database } = await openTestDatabase();
const MUG = { sku: '22001', description: 'RED MUG, "LARGE"', price: '1.25' };
const ROWS = [
  row({ quantity: 2 }),
  row({ ...MUG, quantity: 3 }),
  row({ invoice: '536366', customer: '', country: 'EIRE', at: '2011-01-31 23:59:00' }),
  row({ invoice: 'C536367', quantity: -1, at: '2011-02-01 00:00:00' }),
];

/** What comes of a file in an empty shop. */
const outcome = async (file: string | Uint8Array, options: { chunkBytes?: number } = {}) => {
  await emptied(database);
  const { leftOut } = completed(await importing(database)(file, options));
  return { leftOut: leftOut.map(({ line, fate }) => [line, fate]), came: await outcomeOf(database) };
};
const plain = await outcome(logOf(ROWS));
const invoices = async (): Promise<string[]> =>
  (
    await database.query<{ reference: string }>(
      `SELECT reference FROM orders.imported WHERE reference NOT LIKE 'C%' ORDER BY reference`,
    )
  ).rows.map(({ reference }) => reference);
const failure = async (file: string | Uint8Array): Promise<string | null> => {
  await emptied(database);
  const { run, report } = await importing(database)(file);
  expect({ status: run.status, report }).toEqual({ status: 'failed', report: null });
  expect(await countOf(database, 'orders.placed_order')).toBe(0);
  expect(await countOf(database, 'order_log.line')).toBe(0);
  return run.error;
};

describe('one log in another form', () => {
  const american = ROWS.map((one) => {
    const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+) (\d+:\d+)/.exec(one.at) ?? [];
    return { ...one, at: `${Number(month)}/${Number(day)}/${year} ${time?.replace(/^0/, '')}` };
  });
  const columns = (text: string, order: readonly number[]) => {
    const fields = text.split(',');
    return order.map((index) => fields[index] ?? '').join(',');
  };
  const ORDER = [7, 2, 4, 0, 6, 5, 3, 1];
  const simple = ROWS.map((one) => ({ ...one, description: one.description.replace(/[,"]/g, '') }));
  const forms: Record<string, string | Buffer> = {
    'with a byte order mark': `\uFEFF${logOf(ROWS)}`,
    'with CRLF': logOf(ROWS, { newline: '\r\n' }),
    'with CR alone': logOf(ROWS, { newline: '\r' }),
    'without a last line end': logOf(ROWS, { last: '' }),
    'with every field in quotes': logOf(ROWS, { quoted: true }),
    'with empty lines': logOf(ROWS).replaceAll('\n', '\n\n'),
    'with the month first': logOf(american),
    'with the second edition’s header': logOf(ROWS, {
      header: 'Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country',
    }),
    'with a header in other letters': logOf(ROWS, { header: HEADER.toLowerCase() }),
    'with a column more': logOf(
      ROWS.map((one) => `${textOf(one)},web`),
      { header: `${HEADER},Channel` },
    ),
    'with customers as numbers with a fraction': logOf(
      ROWS.map((one) => ({ ...one, customer: one.customer && `${one.customer}.0` })),
    ),
  };
  it.each(Object.entries(forms))('%s comes to the same', async (_, file) => {
    const came = (await outcome(file, { chunkBytes: 13 })).came;
    expect(came).toEqual(plain.came);
  });

  it('with its columns in another order comes to the same', async () => {
    const wanted = await outcome(logOf(simple));
    const file = [HEADER, ...simple.map((one) => textOf(one))].map((line) => columns(line, ORDER)).join('\n');
    expect(await outcome(file)).toEqual(wanted);
  });
});

describe('a file that is no order log', () => {
  it.each([
    ['empty', '', 'the file is empty'],
    ['of a byte order mark alone', '\uFEFF', 'the file is empty'],
    [
      'of another shop',
      'Handle,Title\na,b\n',
      /^the header lacks InvoiceNo, StockCode, Quantity, InvoiceDate, UnitPrice; is this an order log\?$/,
    ],
    [
      'without dates',
      logOf(ROWS, { header: HEADER.replace('InvoiceDate', 'When') }),
      /the header lacks InvoiceDate;/,
    ],
    ['in UTF-16', Buffer.from(`\uFEFF${logOf(ROWS)}`, 'utf16le'), /UTF-16/],
  ])('%s is refused as a whole, and says why', async (_, file, error) => {
    expect(await failure(file)).toMatch(error);
  });

  it('of a header alone is an import of nothing', async () => {
    await emptied(database);
    const { report, run } = completed(await importing(database)(HEADER));
    expect(run).toMatchObject({ read: 0, created: 0, rejected: 0 });
    expect(report).toMatchObject({ orders: { created: 0, present: 0 }, byDay: [], leftOut: [] });
  });
});

describe('a row that cannot be read', () => {
  const good = row({ invoice: '600001', ...MUG });
  const broken: [string, string | Buffer, RegExp][] = [
    ['bytes that are no UTF-8', Buffer.from(textOf(row({ description: 'caf\u00e9' })), 'latin1'), /UTF-8/],
    ['too few fields', '536365,85123A,HEART', /3 fields, and the header 8/],
    ['too many fields', `${textOf(row())},x`, /9 fields, and the header 8/],
    ['a quote amid a field', textOf(row()).replace('HEART', 'HE"ART'), /quote/],
    ['no quantity', textOf(row({ quantity: 'two' })), /“two”, which is no whole number/],
    ['a half', textOf(row({ quantity: '1.5' })), /“1.5”, which is no whole number/],
    ['a quantity beyond measure', textOf(row({ quantity: 1_000_001 })), /no whole number up to 1000000/],
    ['no price', textOf(row({ price: 'free' })), /“free”, which is none/],
    ['no date', textOf(row({ at: '' })), /has the date “”; write 2010-12-01 08:26:00/],
    ['a day that is none', textOf(row({ at: '2011-02-30 08:26:00' })), /“2011-02-30 08:26:00”/],
    ['the day first', textOf(row({ at: '31/12/2010 8:26' })), /with the month first/],
    ['a date far ahead', textOf(row({ at: '2999-01-01 08:26:00' })), /before 1995 or after today/],
    ['a date long ago', textOf(row({ at: '1994-12-31 23:59:00' })), /before 1995 or after today/],
    ['no stock code', textOf(row({ sku: ' ' })), /no stock code/],
    ['a null character', textOf(row({ description: 'A\0B' })), /U\+0000/],
    ['an endless text', textOf(row({ description: 'x'.repeat(501) })), /more than 500 characters/],
  ];
  it.each(broken)('(%s) is told, and keeps its invoice out whole and no other', async (_, bad, problem) => {
    await emptied(database);
    const file = Buffer.concat([
      Buffer.from(`${logOf([row({ ...MUG }), good])}`),
      Buffer.from(bad),
      Buffer.from(`\n${textOf(row({ invoice: '600002', ...MUG }))}\n`),
    ]);
    const { leftOut } = completed(await importing(database)(file));
    expect(leftOut.map(({ line, fate }) => [line, fate])).toEqual([
      [2, 'invoice-broken'],
      [4, 'broken'],
    ]);
    expect(leftOut.at(-1)?.reason).toMatch(problem);
    expect(await invoices()).toEqual(['600001', '600002']);
  });

  it('keeps its invoice out whichever column its number is in', async () => {
    await emptied(database);
    const header = 'Description,InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
    const start = '"MUG, RED",536365,22001,1,2010-12-01 08:26:00,1.25,17850,';
    const file = Buffer.concat([
      Buffer.from(`${header}\n${start}United Kingdom\n${start.replace('22001', '22002')}`),
      Buffer.from([0xe9]),
    ]);
    const { leftOut } = completed(await importing(database)(file));
    expect(leftOut.map(({ fate }) => fate)).toEqual(['invoice-broken', 'broken']);
    expect(await invoices()).toEqual([]);
  });
});
