import type { Product, ProductInput } from '@cartwright/contract';

/** A product as staff would send it to make it again: without what is derived, and without its stock. */
export const toProductInput = (product: Product): ProductInput => ({
  productId: product.productId,
  handle: product.handle,
  title: product.title,
  description: product.description,
  brand: product.brand,
  categoryPath: product.categoryPath,
  images: product.images.map(({ url, alt }) => ({ url, alt })),
  attributes: product.attributes,
  status: product.status,
  variants: product.variants.map(({ availableToSell: _, ...variant }) => variant),
});
