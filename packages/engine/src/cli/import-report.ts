import { open } from 'node:fs/promises';
import type { OrderLogReport } from '@cartwright/contract';
import { csvLines } from '../platform/files/write.ts';
import type { LineLeftOut } from '../processes/run-import.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import { minorDigits } from '../shared/money.ts';

/** What an import of an order log came to, for people. */
export const orderReport = (
  report: OrderLogReport,
  { read, elapsedMs }: { read: number; elapsedMs: number },
): string => {
  const { accepted, currency, orders } = report;
  const money = moneyIn(currency);
  const row = (name: string, { lines, amount }: { lines: number; amount: number }): string =>
    `  ${name.padEnd(28)} ${String(lines).padStart(9)} lines ${money(amount).padStart(18)}`;
  const left = report.leftOut.reduce(
    (sum, { lines, amount }) => ({ lines: sum.lines + lines, amount: sum.amount + amount }),
    { lines: 0, amount: 0 },
  );
  return [
    `Imported ${read} lines in ${(elapsedMs / 1_000).toFixed(1)} s, ${Math.round(read / (Math.max(elapsedMs, 1) / 1_000))} lines/s: ${orders.created} orders (${orders.present} were in already), ${report.returns.created} returns, ${report.products.created} new products, ${report.customers.created} new customers.`,
    '',
    `Accepted (${currency})`,
    row('goods', accepted.goods),
    row('shipping', accepted.shipping),
    row('goods taken back', accepted.goodsBack),
    row('shipping given back', accepted.shippingBack),
    row('together', accepted.total),
    'Left out',
    ...report.leftOut.map(({ rule, ...sum }) => row(rule, sum)),
    row('together', left),
    'By day                            accepted           left out',
    ...report.byDay.map((sums) => pair(sums.day, sums, money)),
    'By country',
    ...report.byCountry.map((sums) => pair(sums.country, sums, money)),
  ].join('\n');
};

const pair = (
  name: string,
  sums: { accepted: number; leftOut: number },
  money: (amount: number) => string,
): string => `  ${name.padEnd(22)} ${money(sums.accepted).padStart(18)} ${money(sums.leftOut).padStart(18)}`;

/** Minor units as a plain decimal number: 1250 is 12.50. Without floats. */
const moneyIn = (currency: string): ((amount: number) => string) => {
  const digits = minorDigits(currency);
  return (amount) => {
    const text = String(Math.abs(amount)).padStart(digits + 1, '0');
    const whole = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
    return amount < 0 ? `-${whole}` : whole;
  };
};

const HEADER = [
  [
    'line',
    'rule',
    'reason',
    'invoice',
    'sku',
    'description',
    'quantity',
    'at',
    'unitPriceMinor',
    'customer',
    'country',
  ],
];

/** A CSV file that takes the lines that stay out. Throws `ExpectedError` when it cannot be written. */
export const leftOutFile = async (
  path: string,
): Promise<{ write: (line: LineLeftOut) => Promise<void>; close: () => Promise<void> }> => {
  const file = await open(path, 'w').catch((error: Error) => {
    throw new ExpectedError(`${path} cannot be written: ${error.message}`);
  });
  await file.write(csvLines(HEADER, { defused: true }));
  return {
    write: async (line) => {
      await file.write(
        csvLines(
          [
            [
              line.line,
              line.fate,
              line.reason,
              line.invoice,
              line.sku,
              line.description,
              line.quantity,
              line.at?.toISOString() ?? null,
              line.unitPrice,
              line.customer,
              line.country,
            ],
          ],
          { defused: true },
        ),
      );
    },
    close: () => file.close(),
  };
};
