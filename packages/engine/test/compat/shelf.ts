import { admin, type TutorialProduct } from '@cartwright/contract';
import type { TestEngine } from '../../../../test/support/engine.ts';
import { fromTutorialProduct } from '../../src/modules/catalog/tutorial.ts';

/** A product as a line of the tutorial's own data. */
export const tutorialProduct = (over: Partial<TutorialProduct> = {}): TutorialProduct => ({
  productId: '11002',
  price: 4950,
  productDisplayName: 'Puma Men Race Black Watch',
  variantName: 'Race 85',
  brandName: 'Puma',
  ageGroup: 'Adults-Men',
  gender: 'Men',
  displayCategories: 'Accessories',
  masterCategory_typeName: 'Accessories',
  subCategory_typeName: 'Watches',
  styleImages_default_imageURL: 'http://host.docker.internal:8080/images/11002.jpg',
  productDescriptors_description_value: '<p>This watch comes in a heavy duty design.</p>',
  stockQty: 25,
  productColors: 'Black,NA',
  createdOn: '2023-07-13T14:11:49.997Z',
  createdBy: 'ADMIN',
  lastUpdatedOn: null,
  lastUpdatedBy: null,
  statusCode: 1,
  ...over,
});

export const TOP = tutorialProduct({
  productId: '11012',
  price: 1195,
  productDisplayName: 'Wrangler Women Frill Check Multi Tops',
  variantName: 'FRILL CHECK',
  brandName: 'Wrangler',
  ageGroup: 'Adults-Women',
  gender: 'Women',
  displayCategories: 'Sale and Clearance,Casual Wear',
  masterCategory_typeName: 'Apparel',
  subCategory_typeName: 'Topwear',
});

/** Puts products on the shelf, mapped as the importer maps a line of the tutorial's data. */
export const stockShelf = async (engine: TestEngine, products: readonly TutorialProduct[]): Promise<void> => {
  for (const product of products)
    await engine.as(engine.staffKey).call(admin.putProduct, {
      params: { productId: product.productId },
      body: fromTutorialProduct(product, engine.config.currency),
    });
};
