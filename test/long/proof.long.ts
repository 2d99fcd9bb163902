import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../packages/engine/src/prove/verdict.ts';
import { startProof } from '../support/proof-process.ts';
import { openTestFolder } from '../support/stores.ts';

const RUNS = [
  { name: 'the shelf of one engine', args: [] },
  { name: 'the shelf of one engine that is killed, with its stores', args: ['--kill'] },
  {
    name: 'a sale on two engines that are killed, with their stores',
    args: ['--kill', '--sale', '--engines', '2'],
  },
];

describe('ten thousand buyers for a hundred units', { timeout: 900_000 }, () => {
  it.each(RUNS)('find every promise kept: $name', async ({ args }) => {
    const folder = await openTestFolder();
    const run = startProof(folder, ['--buyers', '10000', '--units', '100', '--json', ...args]);
    expect(await run.ended, run.said.err + run.said.out).toBe(0);
    const verdict: Verdict = JSON.parse(run.said.out);
    expect(verdict).toMatchObject({
      oversold: 0,
      lost: 0,
      doubled: 0,
      unanswered: 0,
      findings: { total: 0 },
    });
    expect(verdict.soldOut).toBeGreaterThan(9_000);
  });
});
