import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { BenchCase, Measured } from '../../bench/core/case.ts';
import { readCommandLine } from '../../bench/core/command-line.ts';
import type { Durability } from '../../bench/core/environment.ts';
import { runName, writeRun } from '../../bench/core/kept-run.ts';
import { publish } from '../../bench/core/publish.ts';
import { type Run, resultOf } from '../../bench/core/results.ts';
import { tableOf } from '../../bench/core/table.ts';
import { openTestFolder } from '../support/stores.ts';

const aCase: BenchCase = {
  name: 'a-case',
  title: 'a case',
  unit: 'requests/s',
  limitIs: 'bare',
  goal: { of: 'ratio', is: 'at-least', target: 0.85, stretch: 0.97 },
  products: { full: 1_000, quick: 10 },
  run: async () => ({ notRun: 'this is a test' }),
};
const samples = (...values: number[]) => values.map((value) => ({ value }));
const measured: Measured = {
  ours: [{ value: 80, cpuMicrosPerRequest: { engine: 3 } }, ...samples(90), ...samples(100)],
  limit: samples(100, 98, 102),
};
const durable: Durability = {
  ...{ fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', filesystem: 'disk' },
  ...{ appendonly: 'yes', appendfsync: 'everysec', save: '' },
};
const run: Run = {
  date: '2026-02-03T04:05:06.000Z',
  commit: 'abc1234',
  dirty: false,
  machine: { cpu: 'A processor', cores: 2, memoryGiB: 4, system: 'linux-x64' },
  versions: { node: '24.0.0', postgres: '18.4', redis: '7.0.15' },
  durability: durable,
  quick: false,
  seed: 'a seed',
  loadBefore: 0.1,
  cases: [resultOf(aCase, measured, 1_000), resultOf(aCase, { notRun: 'no server' }, 1_000)],
};

describe('a result', () => {
  it('is the ratio of the medians, against its target', () => {
    expect(run.cases[0]).toMatchObject({
      ...{ case: 'a-case', unit: 'requests/s', ours: 90, limit: 100, ratio: 0.9, reached: 'target' },
      ...{ goal: { target: 0.85, stretch: 0.97 }, rounds: 3, flagged: false, products: 1_000 },
      cpuMicrosPerRequest: { engine: 3 },
    });
    const [result] = run.cases;
    expect(result).toHaveProperty('spread', expect.closeTo(20 / 90));
    expect(result).toHaveProperty('limitSpread', expect.closeTo(0.04));
    const reached = (...ours: number[]) => resultOf(aCase, { ...measured, ours: samples(...ours) }, 1);
    expect(reached(97)).toMatchObject({ reached: 'stretch' });
    expect(reached(84)).toMatchObject({ reached: 'missed' });
  });

  it('is flagged when the limit moved by more than a tenth', () => {
    const flagged = (...limit: number[]) => resultOf(aCase, { ...measured, limit: samples(...limit) }, 1);
    expect(flagged(95, 100, 105)).toMatchObject({ flagged: false });
    expect(flagged(94, 100, 105)).toMatchObject({ flagged: true });
    expect(tableOf({ ...run, cases: [flagged(94, 100, 105)] })).toContain('target (limit moved)');
  });

  it('may be held against a bound of its own, without a limit', () => {
    const goal = { of: 'ours', is: 'at-most', target: 50, stretch: 25 } as const;
    const result = resultOf({ ...aCase, goal, unit: 'ms' }, { ours: samples(30, 40, 20), limit: [] }, 1);
    expect(result).toMatchObject({ ours: 30, limit: null, ratio: null, reached: 'target', flagged: false });
    expect(tableOf({ ...run, cases: [result] })).toContain('≤ 50 ms');
  });
});

describe('a run', () => {
  it('is kept as JSON and as a table of the same name', async () => {
    const folder = join(await openTestFolder(), 'results');
    const files = await writeRun(run, { folder });
    expect(files.json).toBe(join(folder, '2026-02-03-abc1234.json'));
    const kept = JSON.parse(await readFile(files.json, 'utf8'));
    expect(kept).toMatchObject({ commit: 'abc1234', machine: { cores: 2 }, durability: durable });
    expect(kept.cases).toHaveLength(2);
    expect(kept.cases[0]).toMatchObject({
      case: 'a-case',
      ratio: 0.9,
      detail: { oursByRound: [80, 90, 100] },
    });
    expect(kept.cases[1]).toEqual({ case: 'a-case', title: 'a case', notRun: 'no server' });
    const table = await readFile(files.markdown, 'utf8');
    const lines = table.split('\n');
    expect(lines[1]).toMatch(/^\| -+ \|/);
    expect(lines[2]).toMatch(/\| 90 requests\/s +\| 100 \(bare\) +\| 0.90 +\| ≥ 0.85 +\| ≥ 0.97 +\| target /);
    expect(lines[3]).toContain('not run: no server');
    expect(new Set(lines.slice(0, 4).map(({ length }) => length)).size).toBe(1);
    for (const told of [
      'A processor',
      'fsync on',
      'synchronous_commit on',
      'full_page_writes on',
      'everysec',
    ])
      expect(table).toContain(told);
  });

  it('says in its name what keeps its figures from counting', () => {
    const off = (setting: Partial<Durability>) => ({ ...run, durability: { ...durable, ...setting } });
    expect(runName({ ...run, quick: true, dirty: true }, ['a-case'])).toBe(
      '2026-02-03-abc1234-dirty-quick-a-case',
    );
    for (const setting of [
      { fsync: 'off' },
      { synchronous_commit: 'off' },
      { full_page_writes: 'off' },
      { filesystem: 'memory' },
      { appendonly: 'no' },
      { appendfsync: 'no' },
    ] as const) {
      expect(runName(off(setting))).toBe('2026-02-03-abc1234-not-durable');
      expect(tableOf(off(setting))).toContain('Durability is switched off');
    }
    expect(tableOf({ ...run, quick: true })).toContain('A quick run');
  });

  it('takes the place of the last one in the README, and leaves the rest as it is', async () => {
    const readme = join(await openTestFolder(), 'README.md');
    await writeFile(readme, 'Before\n\n<!-- bench:start -->\nold\n<!-- bench:end -->\n\nAfter\n');
    await publish(run, readme);
    await publish(run, readme);
    const table = tableOf(run);
    expect(await readFile(readme, 'utf8')).toBe(
      `Before\n\n<!-- bench:start -->\n\n${table}\n\n<!-- bench:end -->\n\nAfter\n`,
    );
    await expect(publish({ ...run, quick: true }, readme)).rejects.toThrow('quick');
    const inMemory: Durability = { ...durable, filesystem: 'memory' };
    await expect(publish({ ...run, durability: inMemory }, readme)).rejects.toThrow('TMPDIR');
    await writeFile(readme, 'no place');
    await expect(publish(run, readme)).rejects.toThrow('<!-- bench:start -->');
  });
});

describe('the command line', () => {
  const cases = [aCase, { ...aCase, name: 'another' }];
  it('takes all cases, or those that are named', () => {
    expect(readCommandLine([], cases)).toMatchObject({ run: { cases, only: [], quick: false } });
    expect(readCommandLine(['another', '--quick', '--size', '50'], cases)).toMatchObject({
      run: { cases: [{ name: 'another' }], only: ['another'], quick: true, size: 50 },
    });
    expect(readCommandLine(['--list'], cases)).toEqual({ print: '  a-case   a case\n  another  a case' });
  });

  it('refuses what it does not know, and says what there is', () => {
    expect(() => readCommandLine(['nothing'], cases)).toThrow(/no case nothing.*a-case.*another/s);
    expect(() => readCommandLine(['--fast'], cases)).toThrow('--help');
    for (const size of ['0', '1.5', 'many'])
      expect(() => readCommandLine(['--size', size], cases)).toThrow('--size');
    expect(() => readCommandLine(['--publish', '--quick'], cases)).toThrow('--quick');
    expect(() => readCommandLine(['--publish', 'a-case'], cases)).toThrow('all cases');
  });
});
