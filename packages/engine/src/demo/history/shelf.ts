import { assert } from '../../shared/assert.ts';
import type { DemoProduct } from '../product.ts';
import { pick, pickSome, type Random, randomFrom } from '../random.ts';
import { companionKinds } from './occasions.ts';

/** What the orders of the past are made of: products with what goes with them, the popular ones first. */
export type Shelf = { goods: readonly Good[]; seed: string };

export type Good = {
  productId: string;
  title: string;
  kind: string;
  season: string | undefined;
  colour: string | undefined;
  variants: readonly { sku: string; title: string; amount: number }[];
  /** Places on the shelf, those that go best with it first. */
  companions: readonly number[];
};

/** More would cost memory and spread the orders so thin that nothing stands out. */
export const SHELF_MAX = 2_000;
const COMPANIONS = 3;

/** A shelf of the shop's first products; drafts were never sold. */
export const shelfOf = (seed: string, products: Iterable<DemoProduct>): Shelf => {
  const plain: Good[] = [];
  for (const { product, kind } of products) {
    if (product.status === 'draft') continue;
    plain.push({
      productId: product.productId,
      title: product.title,
      kind: kind.code,
      season: product.attributes?.Season,
      colour: product.attributes?.Colour,
      variants: product.variants.map(({ sku, title = '', price }) => ({ sku, title, amount: price.amount })),
      companions: [],
    });
    if (plain.length === SHELF_MAX) break;
  }
  const ranked = pickSome(randomFrom(`${seed}/popularity`), plain, plain.length);
  const places = new Map<string, number[]>();
  for (const [place, { kind }] of ranked.entries()) places.set(kind, [...(places.get(kind) ?? []), place]);
  return {
    seed,
    goods: ranked.map((good) => ({ ...good, companions: companionsOf(seed, good, ranked, places) })),
  };
};

/** What is bought with one thing: of each occasion something popular, in a colour of its own if there is one. */
const companionsOf = (
  seed: string,
  good: Good,
  ranked: readonly Good[],
  places: ReadonlyMap<string, readonly number[]>,
): number[] => {
  const random = randomFrom(`${seed}/companions of ${good.productId}`);
  const occasions = companionKinds(good.kind);
  const found = new Set<number>();
  for (let turn = 0; turn < COMPANIONS && occasions.length > 0; turn += 1) {
    const kind = pick(random, occasions[turn % occasions.length] ?? []);
    const all = places.get(kind) ?? [];
    const alike = all.filter((place) => ranked[place]?.colour === good.colour);
    const place = favourite(random, alike.length > 0 ? alike : all);
    if (place !== undefined) found.add(place);
  }
  return [...found];
};

/** One of some choices, the earlier the likelier: the first of a hundred is taken one time in fifteen. */
export const favourite = <T>(random: Random, choices: readonly T[]): T | undefined =>
  choices[Math.floor(choices.length * random() ** 1.7)];

export const goodAt = (shelf: Shelf, place: number): Good => {
  const good = shelf.goods[place];
  assert(good !== undefined, `nothing stands at ${place}`);
  return good;
};
