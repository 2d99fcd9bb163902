import { between, chance, pick, type Random } from './random.ts';

/** No demo price is lower or higher, in minor units. */
export const PRICE_MIN = 495;
export const PRICE_MAX = 48_900;

/** What a thing of its kind costs: more often near the lower end, as in any shop. Minor units, not yet rounded. */
export const usualPrice = (random: Random, { min, max }: { min: number; max: number }): number =>
  min + (max - min) * random() ** 1.6;

/** A price as price tags have it: .95 when cheap, then .00 or .50, then whole and ending in 5 or 9. */
export const variantPrice = (amount: number): number => Math.min(PRICE_MAX, Math.max(PRICE_MIN, tag(amount)));

const tag = (amount: number): number => {
  if (amount < 2_000) return Math.round(amount / 100) * 100 - 5;
  if (amount < 4_925) return Math.round(amount / 50) * 50;
  const tens = Math.floor(amount / 1_000) * 1_000;
  const endings = [tens - 100, tens + 500, tens + 900];
  return endings.reduce((best, next) => (Math.abs(next - amount) < Math.abs(best - amount) ? next : best));
};

/** The highest price as price tags have it that is not above a limit, so that a promised reduction is kept. */
export const priceUpTo = (limit: number): number => {
  if (limit < 2_000) return Math.max(PRICE_MIN, Math.floor((limit + 5) / 100) * 100 - 5);
  if (limit < 5_000) return Math.floor(limit / 50) * 50;
  const tens = Math.floor(limit / 1_000) * 1_000;
  return Math.max(...[tens - 100, tens + 500, tens + 900].filter((ending) => ending <= limit));
};

/** What it cost before the reduction, in minor units: 10 to 40 % more, the same share for all of a product. */
export const compareAt = (amount: number, index: number): number =>
  tag(amount * (1 + (REDUCTIONS[index % REDUCTIONS.length] ?? 0.2)));

const REDUCTIONS = [0.15, 0.25, 0.4, 0.2, 0.3] as const;

/** Units on hand: mostly plenty, sometimes the last few, now and then none. */
export const stockOf = (random: Random): number => {
  if (chance(random, 0.03)) return 0;
  if (chance(random, 0.09)) return between(random, { min: 1, max: 5 });
  return pick(random, [20, 60, 150]) + between(random, { min: 0, max: 90 });
};
