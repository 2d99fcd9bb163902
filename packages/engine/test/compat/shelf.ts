import { admin, type TutorialProduct } from '@cartwright/contract';
import type { TestEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';

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

/** Brings products in through the front door: the `jsonl` import, one product per line as the tutorial has it. */
export const importProducts = async (
  engine: TestEngine,
  products: readonly TutorialProduct[],
): Promise<void> => {
  const lines = products.map((product) => JSON.stringify(product)).join('\n');
  const response = await fetch(`${engine.url}/v1/admin/imports?format=jsonl`, {
    method: 'POST',
    headers: { authorization: `Bearer ${engine.staffKey}`, 'content-type': 'application/x-ndjson' },
    body: lines,
  });
  const { importId } = (await response.json()) as { importId: string };
  const run = await until(
    async () => {
      const staff = engine.as(engine.staffKey);
      const { body } = await staff.call(admin.getImport, { params: { importId } });
      return body.status !== 'running' && body;
    },
    { deadlineMs: 10_000, what: 'the import' },
  );
  if (run.status !== 'completed' || run.rejected > 0)
    throw new Error(`the import went wrong: ${JSON.stringify(run)}`);
};
