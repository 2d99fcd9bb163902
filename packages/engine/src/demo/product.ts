import type { ProductInput } from '@cartwright/contract';
import { v7 } from 'uuid';
import type { Choice, Department, Kind } from './kind.ts';
import { MATERIALS } from './materials.ts';
import { turnOf } from './names.ts';
import { COLOURS, type ColourName, paintOf, WALL_COUNT } from './palette.ts';
import type { Pattern } from './pictures/draw.ts';
import { picture, type View } from './pictures/frame.ts';
import { compareAt, stockOf, usualPrice, variantPrice } from './pricing.ts';
import { describe } from './prose.ts';
import { between, chance, pick, pickSome, type Random, randomFrom } from './random.ts';

export const DEMO_CURRENCY = 'USD';

/** A picture of a product: its bytes are to be stored, and its place in `images` filled with where they are. */
export type DemoPicture = { alt: string; svg: string };

/** A product without its images, which have no address before they are stored, and the pictures for them. */
export type DemoProduct = { product: ProductInput & { productId: string }; pictures: DemoPicture[] };

/** The `index`-th product of a shop: the `turn`-th of its kind. The same input gives the same product. */
export const makeProduct = (input: {
  seed: string;
  index: number;
  department: Department;
  kind: Kind;
  turn: number;
}): DemoProduct => {
  const { index, department, kind } = input;
  const random = randomFrom(`${input.seed}/${index}`);
  const offset = Math.floor(randomFrom(`${input.seed}/${kind.code}`)() * 1000);
  const place = turnOf({ turn: input.turn, styleCount: kind.styles.length, pool: department.names, offset });
  const style = kind.styles[place.style] ?? pick(random, kind.styles);
  const title = `${place.name} ${style.title}${place.edition > 1 ? ` No. ${place.edition}` : ''}`;
  const brand = pick(random, department.brands);
  const material = pick(random, style.materials ?? kind.materials);
  const pattern = pick(random, style.patterns ?? (['plain'] as const));
  const colours = pickSome<ColourName>(
    random,
    style.colours ?? kind.colours,
    between(random, kind.colourCount),
  );
  const main = colours[0] ?? 'Stone';
  const basePrice = usualPrice(random, kind.price) * (style.priceFactor ?? 1);
  const onSale = chance(random, ON_SALE_SHARE);
  const soldOut = chance(random, SOLD_OUT_SHARE);
  const sku = `${kind.code}-${style.code}-${String(index + 1).padStart(4, '0')}`;

  const variants = colours.flatMap((colour) =>
    valuesOf(random, kind.choice, input.seed, index).map((value) => {
      const price = variantPrice(basePrice * (value?.priceFactor ?? 1));
      const options = {
        ...(colours.length > 1 ? { Colour: colour } : {}),
        ...(value === null || kind.choice === undefined ? {} : { [kind.choice.name]: value.value }),
      };
      return {
        sku: [sku, COLOURS[colour].code, ...(value === null ? [] : [value.code])].join('-'),
        title: Object.values(options).join(' / '),
        options,
        price: { amount: price, currency: DEMO_CURRENCY },
        compareAtPrice: onSale ? { amount: compareAt(price, index), currency: DEMO_CURRENCY } : null,
        onHand: soldOut ? 0 : stockOf(random),
      };
    }),
  );

  return {
    product: {
      productId: idOf(random, index),
      handle: slug(title),
      title,
      description: describe(random, { kind, style, name: place.name, brand, material }),
      brand,
      categoryPath: [department.title, ...kind.category],
      attributes: {
        Material: MATERIALS[material].label,
        Colour: COLOURS[main].family,
        ...(isPatterned(kind) ? { Pattern: PATTERN_LABELS[pattern] } : {}),
        ...Object.fromEntries(
          Object.entries(kind.facets ?? {}).map(([name, values]) => [name, pick(random, values)]),
        ),
        ...style.attributes,
      },
      status: chance(random, DRAFT_SHARE) ? 'draft' : 'active',
      variants,
    },
    pictures: picturesOf(random, { kind, title, colours, pattern, cut: style.cut ?? 0 }),
  };
};

const ON_SALE_SHARE = 0.16;
const SOLD_OUT_SHARE = 0.02;
const DRAFT_SHARE = 0.02;

/** The neighbouring sizes (or capacities …) of one product; all its colours come in the same ones. */
const valuesOf = (
  _random: Random,
  choice: Choice | undefined,
  seed: string,
  index: number,
): (Choice['values'][number] | null)[] => {
  if (choice === undefined) return [null];
  const own = randomFrom(`${seed}/${index}/choice`);
  const count = choice.count === undefined ? choice.values.length : between(own, choice.count);
  const start = between(own, { min: 0, max: choice.values.length - count });
  return choice.values.slice(start, start + count);
};

const PATTERN_LABELS: Record<Pattern, string> = {
  plain: 'Plain',
  stripe: 'Striped',
  pinstripe: 'Pinstriped',
  check: 'Checked',
  dots: 'Dotted',
  knit: 'Structured',
  speckle: 'Speckled',
};

const isPatterned = (kind: Kind): boolean => kind.styles.some((style) => style.patterns !== undefined);

const picturesOf = (
  random: Random,
  input: { kind: Kind; title: string; colours: readonly ColourName[]; pattern: Pattern; cut: number },
): DemoPicture[] => {
  const { kind, title, colours } = input;
  const wall = between(random, { min: 0, max: WALL_COUNT - 1 });
  const swatches = colours.map((colour) => COLOURS[colour].hex);
  const draw = (colour: ColourName, view: View): string =>
    picture({
      shape: kind.shape,
      look: { pattern: input.pattern, cut: input.cut },
      paint: paintOf(colour),
      wall,
      view,
      swatches,
    });
  const [main = 'Stone', ...others] = colours;
  return [
    { alt: `${title} in ${main.toLowerCase()}`, svg: draw(main, 'front') },
    ...others.map((colour) => ({ alt: `${title} in ${colour.toLowerCase()}`, svg: draw(colour, 'front') })),
    { alt: `Close-up of the ${title}`, svg: draw(main, 'detail') },
    ...(chance(random, 0.55) ? [{ alt: `Two of the ${title}`, svg: draw(others[0] ?? main, 'pair') }] : []),
    ...(colours.length > 2 ? [{ alt: `The colours of the ${title}`, svg: draw(main, 'colours') }] : []),
  ];
};

/** A UUIDv7 made from the seed instead of the clock, so that seeding again meets the same products. */
const idOf = (random: Random, index: number): string =>
  v7({
    msecs: FIRST_ID_MS + index * 1000,
    random: Uint8Array.from({ length: 16 }, () => Math.floor(random() * 256)),
    seq: index,
  });

const FIRST_ID_MS = Date.UTC(2025, 0, 1);

const slug = (title: string): string =>
  title
    .toLowerCase()
    .replace(/['’.]/g, '')
    .replace(/[^a-z0-9]+/g, '-');
