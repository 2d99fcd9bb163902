import type { PricedLine } from '../../modules/order/index.ts';
import { chance, pick, type Random, randomFrom } from '../random.ts';
import { BOUGHT_IN_NUMBERS, companionKinds } from './occasions.ts';
import { favourite, type Good, goodAt, type Shelf } from './shelf.ts';

/** What one buyer takes on one day: something, and mostly things that go with it. */
export const basketOf = (random: Random, shelf: Shelf, startsAt: Date): PricedLine[] => {
  const first = anchorOf(random, shelf, startsAt);
  const taken = [first];
  const wanted = sizeOf(random);
  for (let turn = 1; turn < wanted; turn += 1) {
    const next = nextOf(random, shelf, pick(random, taken));
    if (next !== undefined && !taken.includes(next)) taken.push(next);
  }
  return taken.map((good) => lineOf(random, good));
};

/** What each further line is made of: a companion, else something of the occasion, else whatever sells. */
const COMPANION_SHARE = 0.72;
const OCCASION_SHARE = 0.16;
/** How often a basket has one line, up to two, up to three … */
const SIZES = [0.42, 0.72, 0.88, 0.96, 1];

const sizeOf = (random: Random): number => {
  const point = random();
  return 1 + SIZES.findIndex((share) => point < share);
};

const anchorOf = (random: Random, shelf: Shelf, startsAt: Date): Good => {
  if (chance(random, LETTER_SHARE)) return pick(random, letterOf(shelf, startsAt));
  const found = popular(random, shelf);
  return isOutOfSeason(found, startsAt) && chance(random, 0.6) ? popular(random, shelf) : found;
};

const popular = (random: Random, shelf: Shelf): Good => favourite(random, shelf.goods) ?? goodAt(shelf, 0);

const nextOf = (random: Random, shelf: Shelf, beside: Good): Good | undefined => {
  const point = random();
  if (point < COMPANION_SHARE && beside.companions.length > 0)
    return goodAt(shelf, pick(random, beside.companions));
  const occasions = companionKinds(beside.kind);
  if (point < COMPANION_SHARE + OCCASION_SHARE && occasions.length > 0) {
    const kinds = pick(random, occasions);
    return favourite(
      random,
      shelf.goods.filter(({ kind }) => kinds.includes(kind)),
    );
  }
  return popular(random, shelf);
};

/** Each week the shop's letter shows a few things, and they sell. */
const LETTER_GOODS = 4;
const LETTER_SHARE = 0.07;
const WEEK_MS = 7 * 86_400_000;

const letterOf = (shelf: Shelf, startsAt: Date): Good[] => {
  const random = randomFrom(`${shelf.seed}/letter ${Math.floor(startsAt.getTime() / WEEK_MS)}`);
  return Array.from({ length: LETTER_GOODS }, () => pick(random, shelf.goods));
};

const isOutOfSeason = ({ season }: Good, startsAt: Date): boolean => {
  const month = startsAt.getUTCMonth();
  const warm = month >= 3 && month <= 8;
  return season === (warm ? 'Autumn and winter' : 'Spring and summer');
};

const lineOf = (random: Random, good: Good): PricedLine => {
  const { sku, title, amount } = pick(random, good.variants);
  return {
    sku,
    productId: good.productId,
    title: title === '' ? good.title : `${good.title} – ${title}`,
    quantity: BOUGHT_IN_NUMBERS.has(good.kind) && chance(random, 0.4) ? pick(random, [2, 2, 2, 3, 4, 6]) : 1,
    unitPrice: amount,
  };
};
