import type { Product, ProductInput } from '@cartwright/contract';
import type { Stock } from '../../inventory/index.ts';

/** A product as staff would send it to make it again: without what is derived, with its units on hand. */
export const toProductInput = (product: Product, stock: ReadonlyMap<string, Stock>): ProductInput => ({
  productId: product.productId,
  handle: product.handle,
  title: product.title,
  description: product.description,
  brand: product.brand,
  categoryPath: product.categoryPath,
  images: product.images.map(({ url, alt }) => ({ url, alt })),
  attributes: product.attributes,
  status: product.status,
  variants: product.variants.map(({ sku, title, options, price, compareAtPrice, imageUrl }) => {
    const onHand = stock.get(sku)?.onHand;
    return {
      sku,
      title,
      options,
      price,
      compareAtPrice,
      imageUrl,
      ...(onHand === undefined ? {} : { onHand }),
    };
  }),
});
