import { assert } from '../../packages/engine/src/shared/assert.ts';

/** The middle one, or between the two in the middle. Throws when there is none. */
export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [below, at] = [sorted[middle - 1], sorted[middle]];
  assert(at !== undefined, 'there is no median of nothing');
  return sorted.length % 2 === 1 || below === undefined ? at : (below + at) / 2;
};

/** How far values lie apart, as a share of their median: (max − min) ÷ median. */
export const spread = (values: readonly number[]): number => {
  const middle = median(values);
  return middle === 0 ? 0 : (Math.max(...values) - Math.min(...values)) / middle;
};
