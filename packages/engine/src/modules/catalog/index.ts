/** Products: what is sold, how it is found, and how it comes in. */
export { deleteAttributeType, setAttributeType } from './commands/attribute-types.ts';
export { changeProducts } from './commands/bulk-change.ts';
export { deleteCategory } from './commands/delete-category.ts';
export { deleteCollection } from './commands/delete-collection.ts';
export { deleteProduct } from './commands/delete-product.ts';
export { ownersOf } from './commands/present.ts';
export { changeCategory, createCategory } from './commands/save-category.ts';
export { saveCollection } from './commands/save-collection.ts';
export { SAVE_PRODUCTS_MAX, saveProducts } from './commands/save-products.ts';
export { publicImageUrl, storedImageUrl } from './domain/image-url.ts';
export type { Refusal } from './domain/refusal.ts';
export type { Saved, SaveRefusal } from './domain/saved.ts';
export { exportProducts } from './export/export-products.ts';
export { abortable, importFailure, importProducts } from './import/import-products.ts';
export {
  type Counts as ImportCounts,
  endImport,
  failAbandonedImports,
  findImport,
  HEARTBEAT_MS,
  noteAlive,
  noteProgress,
  noteReport,
  runningImports,
  startImport,
} from './import/runs.ts';
export { mediaTypeOf } from './media/media-type.ts';
export { readPicture } from './media/read-picture.ts';
export { resizeStored } from './media/resize-stored.ts';
export { loadMedia, storeMedia, storePicture } from './media/store.ts';
export { productProjection } from './projections/products.ts';
export { structureProjection } from './projections/structure.ts';
export { adminFindCategory, adminListCategories } from './queries/admin-categories.ts';
export { adminListProducts } from './queries/admin-list-products.ts';
export { findAttributeType, listAttributeTypes } from './queries/attribute-types.ts';
export { type CatalogueView, createCatalogueView } from './queries/catalogue-view.ts';
export { findCollection, listCollections } from './queries/collections.ts';
export { createProductSource } from './queries/create-product-source.ts';
export { findProduct, type ViewOptions } from './queries/find-product.ts';
export { findVariants, type VariantForSale } from './queries/find-variants.ts';
export { listCategories } from './queries/list-categories.ts';
export { listProducts } from './queries/list-products.ts';
export { ATTRIBUTE_FILTERS_MAX, type ProductFilter } from './queries/product-filter.ts';
export type { ProductSource } from './queries/product-source.ts';
export { readVariants } from './queries/read-products.ts';
export { readSummaries } from './queries/read-summaries.ts';
export { findTutorialProducts, tutorialProducts } from './queries/tutorial-products.ts';
