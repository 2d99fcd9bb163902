import type { CollectionInput } from '@cartwright/contract';
import { saveCollection, storeMedia } from '../modules/catalog/index.ts';
import type { Transaction } from '../platform/postgres.ts';
import { assert } from '../shared/assert.ts';
import { DEMO_CURRENCY, type DemoProduct } from './product.ts';
import { pickSome, randomFrom } from './random.ts';

/** One collection of the demo shop: filled by a rule, or by hand from some kinds in turn. */
type Plan = {
  handle: string;
  title: string;
  description: string;
  /** Whose picture it shows. */
  kind: string;
} & ({ rule: NonNullable<CollectionInput['rule']> } | { kinds: readonly string[]; count: number });

const AUTUMN_AND_WINTER: Plan = {
  handle: 'new-for-winter',
  title: 'New for winter',
  description: 'Wool, wax and warm soles, for the half of the year with the long evenings.',
  kind: 'KNIT',
  rule: { attributes: { Season: ['Autumn and winter'] } },
};

const SPRING_AND_SUMMER: Plan = {
  handle: 'new-for-summer',
  title: 'New for summer',
  description: 'Linen, light shoes and shade, for the half of the year that is spent outside.',
  kind: 'DRESS',
  rule: { attributes: { Season: ['Spring and summer'] } },
};

const ALWAYS: readonly Plan[] = [
  {
    handle: 'the-coffee-table',
    title: 'The coffee table',
    description:
      'What a good morning needs: something to brew with, something to drink from, a board for the bread.',
    kind: 'COFFEE',
    kinds: ['COFFEE', 'MUG', 'KETTLE', 'BOARD'],
    count: 16,
  },
  {
    handle: 'under-25',
    title: 'Under $25',
    description: 'Small things that are well made: for a birthday, a new home, or no reason at all.',
    kind: 'MUG',
    rule: { maxPrice: 2_499 },
  },
  {
    handle: 'reduced',
    title: 'Reduced',
    description: 'Last season’s colours and last pieces, for less.',
    kind: 'SNEAKER',
    rule: { reduced: true },
  },
  {
    handle: 'presents-for-readers',
    title: 'Presents for people who read',
    description: 'A lamp, a blanket, a candle, and something to write in the margin with.',
    kind: 'LAMP',
    kinds: ['LAMP', 'BLANKET', 'PEN', 'CANDLE', 'NOTE', 'CUSHION'],
    count: 18,
  },
  {
    handle: 'a-weekend-outside',
    title: 'A weekend outside',
    description: 'From the tent to the flask. Rain is not included, but provided for.',
    kind: 'TENT',
    kinds: ['TENT', 'PACK', 'BOOT', 'BOTTLE', 'SLEEP', 'LANTERN'],
    count: 18,
  },
  {
    handle: 'for-small-people',
    title: 'For small people',
    description: 'Bears, blocks, wheels and puzzles that survive being loved.',
    kind: 'PLUSH',
    kinds: ['PLUSH', 'WHEELS', 'BLOCK', 'PUZZLE'],
    count: 16,
  },
];

/** What the shop's home page leads to; the first follows the year. */
const plansFor = (now: Date): readonly Plan[] => {
  const month = now.getUTCMonth();
  return [month >= 3 && month <= 8 ? SPRING_AND_SUMMER : AUTUMN_AND_WINTER, ...ALWAYS];
};

/**
 * Makes those of the demo shop's collections whose handles are free, of some of its products, and returns how many.
 */
export const makeCollections = async (
  tx: Transaction,
  of: { seed: string; products: readonly DemoProduct[]; now: Date },
): Promise<number> => {
  const shown = of.products.filter(({ product }) => product.status === 'active');
  let made = 0;
  for (const plan of plansFor(of.now)) {
    const { handle, title, description } = plan;
    const image = await pictureFor(tx, plan, shown);
    const filled = 'rule' in plan ? { rule: plan.rule } : { productIds: pickFor(of.seed, plan, shown) };
    const saved = await saveCollection(
      tx,
      { handle, title, description: `<p>${description}</p>`, image, ...filled },
      { currency: DEMO_CURRENCY },
    );
    // Made earlier, or by somebody for something else: it is theirs.
    assert(saved.ok || saved.code === 'conflict', `the collection ${handle} was refused`);
    if (saved.ok) made += 1;
  }
  return made;
};

const pictureFor = async (
  tx: Transaction,
  { kind, title }: Plan,
  shown: readonly DemoProduct[],
): Promise<{ url: string; alt: string } | null> => {
  const picture = shown.find((product) => product.kind.code === kind)?.pictures[0];
  if (picture === undefined) return null;
  const url = await storeMedia(tx, { contentType: 'image/svg+xml', bytes: Buffer.from(picture.draw()) });
  return { url, alt: title };
};

/** One product of each kind in turn, as long as there are any that can be had. */
const pickFor = (
  seed: string,
  { handle, kinds, count }: { handle: string; kinds: readonly string[]; count: number },
  shown: readonly DemoProduct[],
): string[] => {
  const random = randomFrom(`${seed}/collection ${handle}`);
  const stocked = shown.filter(({ product }) => product.variants.some(({ onHand = 0 }) => onHand > 0));
  const columns = kinds.map((code) =>
    pickSome(
      random,
      stocked.filter(({ kind }) => kind.code === code),
      Math.ceil(count / kinds.length),
    ),
  );
  return Array.from({ length: count }, (_, at) => columns[at % kinds.length]?.[Math.floor(at / kinds.length)])
    .flatMap((found) => found?.product.productId ?? [])
    .slice(0, count);
};
