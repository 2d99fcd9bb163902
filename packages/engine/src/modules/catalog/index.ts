/** Products: what is sold, how it is found, and how it comes in. */
export { deleteProduct } from './commands/delete-product.ts';
export { SAVE_PRODUCTS_MAX, saveProducts } from './commands/save-products.ts';
export { storedImageUrl } from './domain/image-url.ts';
export type { Saved, SaveRefusal } from './domain/saved.ts';
export { importProducts } from './import/import-products.ts';
export { type Counts as ImportCounts, failAbandonedImports, findImport, startImport } from './import/runs.ts';
export { loadMedia, mediaTypeOf, storeMedia, storeUpload } from './media.ts';
export { adminListProducts } from './queries/admin-list-products.ts';
export { findProduct, type ViewOptions } from './queries/find-product.ts';
export { findVariants, type VariantForSale } from './queries/find-variants.ts';
export { listCategories } from './queries/list-categories.ts';
export { listProducts } from './queries/list-products.ts';
export { ATTRIBUTE_FILTERS_MAX, type ProductFilter } from './queries/product-filter.ts';
export { findTutorialProducts, tutorialProducts } from './queries/tutorial-products.ts';
