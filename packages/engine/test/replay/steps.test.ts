import { describe, expect, it } from 'vitest';
import { logLine, stepsIn } from './support.ts';

const summary = ({ steps }: Awaited<ReturnType<typeof stepsIn>>) =>
  steps.map((step) =>
    step.kind === 'basket'
      ? [step.invoice, step.part, step.customer, step.lines.length]
      : [step.invoice, 'cancels', step.customer, ...step.skus],
  );

describe('the steps of an order log', () => {
  it('makes one basket of lines that stand together, adds up equal SKUs and drops duplicates', async () => {
    const { steps, counts } = await stepsIn([
      logLine('1', 'LAMP', 2),
      logLine('1', 'MUG', 1),
      logLine('1', 'LAMP', 3),
      logLine('1', 'LAMP', 2),
      logLine('2', 'lamp', 1, { customer: '' }),
    ]);
    expect(steps).toMatchObject([
      {
        invoice: '1',
        customer: '17850',
        lines: [
          { sku: 'LAMP', quantity: 5 },
          { sku: 'MUG', quantity: 1 },
        ],
      },
      { invoice: '2', customer: null, lines: [{ sku: 'LAMP', quantity: 1 }] },
    ]);
    expect(counts).toMatchObject({ lines: 5, baskets: 2, skippedLines: { duplicate: 1 } });
  });

  it('counts lines that are no goods by what they are, and makes no basket of them alone', async () => {
    const { steps, counts } = await stepsIn([
      logLine('1', 'POST', 1),
      logLine('1', 'LAMP', 1),
      logLine('2', 'M', 1),
      logLine('3', 'LAMP', -5),
      logLine('4', 'LAMP', 1, { price: '0' }),
      '5,A,THING,many,2010-12-01 08:00:00,1.00,1,France',
    ]);
    expect(steps).toHaveLength(1);
    expect(counts).toMatchObject({
      lines: 6,
      baskets: 1,
      skippedLines: {
        shipping: 1,
        'no-merchandise': 1,
        'stock-correction': 1,
        'price-not-positive': 1,
        broken: 1,
      },
    });
  });

  it('splits what is more lines than a cart holds, and leaves out what is more units', async () => {
    const long = Array.from({ length: 201 }, (_, index) => logLine('1', `SKU${index}`, 1));
    const read = await stepsIn([
      ...long,
      logLine('2', 'LAMP', 500),
      logLine('2', 'LAMP', 499),
      logLine('3', 'LAMP', 500),
      logLine('3', 'LAMP', 501),
    ]);
    expect(summary(read)).toEqual([
      ['1', 0, '17850', 100],
      ['1', 1, '17850', 100],
      ['1', 2, '17850', 1],
      ['2', 0, '17850', 1],
    ]);
    expect(read.counts).toMatchObject({ baskets: 3, split: 1, leftOut: { 'too-many-units': 1 } });
  });

  it('makes one step of a cancelling invoice', async () => {
    const read = await stepsIn([
      logLine('C9', 'LAMP', -1, { customer: '7' }),
      logLine('C9', 'MUG', -2, { customer: '7' }),
      logLine('C9', 'POST', -1, { customer: '7' }),
    ]);
    expect(summary(read)).toEqual([['C9', 'cancels', '7', 'LAMP', 'MUG']]);
    expect(read.counts).toMatchObject({ baskets: 0, skippedLines: { shippingBack: 1 } });
  });

  it('leaves out what is before or after the days asked for', async () => {
    const read = await stepsIn(
      [
        logLine('1', 'LAMP', 1, { minute: 0 }),
        logLine('2', 'LAMP', 1, { minute: 5 }),
        logLine('3', 'LAMP', 1, { minute: 10 }),
      ],
      { from: new Date('2010-12-01T08:05:00Z'), to: new Date('2010-12-01T08:10:00Z') },
    );
    expect(summary(read)).toEqual([['2', 0, '17850', 1]]);
    expect(read.counts.skippedLines).toEqual({ 'out-of-range': 2 });
  });
});
