import { AMOUNT_MAX } from '@cartwright/contract';
import { minorDigits } from '../../../shared/money.ts';

/** Most price ranges of one facet. */
export const PRICE_RANGES_MAX = 8;

export type PriceRange = { from: number; to: number | null; count: number };

/**
 * The bounds between price ranges in minor units: 10, 20, 50, 100, 200, 500, … of the currency's unit. They do
 * not depend on what is in the shop, so that a range chosen once stays a range.
 */
export const priceLadder = (currency: string): number[] => {
  const unit = 10 ** minorDigits(currency);
  const bounds: number[] = [];
  for (let power = 10; power * unit <= AMOUNT_MAX; power *= 10)
    for (const step of [1, 2, 5]) bounds.push(power * step * unit);
  return bounds;
};

/**
 * The ranges that hold anything, from counts by step of the ladder (0 is below its first bound, as PostgreSQL's
 * `width_bucket` numbers them). Both ends are inclusive, as `minPrice` and `maxPrice` are. When there are more
 * than PRICE_RANGES_MAX, the smallest neighbours are put together.
 */
export const priceRanges = (ladder: readonly number[], counts: ReadonlyMap<number, number>): PriceRange[] => {
  const ranges = [...counts]
    .filter(([, count]) => count > 0)
    .sort(([a], [b]) => a - b)
    .map(([step, count]): PriceRange => {
      const next = ladder[step];
      return {
        from: step === 0 ? 0 : (ladder[step - 1] ?? 0),
        to: next === undefined ? null : next - 1,
        count,
      };
    });
  while (ranges.length > PRICE_RANGES_MAX) {
    let smallest = 0;
    for (let at = 1; at + 1 < ranges.length; at += 1)
      if (pairCount(ranges, at) < pairCount(ranges, smallest)) smallest = at;
    const [left, right] = ranges.slice(smallest, smallest + 2);
    if (left === undefined || right === undefined) break;
    ranges.splice(smallest, 2, { from: left.from, to: right.to, count: left.count + right.count });
  }
  return ranges;
};

const pairCount = (ranges: readonly PriceRange[], at: number): number =>
  (ranges[at]?.count ?? 0) + (ranges[at + 1]?.count ?? 0);
