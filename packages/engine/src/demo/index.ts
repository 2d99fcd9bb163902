/** A shop that invents itself: up to a million products, the same for the same seed, nothing fetched. */
import { assert } from '../shared/assert.ts';
import { accessories } from './departments/accessories.ts';
import { audio } from './departments/audio.ts';
import { bags } from './departments/bags.ts';
import { clothing } from './departments/clothing.ts';
import { footwear } from './departments/footwear.ts';
import { home } from './departments/home.ts';
import { kitchen } from './departments/kitchen.ts';
import { outdoor } from './departments/outdoor.ts';
import { stationery } from './departments/stationery.ts';
import { toys } from './departments/toys.ts';
import type { Department, Kind } from './kind.ts';
import { type DemoProduct, makeProduct } from './product.ts';
import { pickSome, randomFrom } from './random.ts';

export { DEMO_CURRENCY, type DemoProduct } from './product.ts';

export const DEFAULT_SEED = 'cartwright';
export const DEFAULT_SIZE = 1_000;
/**
 * Up to here every title is its own. Two cores made 1,300 products a second at a load of 1 (of 15,000); at a load of
 * 7 to 12 they made 50,000 in 90 s and 150,000 in 275 s, as fast at the end as at the beginning, in at most 480 MB.
 * More than half of that is PostgreSQL's.
 */
export const SIZE_MAX = 1_000_000;

export const DEPARTMENTS: readonly Department[] = [
  clothing,
  footwear,
  accessories,
  bags,
  outdoor,
  kitchen,
  home,
  audio,
  stationery,
  toys,
];

/**
 * The products of a shop, one by one, in constant memory. A larger `size` (1 to 1,000,000) begins with the same
 * products as a smaller one. From `kindCount` products on, every leaf of the category tree has one.
 */
export function* generateProducts({ seed, size }: { seed: string; size: number }): Generator<DemoProduct> {
  assert(Number.isInteger(size) && size >= 1 && size <= SIZE_MAX, `${size} is no size of a shop`);
  const turns = new Map<Kind, number>();
  const rounds = roundsOf(seed);
  for (let index = 0; index < size; index += 1) {
    const slot = rounds.next().value;
    const turn = turns.get(slot.kind) ?? 0;
    turns.set(slot.kind, turn + 1);
    yield makeProduct({ seed, index, turn, ...slot });
  }
}

type Slot = { department: Department; kind: Kind };

/** Kinds in shuffled rounds, without end: a first round of all, then rounds in which each comes by its weight. */
function* roundsOf(seed: string): Generator<Slot, never> {
  const random = randomFrom(seed);
  const all = DEPARTMENTS.flatMap((department) => department.kinds.map((kind) => ({ department, kind })));
  const weighted = all.flatMap((slot) => Array.from({ length: slot.kind.weight ?? 1 }, () => slot));
  yield* pickSome(random, all, all.length);
  while (true) yield* pickSome(random, weighted, weighted.length);
}

/** How many leaves the category tree has. */
export const kindCount = DEPARTMENTS.reduce((sum, { kinds }) => sum + kinds.length, 0);
