/** Where products and prices are read from when a shopper asks: the one place that knows the shop's strategy. */
import { createCachedProducts } from './cached-products.ts';
import { findProduct, type ViewOptions } from './find-product.ts';
import { findVariants } from './find-variants.ts';
import { lessHeld } from './less-held.ts';
import type { ProductSource, ProductSourceOptions } from './product-source.ts';
import { createProductDocuments } from './read-products.ts';

export const createProductSource = (options: ProductSourceOptions): ProductSource => {
  switch (options.strategy) {
    case 'cdc':
      return createProductDocuments(options.view);
    case 'aside':
    case 'through':
      return createCachedProducts({ ...options, strategy: options.strategy });
    case 'none':
      return createUncachedProducts(options.view);
    default:
      return options.strategy satisfies never;
  }
};

const createUncachedProducts = (view: ViewOptions): ProductSource => ({
  product: (reader, idOrHandle) =>
    reader.truth(async (db) =>
      lessHeld(reader, await findProduct(db, idOrHandle, { ...view, drafts: false })),
    ),
  variants: (reader, skus) => reader.truth((db) => findVariants(db, skus, view)),
  keepsAnswers: false,
  changed: () => {},
  reset: () => {},
  stats: () => new Map(),
});
