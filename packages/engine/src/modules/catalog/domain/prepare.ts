import type { Image, ProductInput } from '@cartwright/contract';
import { newId } from '../../../shared/ids.ts';
import { safeDescription } from './description.ts';
import { handleOf } from './handle.ts';
import { isImageUrl } from './image-url.ts';
import type { SaveRefusal } from './saved.ts';

/** A product in the form in which it is written: complete, safe, in the shop's currency. */
export type PreparedProduct = {
  productId: string;
  /** Asked for; null leaves the handle to us. */
  handle: string | null;
  handleBase: string;
  title: string;
  description: string;
  brand: string | null;
  categoryPath: readonly string[];
  status: 'active' | 'draft';
  images: readonly Image[];
  attributes: readonly (readonly [name: string, value: string])[];
  options: readonly string[];
  variants: readonly PreparedVariant[];
  searchText: string;
};

export type PreparedVariant = {
  sku: string;
  title: string;
  options: readonly (readonly [name: string, value: string])[];
  amount: number;
  compareAt: number | null;
  /** Which of the product's images shows it; null when none does. */
  imagePosition: number | null;
  /** Null leaves stock as it is. */
  onHand: number | null;
};

/** Longest title of a variant, as the contract has it; longer joined options are cut. */
const VARIANT_TITLE_MAX = 500;

/**
 * Completes a product that fits the contract's schema, and refuses what the schema cannot say: another currency
 * than the shop's, one SKU twice, pictures that are no web addresses, a variant's picture that is none of the product's, U+0000.
 */
export const prepare = (
  input: ProductInput,
  currency: string,
): { ok: true; product: PreparedProduct } | SaveRefusal => {
  const reason = problemOf(input, currency);
  if (reason !== undefined) return { ok: false, code: 'invalid', reason };
  const productId = input.productId ?? newId();
  const title = input.title.trim();
  const brand = input.brand?.trim() || null;
  const images = input.images ?? [];
  const variants = input.variants.map((variant) => prepareVariant(variant, images));
  return {
    ok: true,
    product: {
      productId,
      handle: input.handle ?? null,
      handleBase: handleOf(title) || handleOf(productId) || 'product',
      title,
      description: safeDescription(input.description ?? ''),
      brand,
      categoryPath: (input.categoryPath ?? []).map((step) => step.trim()),
      status: input.status ?? 'active',
      images,
      attributes: Object.entries(input.attributes ?? {}),
      options: [...new Set(variants.flatMap(({ options }) => options.map(([name]) => name)))],
      variants,
      searchText: [title, brand ?? '', ...variants.map(({ sku }) => sku)].join('\n').toLowerCase(),
    },
  };
};

const prepareVariant = (
  variant: ProductInput['variants'][number],
  images: readonly Image[],
): PreparedVariant => {
  const options = Object.entries(variant.options ?? {}).map(([name, value]) => [name, value.trim()] as const);
  const title = variant.title?.trim() || options.map(([, value]) => value).join(' / ');
  return {
    sku: variant.sku,
    title: title.slice(0, VARIANT_TITLE_MAX),
    options,
    amount: variant.price.amount,
    compareAt: variant.compareAtPrice?.amount ?? null,
    imagePosition: positionOf(variant.imageUrl, images),
    onHand: variant.onHand ?? null,
  };
};

/** Where an image stands among the product's; null for a variant without one. */
const positionOf = (url: string | null | undefined, images: readonly Image[]): number | null => {
  const position = images.findIndex((image) => image.url === url);
  return position === -1 ? null : position;
};

/** As the contract has it, whose schema cannot bound the keys of an object. */
const ATTRIBUTE_NAME_MAX = 100;

/** U+0000 as JSON writes it, and not a text that happens to contain a backslash and `u0000`. */
const NUL_IN_JSON = /(?<!\\)(?:\\\\)*\\u0000/;

const problemOf = (input: ProductInput, currency: string): string | undefined => {
  if (NUL_IN_JSON.test(JSON.stringify(input))) return 'holds the character U+0000, which cannot be stored';
  const picture = input.images?.find(({ url }) => !isImageUrl(url));
  if (picture !== undefined) return `the image address “${picture.url}” is neither http(s) nor of this shop`;
  const urls = new Set(input.images?.map(({ url }) => url));
  const nameless = Object.keys(input.attributes ?? {}).find(
    (name) => name.trim() === '' || name.length > ATTRIBUTE_NAME_MAX,
  );
  if (nameless !== undefined)
    return `an attribute is called “${nameless.slice(0, ATTRIBUTE_NAME_MAX)}”; a name has 1 to ${ATTRIBUTE_NAME_MAX} characters and is not blank`;
  const skus = new Set<string>();
  for (const { sku, price, compareAtPrice, imageUrl } of input.variants) {
    if (skus.has(sku)) return `the SKU “${sku}” occurs twice in this product`;
    skus.add(sku);
    if (typeof imageUrl === 'string' && !urls.has(imageUrl))
      return `the image “${imageUrl}” of the SKU “${sku}” is not among the product’s images; add it there too`;
    for (const value of [price, ...(compareAtPrice ? [compareAtPrice] : [])]) {
      if (value.currency !== currency)
        return `the SKU “${sku}” is priced in ${value.currency}, but this shop sells in ${currency}`;
      if (value.amount < 0) return `the price of the SKU “${sku}” is below zero`;
    }
  }
  return undefined;
};
