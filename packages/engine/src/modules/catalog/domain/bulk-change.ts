import {
  type BulkChange,
  type BulkView,
  PRICE_AMOUNT_MAX,
  type Product,
  type ProductInput,
} from '@cartwright/contract';
import { toProductInput } from './product-input.ts';
import { listed } from './refusal.ts';

/** Most variants of one product that a bulk change shows. */
const VARIANTS_SHOWN_MAX = 100;

/** What a change makes of a product: what to save (null: it is as wanted already) and what differs, or why not. */
export type Changed =
  | { ok: true; input: ProductInput | null; before: BulkView; after: BulkView }
  | { ok: false; reason: string };

/** What makes no sense in a change by itself, or undefined. */
export const changeFault = ({
  price,
  compareAtPrice,
  attributes,
  collections,
}: BulkChange): string | undefined => {
  if (compareAtPrice === 'keepOldPrice' && price === undefined)
    return 'the compareAtPrice keepOldPrice needs a price in the same change: it keeps what the price was before';
  const unset = attributes?.remove?.filter((name) => Object.hasOwn(attributes.set ?? {}, name)) ?? [];
  if (unset.length > 0) return `the attributes ${listed(unset)} are to be set and removed; say one of both`;
  const both = collections?.remove?.filter((one) => collections.add?.includes(one)) ?? [];
  if (both.length > 0) return `the collections ${listed(both)} are to be added and removed; say one of both`;
  return undefined;
};

/** A product as it is to be saved. Its collections are not part of it, and not changed here. */
export const changedProduct = (product: Product, change: BulkChange): Changed => {
  const [any] = product.variants;
  if (any === undefined) return { ok: false, reason: 'it has no price in the currency of the shop' };
  const variants = product.variants.map((variant) => repriced(variant, change));
  const wrong = variants.find(({ amount }) => amount < 0 || amount > PRICE_AMOUNT_MAX);
  if (wrong !== undefined)
    return {
      ok: false,
      reason: `the price of the SKU “${wrong.variant.sku}” would be ${wrong.amount} minor units, and has to be from 0 to ${PRICE_AMOUNT_MAX}`,
    };
  const saved = toProductInput(product);
  const input: ProductInput = {
    ...saved,
    status: change.status ?? product.status,
    brand: change.brand === undefined ? product.brand : (change.brand?.trim() ?? null),
    categoryPath: change.categoryPath?.map((title) => title.trim()) ?? product.categoryPath,
    attributes: attributesOf(product.attributes, change.attributes),
    variants: saved.variants.map((variant, index) => ({ ...variant, ...variants[index]?.prices })),
  };
  const { before, after } = difference(saved, input);
  return { ok: true, input: Object.keys(after).length === 0 ? null : input, before, after };
};

type Variant = Product['variants'][number];

const repriced = (variant: Variant, { price, compareAtPrice }: BulkChange) => {
  const { amount: old, currency } = variant.price;
  const amount = price === undefined ? old : changedAmount(old, price);
  const cheaper = compareAtPrice === 'keepOldPrice' && amount < old;
  const compareAt = compareAtPrice === null ? null : cheaper ? variant.price : variant.compareAtPrice;
  return { variant, amount, prices: { price: { amount, currency }, compareAtPrice: compareAt } };
};

/** Hundredths of a percent: as exact as a percentage is taken. */
const PERCENT_PARTS = 10_000;

/**
 * A price after a change, in minor units. A percentage counts to its hundredths and is rounded half up to the minor
 * unit. All integers: the largest price times the largest percentage is below 2^53.
 */
export const changedAmount = (amount: number, price: NonNullable<BulkChange['price']>): number => {
  if ('set' in price) return price.set;
  if ('add' in price) return amount + price.add;
  const parts = amount * (PERCENT_PARTS + Math.round(price.percent * 100)) + PERCENT_PARTS / 2;
  return (parts - (parts % PERCENT_PARTS)) / PERCENT_PARTS;
};

const attributesOf = (
  present: Readonly<Record<string, string>>,
  change: BulkChange['attributes'],
): Record<string, string> => {
  const removed = new Set(change?.remove);
  const kept = Object.entries(present).filter(([name]) => !removed.has(name));
  return Object.fromEntries([...kept, ...Object.entries(change?.set ?? {})]);
};

const difference = (was: ProductInput, is: ProductInput): { before: BulkView; after: BulkView } => {
  const before: BulkView = {};
  const after: BulkView = {};
  const note = <K extends 'status' | 'brand' | 'categoryPath' | 'attributes'>(name: K) => {
    const [old, new_] = [was[name], is[name]];
    if (old === undefined || new_ === undefined || JSON.stringify(old) === JSON.stringify(new_)) return;
    Object.assign(before, { [name]: old });
    Object.assign(after, { [name]: new_ });
  };
  note('status');
  note('brand');
  note('categoryPath');
  note('attributes');
  const prices = ({ sku, price, compareAtPrice }: ProductInput['variants'][number]) => ({
    sku,
    price,
    compareAtPrice: compareAtPrice ?? null,
  });
  const differing = is.variants.flatMap((variant, index) => {
    const old = was.variants[index];
    if (old === undefined) return [];
    const pair = [prices(old), prices(variant)] as const;
    return JSON.stringify(pair[0]) === JSON.stringify(pair[1]) ? [] : [pair];
  });
  if (differing.length > 0) {
    before.variants = differing.slice(0, VARIANTS_SHOWN_MAX).map(([old]) => old);
    after.variants = differing.slice(0, VARIANTS_SHOWN_MAX).map(([, new_]) => new_);
  }
  return { before, after };
};
