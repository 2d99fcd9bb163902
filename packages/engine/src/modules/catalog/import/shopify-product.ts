import { createHash } from 'node:crypto';
import type { ProductInput } from '@cartwright/contract';
import { minorDigits, parseMinorUnits } from '../../../shared/money.ts';
import { handleOf } from '../domain/handle.ts';
import { isImageUrl } from '../domain/image-url.ts';
import type { Cells } from './shopify-columns.ts';
import { isHandle } from './validate.ts';

export type ShopifyRow = { line: number; cells: Cells };
export type RowProblem = { line: number; reason: string };
type VariantInput = ProductInput['variants'][number];
type ImageInput = NonNullable<ProductInput['images']>[number];

/** What some rows of one handle say: the product itself where one of them has a title, variants and pictures. */
export type ShopifyGroup = {
  /** The names of the options, which only the product's first row has. */
  optionNames: string[];
  product: Omit<ProductInput, 'variants' | 'images' | 'handle'> | undefined;
  variants: VariantInput[];
  images: ImageInput[];
  problems: RowProblem[];
};

/** A Shopify handle as one of ours; most are the same. */
export const shopifyHandle = (text: string): string => (isHandle(text) ? text : handleOf(text));

/** Reads the rows of one handle. Every row that makes no sense is told; a product with one is not to be saved. */
export const readGroup = (
  rows: readonly ShopifyRow[],
  from: { handle: string; currency: string; optionNames?: readonly string[] | undefined },
): ShopifyGroup => {
  const group: ShopifyGroup = {
    optionNames: [...(from.optionNames ?? [])],
    product: undefined,
    variants: [],
    images: [],
    problems: [],
  };
  const pictures: (ImageInput & { position: number })[] = [];
  const skuLines = new Map<string, number>();
  for (const row of rows) {
    const { line, cells } = row;
    if (cells('title') !== '' && group.product === undefined) {
      group.product = productOf(cells);
      group.optionNames = OPTIONS.map(([name]) => cells(name));
    }
    const picture = cells('image');
    if (picture !== '')
      pictures.push({
        url: absolute(picture),
        alt: cells('imageAlt'),
        position: Number.parseInt(cells('imagePosition'), 10) || pictures.length + 1,
      });
    const variantPicture = cells('variantImage');
    if (variantPicture !== '')
      pictures.push({ url: absolute(variantPicture), alt: '', position: Number.MAX_SAFE_INTEGER });
    for (const url of [picture, variantPicture])
      if (url !== '' && !isImageUrl(absolute(url)))
        group.problems.push({ line, reason: `the picture “${url}” is no web address` });
    if (!VARIANT_CELLS.some((column) => cells(column) !== '')) {
      if (picture === '' && variantPicture === '' && cells('title') === '')
        group.problems.push({ line, reason: 'has neither a variant nor a picture' });
      continue;
    }
    const variant = variantOf(cells, { ...from, optionNames: group.optionNames });
    if ('reason' in variant) group.problems.push({ line, reason: variant.reason });
    else {
      const before = skuLines.get(variant.sku);
      if (before !== undefined)
        group.problems.push({ line, reason: `the SKU “${variant.sku}” is also the one of line ${before}` });
      skuLines.set(variant.sku, line);
      group.variants.push(variant);
    }
  }
  const byUrl = new Map<string, ImageInput>();
  for (const { url, alt } of pictures.toSorted((a, b) => a.position - b.position))
    if (!byUrl.has(url)) byUrl.set(url, { url, alt });
  group.images = [...byUrl.values()];
  return group;
};

const OPTIONS = [
  ['optionName1', 'optionValue1'],
  ['optionName2', 'optionValue2'],
  ['optionName3', 'optionValue3'],
] as const;
const VARIANT_CELLS = ['sku', 'price', 'optionValue1', 'optionValue2', 'optionValue3'] as const;

const productOf = (cells: Cells): NonNullable<ShopifyGroup['product']> => {
  const category = cells('category')
    .split('>')
    .map((step) => step.trim())
    .filter((step) => step !== '');
  const type = cells('type');
  const tags = tagsOf(cells('tags'));
  const draft =
    /^(false|no|0)$/i.test(cells('published')) || !['', 'active'].includes(cells('status').toLowerCase());
  return {
    title: cells('title'),
    description: cells('body'),
    brand: cells('vendor') || null,
    categoryPath: category.length > 0 ? category : type === '' ? [] : [type],
    attributes: {
      ...(category.length > 0 && type !== '' ? { Type: type } : {}),
      ...(tags === '' ? {} : { Tags: tags }),
    },
    status: draft ? 'draft' : 'active',
  };
};

