import type { Product, Variant } from '@cartwright/contract';

export type Choice = { value: string; sku: string; selected: boolean; soldOut: boolean };
export type Option = { name: string; choices: Choice[] };

/** The variant that the address names, else the first one that can be bought, else the first. */
export const chosenVariant = (product: Product, sku: string | undefined): Variant | undefined =>
  product.variants.find((variant) => variant.sku === sku) ??
  product.variants.find((variant) => variant.availableToSell > 0) ??
  product.variants[0];

/**
 * What can be chosen about a product and the SKU that each choice leads to. A choice keeps the other options
 * where such a variant exists, else it leads to the nearest one: no choice is a dead end.
 */
export const optionsOf = (product: Product, chosen: Variant): Option[] => {
  if (product.variants.length < 2) return [];
  const names = [...new Set(product.variants.flatMap((variant) => Object.keys(variant.options)))];
  if (names.length === 0) return [byTitle(product, chosen)];
  return names
    .map((name) => ({ name, choices: choicesOf(product, chosen, name) }))
    .filter(({ choices }) => choices.length > 1);
};

const choicesOf = (product: Product, chosen: Variant, name: string): Choice[] => {
  const nearest = new Map<string, Variant>();
  for (const variant of product.variants) {
    const value = variant.options[name];
    if (value === undefined) continue;
    const best = nearest.get(value);
    if (best === undefined || closeness(variant, chosen) > closeness(best, chosen)) {
      nearest.set(value, variant);
    }
  }
  return [...nearest].map(([value, variant]) => ({
    value,
    sku: variant.sku,
    selected: chosen.options[name] === value,
    soldOut: variant.availableToSell === 0,
  }));
};

/** Options in common; of equally close variants one that can be bought wins. */
const closeness = (variant: Variant, chosen: Variant): number => {
  const shared = Object.entries(chosen.options).filter(([name, value]) => variant.options[name] === value);
  return shared.length + (variant.sku === chosen.sku ? 1 : 0) + (variant.availableToSell > 0 ? 0.5 : 0);
};

/**
 * Which picture to show first, by its index: the one that the address names, else the chosen variant's own, else
 * one whose description names something chosen (“… in sage”), else the first.
 */
export const shownPicture = (product: Product, chosen: Variant, named: string | undefined): number => {
  const index = Number(named) - 1;
  if (Number.isInteger(index) && index >= 0 && index < product.images.length) return index;
  const own = product.images.findIndex(({ url }) => url === chosen.imageUrl);
  if (own >= 0) return own;
  const words = Object.values(chosen.options).map((value) => value.toLowerCase());
  const telling = product.images.findIndex(({ alt }) =>
    words.some((word) => word.length > 2 && alt.toLowerCase().includes(word)),
  );
  return Math.max(telling, 0);
};

const byTitle = (product: Product, chosen: Variant): Option => ({
  name: 'Version',
  choices: product.variants.map((variant) => ({
    value: variant.title === '' ? variant.sku : variant.title,
    sku: variant.sku,
    selected: variant.sku === chosen.sku,
    soldOut: variant.availableToSell === 0,
  })),
});
