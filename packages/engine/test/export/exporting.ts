import type { ImportRun, ProductInput } from '@cartwright/contract';
import { saveProducts } from '../../src/modules/catalog/index.ts';
import type { FileChunk } from '../../src/platform/files/write.ts';
import { type Database, transaction } from '../../src/platform/postgres.ts';

export const SHOP = { currency: 'USD', publicUrl: 'http://shop.test' };

/** All of a file. */
export const fileOf = async (chunks: AsyncIterable<FileChunk>): Promise<string> => {
  let text = '';
  for await (const chunk of chunks) text += chunk.text;
  return text;
};

/** The objects of a file of one JSON object a line. */
export const linesOf = <T>(text: string): T[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);

/** Saves products; a refusal is a mistake of the test. */
export const saving =
  (database: Database) =>
  async (products: readonly ProductInput[]): Promise<void> => {
    const saved = await transaction(database, (tx) =>
      saveProducts(tx, products, { actor: 'test', currency: SHOP.currency }),
    );
    for (const result of saved) if (!result.ok) throw new Error(result.reason);
  };

/** Throws what an import rejected. */
export const wholly = (run: ImportRun): ImportRun => {
  if (run.rejected > 0 || run.status !== 'completed')
    throw new Error(`${run.status} ${run.error}: ${JSON.stringify(run.rejections)}`);
  return run;
};

/** Takes everything out of the catalogue and the stock. */
export const emptying = (database: Database) => async (): Promise<void> => {
  await database.query('DELETE FROM catalog.product');
  await database.query('DELETE FROM inventory.stock');
};
