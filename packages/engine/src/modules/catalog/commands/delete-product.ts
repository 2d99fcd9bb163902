import type { Transaction } from '../../../platform/postgres.ts';
import { change, statement, t } from '../../../platform/sql.ts';
import { takeTurn } from './present.ts';

const deleteById = statement({
  name: 'catalog.deleteProduct',
  text: `DELETE FROM catalog.product WHERE product_id = $1`,
  params: { productId: t.text },
  row: {},
});

/** Deletes a product with all that hangs on it; its stock, ledger and orders stay. False when there was none. */
export const deleteProduct = async (tx: Transaction, productId: string): Promise<boolean> => {
  await takeTurn(tx);
  return (await change(tx, deleteById, { productId })) === 1;
};
