import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBatcher } from '../../src/platform/batcher.ts';
import { Overloaded } from '../../src/shared/expected-error.ts';

const usual = { itemsMax: 10, lanes: 1, queueMax: 100, concernsAll: () => false };

/** A batcher whose batches wait until they are let go. */
const open = (options: Partial<typeof usual & { keyOf: (item: number) => string | undefined }> = {}) => {
  const batches: number[][] = [];
  const gates: (() => void)[] = [];
  const batcher = createBatcher<number, number>({
    ...usual,
    ...options,
    async run(items) {
      batches.push([...items]);
      await new Promise<void>((resolve) => gates.push(resolve));
      return items.map((item) => item * 2);
    },
  });
  const release = async () => {
    gates.shift()?.();
    await sleep(1);
  };
  return { batcher, batches, release };
};

describe('a batcher', () => {
  it('lets a lone item wait for nothing, and gathers what comes meanwhile, in the order it came', async () => {
    const { batcher, batches, release } = open();
    const results = [batcher.submit(1)];
    await sleep(1);
    results.push(batcher.submit(2), batcher.submit(3));
    await sleep(1);
    results.push(batcher.submit(4));
    expect(batches).toEqual([[1]]);
    await release();
    expect(batches).toEqual([[1], [2, 3, 4]]);
    await release();
    expect(await Promise.all(results)).toEqual([2, 4, 6, 8]);
  });

  it('takes no more at once than it may, and has no more batches at work', async () => {
    const { batcher, batches, release } = open({ itemsMax: 2, lanes: 2 });
    const results = [1, 2, 3, 4, 5].map((item) => batcher.submit(item));
    await sleep(1);
    expect([batches, batcher.waiting()]).toEqual([
      [
        [1, 2],
        [3, 4],
      ],
      1,
    ]);
    for (let round = 0; round < 3; round += 1) await release();
    expect(await Promise.all(results)).toEqual([2, 4, 6, 8, 10]);
  });

  it('refuses at once what finds the queue full', async () => {
    const { batcher, release } = open({ itemsMax: 1, queueMax: 2 });
    const first = batcher.submit(1);
    await sleep(1);
    const waiting = [batcher.submit(2), batcher.submit(3)];
    await expect(batcher.submit(4)).rejects.toBeInstanceOf(Overloaded);
    for (let round = 0; round < 3; round += 1) await release();
    expect(await Promise.all([first, ...waiting])).toEqual([2, 4, 6]);
  });

  it('keeps items of one key apart, the earlier one first', async () => {
    const { batcher, batches, release } = open({
      keyOf: (item) => (item > 9 ? undefined : String(item % 3)),
    });
    const results = [1, 4, 2, 7, 10, 11].map((item) => batcher.submit(item));
    await sleep(1);
    for (let round = 0; round < 3; round += 1) await release();
    expect(batches).toEqual([[1, 2, 10, 11], [4], [7]]);
    expect(await Promise.all(results)).toEqual([2, 8, 4, 14, 20, 22]);
  });

  it('lets an item that cannot be done fail alone, wherever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), async (poisoned) => {
        const batcher = createBatcher<number, number>({
          ...usual,
          run: async (items) => {
            if (items.some((item) => poisoned[item])) throw new Error('poison');
            return items;
          },
        });
        const outcomes = await Promise.allSettled(poisoned.map((_, item) => batcher.submit(item)));
        expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(poisoned);
      }),
    );
  });

  it('does not try again in parts what concerns all of them', async () => {
    let runs = 0;
    const batcher = createBatcher<number, number>({
      ...usual,
      concernsAll: () => true,
      run: async () => {
        runs += 1;
        throw new Error('away');
      },
    });
    const outcomes = await Promise.allSettled([1, 2, 3].map((item) => batcher.submit(item)));
    expect([runs, outcomes.every(({ status }) => status === 'rejected')]).toEqual([1, true]);
  });
});
