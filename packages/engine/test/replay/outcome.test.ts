import { expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import type { Plan } from '../../src/replay/plan.ts';
import { logLine, replayHere, seedFor, stockSkus } from './support.ts';

// Every checkout is answered with 202: nothing is decided within no time.
const engine = await openEngine({ checkoutWaitMs: 0 });
await stockSkus(engine.as(engine.staffKey), { LAMP: 100 });

const paysWith = (token: string) => (plan: Plan) => plan.tokens[0] === token && !plan.abandoned;

it('waits until an order that was not decided at once is confirmed, declined or in review', async () => {
  const report = await replayHere(engine, {
    lines: ['1', '2', '3', '4'].map((invoice) => logLine(invoice, 'LAMP', 1, { customer: invoice })),
    options: {
      payments: 'mixed',
      seed: seedFor({
        1: paysWith('tok_ok'),
        2: paysWith('tok_declined'),
        3: paysWith('tok_slow'),
        4: paysWith('tok_fraud'),
      }),
    },
  });
  expect(report.findings).toEqual({ total: 0, listed: [] });
  expect(report).toMatchObject({ confirmed: 3, inReview: 1, paidWithAnother: 1, declined: 0, undecided: 0 });
  expect(report.checked).toMatchObject({ confirmedTotal: 750, captured: 750 });
}, 60_000);
