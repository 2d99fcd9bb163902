import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import type { Plan } from '../../src/replay/plan.ts';
import { type Fault, openProxy } from './proxy.ts';
import { logLine, replayHere, seedFor, stockSkus } from './support.ts';

const engine = await openEngine();
await stockSkus(engine.as(engine.staffKey), { LAMP: 100, PRICED: 100 });
const { database } = engine;

const plain = ({ abandoned, sentTwice, lineByLine }: Plan) => !abandoned && !sentTwice && !lineByLine;
const seed = seedFor({ 1: plain });

/** One basket through a proxy that does this to the first requests of that kind, and what keys were sent. */
const through = async (
  faults: Fault[],
  {
    of = /checkout$/,
    sku = 'LAMP',
    onFault = async () => {},
    lines = [logLine('1', sku, 1)],
    options = {},
  } = {},
): Promise<{ report: Awaited<ReturnType<typeof replayHere>>; keys: string[] }> => {
  const keys: string[] = [];
  const apiUrl = await openProxy(engine.url, async ({ method, path, key }) => {
    if (method === 'GET' || !of.test(path)) return undefined;
    if (key !== undefined) keys.push(key);
    await onFault();
    return faults.shift();
  });
  const report = await replayHere(engine, {
    lines,
    options: { apiUrl, seed, ...options },
  });
  return { report, keys };
};

describe('a shopper of a replay', { timeout: 60_000 }, () => {
  it('repeats a checkout whose answer was lost under the same key, and has one order', async () => {
    const { report, keys } = await through(['answer lost', 'answer lost']);
    expect(report).toMatchObject({ placed: 1, confirmed: 1, replayed: 1, retried: { connection: 2 } });
    expect(report.findings.total).toBe(0);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
  });

  it('asks again while its key is in flight elsewhere', async () => {
    const { report, keys } = await through([{ status: 409, code: 'idempotency-in-flight', retryAfter: '1' }]);
    expect(report).toMatchObject({ confirmed: 1, retried: { 'idempotency-in-flight': 1 } });
    expect(new Set(keys).size).toBe(1);
  });

  it('waits as long as Retry-After says when the shop is overloaded', async () => {
    const startedAt = performance.now();
    const { report } = await through([
      { status: 503, code: 'overloaded', retryAfter: '1' },
      { status: 429, code: 'too-many-requests', retryAfter: '1' },
    ]);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(2_000);
    expect(report).toMatchObject({
      confirmed: 1,
      retried: { overloaded: 1, 'too-many-requests': 1 },
      findings: { total: 0 },
    });
  });

  it('repeats what makes her session and her cart, too', async () => {
    const { report } = await through(['answer lost', { status: 503, code: 'unavailable' }], {
      of: /(session|carts)$/,
    });
    expect(report).toMatchObject({ confirmed: 1, retried: { connection: 1, unavailable: 1 } });
  });

  it('looks at the cart and checks out again with the same key when a price has moved', async () => {
    let moved = false;
    const { report, keys } = await through([], {
      sku: 'PRICED',
      onFault: async () => {
        if (moved) return;
        moved = true;
        await database.query(`UPDATE catalog.price SET amount = 900 WHERE sku = 'PRICED'`);
      },
    });
    expect(report).toMatchObject({ confirmed: 1, refused: {}, checked: { captured: 900 } });
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });

  it('gives up after a while, and an order that it was never told of is no order too many', async () => {
    const lost = Array.from<Fault>({ length: 100 }).fill('answer lost');
    const { report } = await through([undefined, ...lost], {
      lines: [logLine('1', 'LAMP', 1, { customer: '1' }), logLine('1b', 'LAMP', 2, { customer: '1' })],
      options: { seed: seedFor({ 1: plain, '1b': plain }), patienceMs: 400 },
    });
    expect(report).toMatchObject({ walks: 2, placed: 1, gaveUp: 1, findings: { total: 0 } });
    expect(report.checked).toMatchObject({ orders: 2, unheardOf: 1, keys: 1, captured: 750 });
  });

  it('leaves the rest of the log, and takes it for off, when the shop has stopped answering', async () => {
    const away = Array.from<Fault>({ length: 1_000 }).fill({ status: 503, code: 'unavailable' });
    const { report } = await through(away, {
      of: /session$/,
      lines: Array.from({ length: 40 }, (_, index) => logLine(String(index), 'LAMP', 1, { customer: '' })),
      options: { concurrency: 4, patienceMs: 200 },
    });
    expect(report.walks).toBeLessThan(12);
    expect(report.findings.listed).toEqual([
      'The shop has stopped answering; the rest of the log was left.',
      'No basket got an answer.',
    ]);
  });

  it('counts a refusal under its code, and takes an error of the shop for something that is off', async () => {
    const { report } = await through([{ status: 500, code: 'internal' }]);
    expect(report).toMatchObject({ placed: 0, refused: { internal: 1 }, findings: { total: 1 } });
  });
});
