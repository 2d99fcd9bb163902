import type { Transaction } from '../../../platform/postgres.ts';
import { change, statement, t } from '../../../platform/sql.ts';
import { isId } from '../../../shared/ids.ts';
import { takeTurn } from './present.ts';

const deleteById = statement({
  name: 'catalog.deleteCollection',
  text: `DELETE FROM catalog.collection WHERE collection_id = $1`,
  params: { collectionId: t.uuid },
  row: {},
});

/** Deletes a collection with its former handles; its products stay. False when there was none. */
export const deleteCollection = async (tx: Transaction, collectionId: string): Promise<boolean> => {
  if (!isId(collectionId)) return false;
  await takeTurn(tx);
  return (await change(tx, deleteById, { collectionId })) === 1;
};
