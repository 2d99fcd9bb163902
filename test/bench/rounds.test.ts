import { expect, it } from 'vitest';
import { interleave } from '../../bench/core/rounds.ts';
import { createStops } from '../../bench/core/stops.ts';

it('measures limit and ours by turns, A B B A A B B A A B, one at a time', async () => {
  const order: string[] = [];
  let atWork = 0;
  const measure = (side: string) => async () => {
    atWork += 1;
    expect(atWork).toBe(1);
    order.push(side);
    await new Promise(setImmediate);
    atWork -= 1;
    return order.length;
  };
  const told: string[] = [];
  const samples = await interleave({
    rounds: 5,
    measure: { limit: measure('A'), ours: measure('B') },
    onSample: ({ side, round }) => told.push(`${side} ${round}`),
  });
  expect(order.join(' ')).toBe('A B B A A B B A A B');
  expect(samples).toEqual({ limit: [1, 4, 5, 8, 9], ours: [2, 3, 6, 7, 10] });
  expect(told.slice(0, 4)).toEqual(['limit 1', 'ours 1', 'ours 2', 'limit 2']);
});

it('stops what was started, last come first, once, and also when one of them fails', async () => {
  const order: string[] = [];
  const stops = createStops();
  stops.add(async () => void order.push('first'));
  stops.add(async () => {
    order.push('second');
    throw new Error('it will not');
  });
  stops.add(async () => void order.push('third'));
  await expect(stops.stop()).rejects.toThrow('Not everything');
  await expect(stops.stop()).rejects.toThrow('Not everything');
  expect(order).toEqual(['third', 'second', 'first']);
  expect(stops.stopping).toBe(true);
  stops.add(async () => void order.push('late'));
  expect(order.at(-1)).toBe('late');
});
