import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { stockLevel } from '../../src/modules/inventory/index.ts';
import type { Plan } from '../../src/replay/plan.ts';
import { logLine, replayHere, seedFor, stockSkus } from './support.ts';

const engine = await openEngine();
const staff = engine.as(engine.staffKey);
await stockSkus(staff, { LAMP: 100, MUG: 100, CUP: 3, DISH: 50 });

describe('a replay', { timeout: 60_000 }, () => {
  it('orders the baskets, refuses what is not there, cancels what came back, and finds that all adds up', async () => {
    const plain = (plan: Plan) => !plan.abandoned && !plan.sentTwice;
    const seed = seedFor({
      1: plain,
      2: plain,
      3: plain,
      4: plain,
      5: ({ abandoned }) => abandoned,
      6: ({ sentTwice, abandoned }) => sentTwice && !abandoned,
    });
    const report = await replayHere(engine, {
      lines: [
        logLine('1', 'LAMP', 2),
        logLine('1', 'LAMP', 2),
        logLine('1', 'MUG', 1),
        logLine('2', 'CUP', 2, { customer: '', minute: 1 }),
        logLine('2', 'NOT-SOLD', 1, { customer: '', minute: 1 }),
        logLine('3', 'CUP', 4, { customer: '8', minute: 2 }),
        logLine('4', 'DISH', 1_000, { minute: 3 }),
        logLine('5', 'LAMP', 1, { customer: '9', minute: 4 }),
        logLine('6', 'DISH', 3, { customer: '9', minute: 5 }),
        logLine('C7', 'LAMP', -1, { minute: 6 }),
        logLine('C7', 'MUG', -1, { minute: 6 }),
        logLine('C8', 'LAMP', -1, { minute: 7 }),
        logLine('C9', 'DISH', -1, { customer: '1', minute: 8 }),
      ],
      options: { seed },
    });
    expect(report.findings).toEqual({ total: 0, listed: [] });
    expect(report).toMatchObject({
      log: {
        lines: 13,
        baskets: 6,
        split: 0,
        leftOut: { 'too-many-units': 1 },
        skippedLines: { duplicate: 1 },
      },
      walks: 5,
      placed: 2,
      confirmed: 2,
      refused: { 'not-found': 1, 'insufficient-stock': 1 },
      abandoned: 1,
      sentTwice: 1,
      replayed: 1,
      cancelled: 1,
      nothingToCancel: 2,
      gaveUp: 0,
      checked: { orders: 2, lines: 3, keys: 3, skus: 3, unheardOf: 0, confirmedTotal: 750, captured: 750 },
    });
    expect(await stockLevel(engine.database, 'LAMP')).toMatchObject({ onHand: 100, allocated: 0 });
    expect(await stockLevel(engine.database, 'DISH')).toMatchObject({ onHand: 50, allocated: 3 });
  });

  it('pays with another token after a decline, waits for payments in doubt, and leaves reviews to staff', async () => {
    const paysWith = (token: string) => (plan: Plan) => plan.tokens[0] === token && !plan.abandoned;
    const seed = seedFor({
      21: paysWith('tok_declined'),
      22: paysWith('tok_fraud'),
      23: paysWith('tok_flaky'),
    });
    const report = await replayHere(engine, {
      lines: [
        logLine('21', 'LAMP', 1, { customer: '21' }),
        logLine('22', 'LAMP', 1, { customer: '22' }),
        logLine('23', 'MUG', 1, { customer: '23' }),
      ],
      options: { seed, payments: 'mixed' },
    });
    expect(report.findings).toEqual({ total: 0, listed: [] });
    expect(report).toMatchObject({ placed: 3, confirmed: 2, inReview: 1, paidWithAnother: 1, declined: 0 });
    expect(report.checked).toMatchObject({ orders: 3, confirmedTotal: 500, captured: 500 });
  });

  it('fills the shelf with the units asked for, beyond what orders hold', async () => {
    const before = await stockLevel(engine.database, 'DISH');
    const report = await replayHere(engine, {
      lines: [logLine('31', 'DISH', 1, { customer: '31' })],
      options: { stock: 70, seed: seedFor({ 31: ({ abandoned }) => !abandoned }) },
    });
    expect(report.findings.total).toBe(0);
    expect(await stockLevel(engine.database, 'DISH')).toMatchObject({
      onHand: 70 + (before?.allocated ?? 0),
      allocated: (before?.allocated ?? 0) + 1,
    });
  });

  it('lets the time of the log run as many times faster as asked', async () => {
    const lines = [0, 1, 2].map((minute) => logLine(`7${minute}`, 'LAMP', 1, { customer: '', minute }));
    const { seconds, walks } = await replayHere(engine, { lines, options: { speed: 120 } });
    expect(walks).toBe(3);
    expect(seconds).toBeGreaterThanOrEqual(1);
  });

  it('ends after so many carts', async () => {
    const lines = Array.from({ length: 5 }, (_, index) => logLine(`5${index}`, 'LAMP', 1, { customer: '' }));
    expect(await replayHere(engine, { lines, options: { limit: 2 } })).toMatchObject({ walks: 2 });
  });

  it('says what to do when the shop sells nothing of the log, or nobody answers', async () => {
    const lines = [logLine('61', 'ELSEWHERE', 1)];
    await expect(replayHere(engine, { lines })).rejects.toThrow(
      /Import it first:\n {2}npm run cartwright -- import/,
    );
    const nowhere = { options: { apiUrl: 'http://127.0.0.1:9' }, lines };
    await expect(replayHere(engine, nowhere)).rejects.toThrow(/cannot be reached at http:\/\/127.0.0.1:9/);
  });
});
