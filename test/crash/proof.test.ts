import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../packages/engine/src/prove/verdict.ts';
import { startProof } from '../support/proof-process.ts';
import { openTestFolder } from '../support/stores.ts';
import { until } from '../support/until.ts';

const KEPT = { oversold: 0, lost: 0, doubled: 0, unanswered: 0, notChecked: [], findings: { total: 0 } };

describe('cartwright prove', { timeout: 180_000 }, () => {
  it('proves a shop of its own, writes the history, which can be checked again, and leaves nothing behind', async () => {
    const folder = await openTestFolder();
    const file = join(await openTestFolder(), 'history.jsonl');
    const run = startProof(folder, ['--buyers', '60', '--units', '20', '--history', file]);
    expect(await run.ended, run.said.err + run.said.out).toBe(0);
    expect(run.said.out).toContain('Every promise was kept.');
    const [, sold = 0] = /Sold +(\d+) of 20 units/.exec(run.said.out) ?? [];
    const [, cancelled = 0] = /(\d+) cancelled afterwards/.exec(run.said.out) ?? [];
    // What comes back when everybody has gone home stays on the shelf.
    expect(Number(sold) + Number(cancelled)).toBeGreaterThanOrEqual(20);
    expect(Number(sold)).toBeLessThanOrEqual(20);
    expect(await readdir(folder)).toEqual([]);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ type: 'opening', seed: 'cartwright' });
    const again = startProof(folder, ['--check', file]);
    expect(await again.ended, again.said.err).toBe(0);
    expect(again.said.out).toContain(`${lines.length - 1} requests`);
    expect(again.said.out).toContain('Every promise was kept.');
  });

  it('finds every promise kept with two engines while engine, Redis, PostgreSQL and projector are killed', async () => {
    const folder = await openTestFolder();
    const args = ['--buyers', '120', '--units', '40', '--engines', '2', '--kill', '--spread', '10', '--json'];
    const run = startProof(folder, args);
    expect(await run.ended, run.said.err + run.said.out).toBe(0);
    const verdict: Verdict = JSON.parse(run.said.out);
    expect(verdict).toMatchObject(KEPT);
    expect(verdict.killed.map(({ part }) => part).sort()).toEqual([
      'engine',
      'postgres',
      'projector',
      'redis',
    ]);
    expect(verdict.confirmed).toBeGreaterThan(0);
    expect(verdict.failed + verdict.throttled).toBeGreaterThan(0);
    expect(verdict.confirmed + verdict.soldOut + verdict.declined).toBe(120);
    expect(await readdir(folder)).toEqual([]);
  });

  it('ends after the buyers under way at Ctrl-C, checks them, and leaves nothing behind', async () => {
    const folder = await openTestFolder();
    const run = startProof(folder, ['--buyers', '1000', '--units', '1000', '--spread', '600']);
    await until(() => / [1-9]\d* confirmed,/.test(run.said.err), { deadlineMs: 90_000, what: 'an order' });
    run.interrupt();
    expect(await run.ended, run.said.err + run.said.out).toBe(130);
    expect(run.said.out).toMatch(/^Stopped$/m);
    expect(run.said.out).toContain('Every promise was kept.');
    expect(await readdir(folder)).toEqual([]);
  });

  it('says what to do when it cannot begin', async () => {
    const folder = await openTestFolder();
    const cases: [what: RegExp, args: string[]][] = [
      [/whole number from 1 to 100000/, ['--buyers', '0']],
      [/--kill needs servers of its own/, ['--url', 'http://127.0.0.1:9', '--kill']],
      [/an address such as/, ['--url', 'nonsense']],
      [/The history cannot be written/, ['--history', join(folder, 'missing', 'history.jsonl')]],
      [/cannot be read as a history: ENOENT/, ['--check', join(folder, 'history.jsonl')]],
    ];
    for (const [what, args] of cases) {
      const run = startProof(folder, args);
      expect(await run.ended, run.said.err).toBe(1);
      expect(run.said.err).toMatch(what);
      expect(run.said.err).not.toMatch(/\n {4}at /);
    }
  });
});
