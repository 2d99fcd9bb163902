import type { ProductInput } from '@cartwright/contract';
import { namedIdAt } from '../platform/named-id.ts';
import type { Choice, Department, Kind, Style } from './kind.ts';
import { MATERIALS } from './materials.ts';
import { turnOf } from './names.ts';
import { COLOURS, type ColourName } from './palette.ts';
import type { Pattern } from './pictures/draw.ts';
import { type DemoPicture, galleryOf } from './pictures/gallery.ts';
import { compareAt, stockOf, usualPrice, variantPrice } from './pricing.ts';
import { describe } from './prose.ts';
import { between, chance, pick, pickSome, type Random, randomFrom } from './random.ts';

export const DEMO_CURRENCY = 'USD';

/** A product without its images, which have no address before they are stored. */
export type DemoProduct = {
  product: ProductInput & { productId: string };
  kind: Kind;
  pictures: DemoPicture[];
  /** For each variant, the place among the pictures of the one in its colour. */
  variantPictures: number[];
};

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
  const title = `${place.name} ${style.title}`;
  const brand = pick(random, department.brands);
  const material = pick(random, style.materials ?? kind.materials);
  const pattern = pick(random, style.patterns ?? (['plain'] as const));
  const colours = pickSome<ColourName>(
    random,
    style.colours ?? kind.colours,
    between(random, kind.colourCount),
  );
  const main = colours[0] ?? 'Stone';
  const description = describe(random, { kind, style, name: place.name, brand, material });
  const { variants, variantPictures } = variantsOf(random, { index, kind, style, colours });
  return {
    product: {
      productId: idOf(input.seed, index),
      handle: slug(title),
      title,
      description,
      brand,
      categoryPath: [department.title, ...kind.category],
      attributes: {
        Material: MATERIALS[material].label,
        Colour: COLOURS[main].family,
        ...(isPatterned(kind) ? { Pattern: PATTERN_LABELS[pattern] } : {}),
        ...facetsOf(random, kind, style),
        ...style.attributes,
      },
      status: chance(random, DRAFT_SHARE) ? 'draft' : 'active',
      variants,
    },
    kind,
    pictures: galleryOf(random, {
      index,
      turn: offset + input.turn,
      kind,
      title,
      colours,
      pattern,
      cut: style.cut ?? 0,
    }),
    variantPictures,
  };
};

const ON_SALE_SHARE = 0.16;
const SOLD_OUT_SHARE = 0.02;
const DRAFT_SHARE = 0.02;

/** Every colour in every size (or capacity …): all colours of a product come in the same ones. */
const variantsOf = (
  random: Random,
  of: { index: number; kind: Kind; style: Style; colours: readonly ColourName[] },
): Pick<ProductInput, 'variants'> & { variantPictures: number[] } => {
  const { index, kind, style, colours } = of;
  const basePrice = usualPrice(random, kind.price) * (style.priceFactor ?? 1);
  const onSale = chance(random, ON_SALE_SHARE);
  const soldOut = chance(random, SOLD_OUT_SHARE);
  const sku = `${kind.code}-${style.code}-${String(index + 1).padStart(4, '0')}`;
  const choice = style.choice ?? kind.choice;
  const values = valuesOf(random, choice);
  const variants = colours.flatMap((colour) =>
    values.map((value) => {
      const price = variantPrice(basePrice * (value?.priceFactor ?? 1));
      const options = {
        ...(colours.length > 1 ? { Colour: colour } : {}),
        ...(value === null || choice === undefined ? {} : { [choice.name]: value.value }),
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
  return { variants, variantPictures: variants.map((_, at) => Math.floor(at / values.length)) };
};

/** The neighbouring values that a product comes in. */
const valuesOf = (random: Random, choice: Choice | undefined): (Choice['values'][number] | null)[] => {
  if (choice === undefined) return [null];
  const count = choice.count === undefined ? choice.values.length : between(random, choice.count);
  const start = between(random, { min: 0, max: choice.values.length - count });
  return choice.values.slice(start, start + count);
};

const facetsOf = (random: Random, kind: Kind, style: Style): Record<string, string> =>
  Object.fromEntries(
    Object.entries(kind.facets ?? {})
      .filter(([name]) => !style.without?.includes(name))
      .map(([name, values]) => [name, pick(random, values)]),
  );

const PATTERN_LABELS: Record<Pattern, string> = {
  plain: 'Plain',
  stripe: 'Striped',
  pinstripe: 'Pinstriped',
  check: 'Checked',
  dots: 'Dotted',
  knit: 'Textured',
  speckle: 'Speckled',
};

const isPatterned = (kind: Kind): boolean => kind.styles.some((style) => style.patterns !== undefined);

// A second apart: sorted by what is newest, the shop shows its products in the order they were made.
const idOf = (seed: string, index: number): string =>
  namedIdAt(FIRST_ID_MS + index * 1_000, `demo product ${seed} ${index}`);

const FIRST_ID_MS = Date.UTC(2025, 0, 1);

const slug = (title: string): string =>
  title
    .normalize('NFKD')
    .replace(/[\p{M}'’.]/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
