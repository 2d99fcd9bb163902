import type { Transaction } from '../../../platform/postgres.ts';
import { assert } from '../../../shared/assert.ts';
import { countStock, openStock } from '../../inventory/index.ts';
import type { PreparedProduct } from '../domain/prepare.ts';
import type { SaveRefusal } from '../domain/saved.ts';

const REASON = 'product saved with its stock';

/**
 * Books the counts that products bring along and opens stock rows for their other SKUs. A product with a count
 * below what is allocated or set aside for sales is returned as refused, by its id, and none of its counts are booked.
 */
export const bookStock = async (
  tx: Transaction,
  products: readonly PreparedProduct[],
  actor: string,
): Promise<Map<string, SaveRefusal>> => {
  const refused = new Map<string, SaveRefusal>();
  const counted = products.filter(({ variants }) => variants.some(({ onHand }) => onHand !== null));
  // Every turn but the last refuses at least one product more.
  for (let turn = 0; turn <= counted.length; turn += 1) {
    const left = counted.filter(({ productId }) => !refused.has(productId));
    const counts = left.flatMap(({ variants }) =>
      variants.flatMap(({ sku, onHand }) => (onHand === null ? [] : [{ sku, onHand }])),
    );
    if (counts.length === 0) break;
    await tx.query('SAVEPOINT counting');
    const refusals = await countStock(tx, counts, { actor, reason: REASON });
    await tx.query(refusals.length === 0 ? 'RELEASE counting' : 'ROLLBACK TO counting');
    if (refusals.length === 0) break;
    for (const { sku, allocated, setAside } of refusals) {
      const owner = left.find(({ variants }) => variants.some((variant) => variant.sku === sku));
      assert(owner !== undefined, `stock refused ${sku}, which was not counted`);
      refused.set(owner.productId, {
        ok: false,
        code: 'stock-allocated',
        reason: `the SKU “${sku}” has ${allocated} units allocated to orders${setAside === 0 ? '' : ` and ${setAside} set aside for sales`}, more than the stock given`,
      });
    }
  }
  const opened = products.filter(({ productId }) => !refused.has(productId));
  const skus = opened.flatMap(({ variants }) =>
    variants.flatMap(({ sku, onHand }) => (onHand === null ? sku : [])),
  );
  if (skus.length > 0) await openStock(tx, skus);
  return refused;
};
