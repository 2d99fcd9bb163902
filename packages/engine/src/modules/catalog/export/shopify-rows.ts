import type { ProductInput } from '@cartwright/contract';
import type { CsvRow } from '../../../platform/files/write.ts';
import { publicImageUrl } from '../domain/image-url.ts';

/** The columns of a product export of Shopify that we have something for, under their names and in their order. */
const COLUMNS = [
  'Handle',
  'Title',
  'Body (HTML)',
  'Vendor',
  'Product Category',
  'Type',
  'Tags',
  'Published',
  'Option1 Name',
  'Option1 Value',
  'Option2 Name',
  'Option2 Value',
  'Option3 Name',
  'Option3 Value',
  'Variant SKU',
  'Variant Inventory Tracker',
  'Variant Inventory Qty',
  'Variant Inventory Policy',
  'Variant Fulfillment Service',
  'Variant Price',
  'Variant Compare At Price',
  'Variant Requires Shipping',
  'Variant Taxable',
  'Image Src',
  'Image Position',
  'Image Alt Text',
  'Gift Card',
  'Variant Image',
  'Status',
] as const;
type Cells = Partial<Record<(typeof COLUMNS)[number], string | number>>;
type Variant = ProductInput['variants'][number];
type Picture = NonNullable<ProductInput['images']>[number];

export const SHOPIFY_HEADER: CsvRow = COLUMNS;

/** `minorDigits` are those of the shop's currency: 2 for USD. */
export type ShopifyShop = { publicUrl: string; minorDigits: number };

/** Shopify's limit; further options are joined to the last of these. */
const OPTIONS_MAX = 3;
const OPTION_COLUMNS = [
  ['Option1 Name', 'Option1 Value'],
  ['Option2 Name', 'Option2 Value'],
  ['Option3 Name', 'Option3 Value'],
] as const;
const JOINED_BY = ' / ';

/**
 * The rows of a product: as many as it has variants or pictures, whichever are more, the first with the product
 * itself. The shop's own pictures get its address, so that Shopify can fetch them.
 */
export const shopifyRows = (product: ProductInput, shop: ShopifyShop): CsvRow[] => {
  const images = product.images ?? [];
  const optionNames = [...new Set(product.variants.flatMap(({ options }) => Object.keys(options ?? {})))];
  const count = Math.max(product.variants.length, images.length);
  return Array.from({ length: count }, (_, index) => {
    const variant = product.variants[index];
    const image = images[index];
    const cells: Cells = {
      Handle: product.handle ?? '',
      ...(index === 0 ? { ...productCells(product), ...optionNameCells(optionNames) } : {}),
      ...(variant === undefined ? {} : variantCells(variant, { optionNames, ...shop })),
      ...(image === undefined ? {} : imageCells(image, { position: index + 1, ...shop })),
    };
    return COLUMNS.map((column) => cells[column] ?? null);
  });
};

const productCells = (product: ProductInput): Cells => ({
  Title: product.title,
  'Body (HTML)': unambiguous(product.description ?? ''),
  Vendor: product.brand ?? '',
  ...categoryCells(product),
  Tags: product.attributes?.Tags ?? '',
  Published: product.status === 'draft' ? 'FALSE' : 'TRUE',
  'Gift Card': 'FALSE',
  Status: product.status ?? 'active',
});

/** A backslash before a quote is taken for its escape by some readers, ours among them; in HTML it need not be one. */
const unambiguous = (html: string): string => html.replaceAll('\\"', '\\&quot;');

/** Type is free text and holds a category of one step, unless it is an attribute of the product already. */
const categoryCells = ({ categoryPath = [], attributes = {} }: ProductInput): Cells => {
  const [only, ...more] = categoryPath;
  const type = attributes.Type ?? '';
  if (only === undefined) return {};
  if (more.length === 0 && type === '') return { Type: only };
  // The sign that Shopify puts between the steps; within one it becomes its likeness.
  return {
    'Product Category': categoryPath.map((step) => step.replaceAll('>', '›')).join(' > '),
    Type: type,
  };
};

const optionNameCells = (names: readonly string[]): Cells =>
  names.length === 0
    ? { 'Option1 Name': 'Title' }
    : Object.fromEntries(
        OPTION_COLUMNS.flatMap(([column], index) => {
          const name = threeOf(names)[index];
          return name === undefined ? [] : [[column, name]];
        }),
      );

const variantCells = (variant: Variant, from: ShopifyShop & { optionNames: readonly string[] }): Cells => ({
  ...optionValueCells(variant, from.optionNames),
  'Variant SKU': variant.sku,
  'Variant Inventory Tracker': 'shopify',
  ...(variant.onHand === undefined ? {} : { 'Variant Inventory Qty': variant.onHand }),
  'Variant Inventory Policy': 'deny',
  'Variant Fulfillment Service': 'manual',
  'Variant Price': decimal(variant.price, from),
  ...(variant.compareAtPrice ? { 'Variant Compare At Price': decimal(variant.compareAtPrice, from) } : {}),
  'Variant Requires Shipping': 'TRUE',
  'Variant Taxable': 'TRUE',
  ...(typeof variant.imageUrl === 'string'
    ? { 'Variant Image': publicImageUrl(variant.imageUrl, from.publicUrl) }
    : {}),
});

/** 4950 cents as `49.50`. */
const decimal = ({ amount }: { amount: number }, { minorDigits }: ShopifyShop): string => {
  const digits = String(amount).padStart(minorDigits + 1, '0');
  const point = digits.length - minorDigits;
  return minorDigits === 0 ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
};

const optionValueCells = ({ options = {} }: Variant, names: readonly string[]): Cells => {
  if (names.length === 0) return { 'Option1 Value': 'Default Title' };
  const values = threeOf(names.map((name) => options[name] ?? ''));
  return Object.fromEntries(OPTION_COLUMNS.map(([, column], index) => [column, values[index] ?? '']));
};

const imageCells = ({ url, alt }: Picture, at: { position: number; publicUrl: string }): Cells => ({
  'Image Src': publicImageUrl(url, at.publicUrl),
  'Image Position': at.position,
  'Image Alt Text': alt,
});

const threeOf = (texts: readonly string[]): string[] =>
  texts.length <= OPTIONS_MAX
    ? [...texts]
    : [
        ...texts.slice(0, OPTIONS_MAX - 1),
        texts
          .slice(OPTIONS_MAX - 1)
          .filter((text) => text !== '')
          .join(JOINED_BY),
      ];
