import type { Transaction } from '../../../platform/postgres.ts';
import { many, statement, t } from '../../../platform/sql.ts';
import { lockStock } from '../statements.ts';
import { move } from './move.ts';

// The next SKUs in their order; primary key.
const selectSkusAfter = statement({
  name: 'inventory.selectSkusAfter',
  text: `SELECT sku FROM inventory.stock WHERE sku > $1 ORDER BY sku LIMIT $2`,
  params: { after: t.text, limit: t.int8 },
  row: { sku: t.text },
});

export type Restock = {
  /** Where the batch before ended; empty for the first. */
  after: string;
  limit: number;
  /** Units that each SKU is to have beyond what orders have bound and sales have set aside. */
  available: number;
  actor: string;
  reason: string;
};

/**
 * Sets what is available of the next `limit` SKUs, in the caller's transaction: on hand becomes what is allocated
 * and set aside plus `available`, so that no order and no sale loses its units. A SKU that has it already books nothing. `last` is where
 * the next batch goes on, or undefined when there was nothing left.
 */
export const restock = async (
  tx: Transaction,
  { after, limit, available, actor, reason }: Restock,
): Promise<{ last: string | undefined; skus: number }> => {
  const skus = (await many(tx, selectSkusAfter, { after, limit })).map(({ sku }) => sku);
  const stocks = await many(tx, lockStock, { skus });
  const deltas = stocks.map(({ sku, onHand, allocated, setAside }) => ({
    sku,
    onHandDelta: allocated + setAside + available - onHand,
    allocatedDelta: 0,
  }));
  await move(
    tx,
    deltas.filter(({ onHandDelta }) => onHandDelta !== 0),
    { kind: 'adjustment', actor, reason },
  );
  return { last: skus.at(-1), skus: skus.length };
};
