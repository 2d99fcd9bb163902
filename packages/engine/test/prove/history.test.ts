import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTestFolder } from '../../../../test/support/stores.ts';
import { checkHistory } from '../../src/prove/history/check.ts';
import { readHistory, writeHistory } from '../../src/prove/history/file.ts';
import { levelsOf } from '../../src/prove/history/levels.ts';
import type { Call } from '../../src/prove/history/record.ts';
import { call, historyOf, SKU, truthful } from './history.ts';

const promisesOf = (units: number, calls: readonly Call[], staleMs = 0): string[] =>
  checkHistory(historyOf(units, calls, staleMs)).findings.map(({ promise }) => promise);

const RUNS = { numRuns: 2_000 };
/** After everything that a simulated shop does. */
const LATE_MS = 10_000;

describe('the check of a history', () => {
  it('finds nothing in what a shop may answer that keeps its promises', () => {
    fc.assert(
      fc.property(truthful, ({ units, calls }) => {
        expect(checkHistory(historyOf(units, calls))).toEqual({ findings: [], unsoldWhileSoldOut: 0 });
      }),
      RUNS,
    );
  });

  it('finds every unit that is confirmed beyond those that there were', () => {
    fc.assert(
      fc.property(truthful, fc.integer({ min: 1, max: 3 }), ({ units, calls }, over) => {
        const kept = unitsKept(calls);
        const late = { invokedAtMs: LATE_MS, returnedAtMs: LATE_MS + 1 };
        const more = call({
          ...late,
          buyer: 99,
          key: 'late',
          orderId: 'late',
          units: { [SKU]: units - kept + over },
        });
        const found = checkHistory(historyOf(units, [...calls, more])).findings;
        expect(found.map(({ promise, size }) => [promise, size])).toEqual([['oversold', over]]);
      }),
      RUNS,
    );
  });

  it('finds “sold out” where units were there all the while, and only there', () => {
    fc.assert(
      fc.property(truthful, ({ units, calls }) => {
        const left = units - unitsKept(calls);
        const late = { invokedAtMs: LATE_MS, returnedAtMs: LATE_MS + 1 };
        const told = call({ ...late, buyer: 99, key: 'late', outcome: 'sold-out' });
        const replayed = checkHistory(historyOf(units, [...calls, told]));
        expect(replayed.findings.map(({ promise }) => promise)).toEqual(left > 0 ? ['untrue'] : []);
        expect(replayed.unsoldWhileSoldOut).toBe(left);
      }),
      RUNS,
    );
  });

  it('allows “sold out” as late as what is told of stock may be', () => {
    const bought = call({ key: 'a', orderId: 'a', returnedAtMs: 10 });
    const cancelled = call({
      kind: 'cancel',
      key: 'b',
      orderId: 'a',
      outcome: 'cancelled',
      invokedAtMs: 20,
      returnedAtMs: 30,
    });
    const told = call({ buyer: 1, key: 'c', outcome: 'sold-out', invokedAtMs: 100, returnedAtMs: 110 });
    expect(promisesOf(1, [bought, cancelled, told], 50)).toEqual(['untrue']);
    expect(promisesOf(1, [bought, cancelled, told], 71)).toEqual([]);
  });

  it('takes what was never answered for taken', () => {
    const open = call({ key: 'a', outcome: 'unanswered', returnedAtMs: 10 });
    const told = call({ buyer: 1, key: 'b', outcome: 'sold-out', invokedAtMs: 100, returnedAtMs: 110 });
    expect(promisesOf(1, [open, told])).toEqual([]);
    expect(promisesOf(2, [open, told])).toEqual(['untrue']);
    const refused = call({ key: 'a', outcome: 'refused', invokedAtMs: 20, returnedAtMs: 30 });
    expect(promisesOf(1, [open, refused, told])).toEqual(['untrue']);
  });

  it('finds a key with two orders, and one that was answered as if it had made none', () => {
    const once = call({ key: 'a', orderId: 'a' });
    const later = { invokedAtMs: 5, returnedAtMs: 6 };
    expect(promisesOf(9, [once, call({ ...later, key: 'a', orderId: 'b' })])).toEqual(['doubled']);
    expect(
      promisesOf(1, [once, call({ ...later, key: 'a', outcome: 'sold-out', code: 'sold-out' })]),
    ).toEqual(['lost']);
    // Sent twice at once, one may be refused while the other takes the last unit.
    const beside = call({ key: 'a', outcome: 'sold-out', invokedAtMs: 0.5, returnedAtMs: 6 });
    expect(promisesOf(1, [once, beside])).toEqual([]);
  });

  it('finds an order that was confirmed and then was not, and one whose lines changed', () => {
    const once = call({ key: 'a', orderId: 'a' });
    const look = { kind: 'look' as const, orderId: 'a', invokedAtMs: 5, returnedAtMs: 6 };
    expect(promisesOf(9, [once, call({ ...look, outcome: 'paymentFailed' })])).toEqual(['lost']);
    expect(promisesOf(9, [once, call({ ...look, units: { [SKU]: 2 } })])).toEqual(['books']);
    expect(promisesOf(9, [once, call(look)])).toEqual([]);
  });
});

describe('levels', () => {
  it('are the highest of any stretch, as adding up at each moment says', () => {
    const hold = fc
      .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5 }))
      .map(([fromMs, forMs, units]) => ({ fromMs, toMs: fromMs + forMs, units }));
    const stretch = fc.tuple(fc.integer({ min: -5, max: 70 }), fc.integer({ min: 0, max: 30 }));
    fc.assert(
      fc.property(fc.array(hold, { maxLength: 20 }), stretch, (holds, [from, length]) => {
        let most = 0;
        for (let at = from; at <= from + length; at += 1) {
          const there = holds.filter(({ fromMs, toMs }) => fromMs <= at && at <= toMs);
          most = Math.max(
            most,
            there.reduce((sum, { units }) => sum + units, 0),
          );
        }
        expect(levelsOf(holds).most(from, from + length)).toBe(most);
      }),
      RUNS,
    );
  });
});

describe('the file of a history', () => {
  it('gives back what was written, and says which line is none', async () => {
    const file = join(await openTestFolder(), 'history.jsonl');
    const history = historyOf(3, [call({ key: 'a' }), call({ key: 'b', outcome: 'sold-out' })]);
    await writeHistory(file, history);
    expect(await readHistory(file)).toEqual(history);
    await writeFile(file, `${JSON.stringify(history.opening)}\n{"type":"call"}\n`);
    await expect(readHistory(file)).rejects.toThrow(/history\.jsonl, line 2, cannot be read as a history/);
    await writeFile(file, `${JSON.stringify(history.calls[0])}\n`);
    await expect(readHistory(file)).rejects.toThrow(/has no opening/);
    await expect(readHistory(join(file, 'nothing'))).rejects.toThrow(/cannot be read as a history/);
  });
});

/** Of orders that nobody cancelled. */
const unitsKept = (calls: readonly Call[]): number => {
  const orders = new Map(
    calls.flatMap(({ orderId, units }) => (orderId === null ? [] : [[orderId, units[SKU] ?? 0]])),
  );
  for (const { kind, orderId } of calls) if (kind === 'cancel' && orderId !== null) orders.delete(orderId);
  return [...orders.values()].reduce((sum, units) => sum + units, 0);
};
