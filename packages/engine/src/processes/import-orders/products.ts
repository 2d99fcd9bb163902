import type { ProductInput } from '@cartwright/contract';
import { ownersOf, saveProducts } from '../../modules/catalog/index.ts';
import { categoryOf, nextLogProducts, titleOf } from '../../modules/order-log/index.ts';
import { transaction } from '../../platform/postgres.ts';
import { ExpectedError } from '../../shared/expected-error.ts';
import type { OrderImport } from './context.ts';

/** Products of one transaction. */
const BATCH_PRODUCTS = 200;

/**
 * Makes the products that the log sold and the catalogue does not know: the name that most lines give, the last
 * price, a category guessed from the name. Products that are there stay as they are. Returns how many were made.
 */
export const importProductsOfLog = async (
  { db, importId, actor, currency, onHand, signal, onProgress }: OrderImport,
  total: number,
): Promise<number> => {
  let created = 0;
  let done = 0;
  let after = '';
  while (true) {
    signal?.throwIfAborted();
    const page = await nextLogProducts(db, { importId, after, limit: BATCH_PRODUCTS });
    const last = page.at(-1);
    if (last === undefined) return created;
    after = last.sku;
    created += await transaction(db, async (tx) => {
      const { idBySku } = await ownersOf(tx, { handles: [], skus: page.map(({ sku }) => sku) });
      const inputs = page
        .filter(({ sku }) => !idBySku.has(sku))
        .map(({ sku, description, unitPrice }): ProductInput => {
          const title = titleOf(description) || sku;
          return {
            title,
            categoryPath: categoryOf(title),
            variants: [{ sku, price: { amount: unitPrice, currency }, onHand }],
          };
        });
      const saved = await saveProducts(tx, inputs, { actor, currency, existing: 'refuse' });
      // A rival import made it in between: then it is there.
      for (const result of saved)
        if (!result.ok && result.code !== 'sku-taken')
          throw new ExpectedError(`a product of the log could not be made: ${result.reason}`);
      return saved.filter(({ ok }) => ok).length;
    });
    done += page.length;
    onProgress({ stage: 'products', done, total });
  }
};