/** Longest value of an attribute, as the contract has it. */
const ATTRIBUTE_LENGTH_MAX = 2_000;

/** Tags as one attribute; of too many, as many as fit. */
const tagsOf = (text: string): string => {
  const tags = text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
  let joined = tags.join(', ');
  while (joined.length > ATTRIBUTE_LENGTH_MAX) {
    tags.pop();
    joined = tags.join(', ');
  }
  return joined;
};

const variantOf = (
  cells: Cells,
  from: { handle: string; currency: string; optionNames: readonly string[] },
): VariantInput | { reason: string } => {
  const options: Record<string, string> = {};
  OPTIONS.forEach(([, column], index) => {
    const value = cells(column);
    const name = from.optionNames[index] || `Option ${index + 1}`;
    // How Shopify says that a product has no options.
    if (value !== '' && !(name === 'Title' && value === 'Default Title')) options[name] = value;
  });
  const amount = priceOf(cells('price'), from.currency);
  if (amount === undefined)
    return {
      reason:
        cells('price') === ''
          ? 'has no Variant Price'
          : `the Variant Price “${cells('price')}” is no price in ${from.currency}`,
    };
  const compareAt = cells('compareAt') === '' ? null : priceOf(cells('compareAt'), from.currency);
  if (compareAt === undefined)
    return {
      reason: `the Variant Compare At Price “${cells('compareAt')}” is no price in ${from.currency}`,
    };
  const quantity = cells('quantity');
  if (!/^(-?\d{1,10}(\.0+)?)?$/.test(quantity))
    return { reason: `the Variant Inventory Qty “${quantity}” is no whole number` };
  return {
    sku: cells('sku') || skuOf(from.handle, Object.values(options)),
    options,
    price: { amount, currency: from.currency },
    // A price that was never higher is no bargain.
    compareAtPrice:
      compareAt === null || compareAt <= amount ? null : { amount: compareAt, currency: from.currency },
    // `readGroup` puts it among the product's pictures.
    imageUrl: absolute(cells('variantImage')) || null,
    // Below zero is what Shopify has oversold; there is nothing on the shelf.
    ...(quantity === '' ? {} : { onHand: Math.max(Math.trunc(Number(quantity)), 0) }),
  };
};

/**
 * A price as people write it: `9.99`, `$1,250.00`, `9,99`, `1.250,00 €`. Undefined when it is none: a comma
 * before three digits separates thousands, before fewer decimals.
 */
const priceOf = (text: string, currency: string): number | undefined => {
  const bare = text.replace(/^[A-Z]{0,3}\s*[$€£¥]?\s*|\s*[$€£¥]?\s*[A-Z]{0,3}$/g, '');
  const digits = minorDigits(currency);
  const continental = new RegExp(`^(\\d{1,3}(?:\\.\\d{3})+|\\d+),(\\d{1,${Math.max(digits, 1)}})$`).exec(
    bare,
  );
  const plain =
    continental === null || digits === 0 || continental[2]?.length === 3
      ? bare
      : `${continental[1]?.replaceAll('.', '')}.${continental[2]}`;
  return parseMinorUnits(plain, currency) ?? undefined;
};

/** Longest SKU, as the contract has it. */
const SKU_LENGTH_MAX = 128;

/**
 * The SKU of a variant that has none: made from what identifies it, so that the next import finds it again. The
 * colon, which no handle has, keeps it apart from the SKU of another product.
 */
const skuOf = (handle: string, values: readonly string[]): string => {
  const steps = values.map((value) => handleOf(value) || hashOf(value));
  const sku = [handle, ...steps].join(':');
  return sku.length <= SKU_LENGTH_MAX ? sku : `${sku.slice(0, SKU_LENGTH_MAX - 13)}-${hashOf(sku)}`;
};

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

const absolute = (url: string): string => (url.startsWith('//') ? `https:${url}` : url);
