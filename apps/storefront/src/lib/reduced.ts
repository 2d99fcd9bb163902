import type { Money, Product, ProductSummary, Variant } from '@cartwright/contract';

export type Reduced = ProductSummary & { before: Money };

/** A product by the variant of it that is reduced most and can be bought; null when there is none. */
export const asReduced = (product: Product): Reduced | null => {
  const variant = product.variants
    .filter((one) => one.availableToSell > 0 && saving(one) > 0)
    .toSorted((a, b) => saving(b) - saving(a))[0];
  if (variant === undefined || variant.compareAtPrice === null) return null;
  const { productId, handle, title, brand, categoryPath, images } = product;
  return {
    productId,
    handle,
    title,
    brand,
    categoryPath,
    image: images.find(({ url }) => url === variant.imageUrl) ?? images[0] ?? null,
    price: variant.price,
    priceMax: variant.price,
    before: variant.compareAtPrice,
    availableToSell: product.variants.reduce((sum, one) => sum + one.availableToSell, 0),
  };
};

/** Minor units by which a variant costs less than before. */
const saving = ({ price, compareAtPrice }: Variant): number =>
  compareAtPrice === null || compareAtPrice.currency !== price.currency
    ? 0
    : compareAtPrice.amount - price.amount;
