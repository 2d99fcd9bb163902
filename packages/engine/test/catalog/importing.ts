import type { ImportFormat, ImportRun } from '@cartwright/contract';
import { findImport, findProduct, importProducts, startImport } from '../../src/modules/catalog/index.ts';
import type { Database } from '../../src/platform/postgres.ts';
import { newId } from '../../src/shared/ids.ts';

export const VIEW = { currency: 'USD', publicUrl: 'http://shop.test', drafts: true };

/** Imports a file given as text or bytes, in chunks of an awkward size, and returns how it went. */
export const importing =
  (database: Database, format: Exclude<ImportFormat, 'online-retail-csv'>) =>
  async (
    content: string | Uint8Array,
    options: { chunkBytes?: number; breakOffAt?: number } = {},
  ): Promise<ImportRun> => {
    const importId = newId();
    await startImport(database, { importId, format });
    const bytes = Buffer.from(content as string);
    const { chunkBytes = 61, breakOffAt } = options;
    const source = async function* () {
      for (let at = 0; at < bytes.length; at += chunkBytes) {
        if (breakOffAt !== undefined && at >= breakOffAt) throw new Error('the upload broke off');
        yield bytes.subarray(at, at + chunkBytes);
      }
    };
    const { currency, publicUrl } = VIEW;
    await importProducts(database, {
      importId,
      format,
      source: source(),
      actor: 'test',
      currency,
      publicUrl,
    });
    const run = await findImport(database, importId);
    if (run === undefined) throw new Error('the run is gone');
    return run;
  };

/** A product, without what changes with the time. */
export const finding = (database: Database) => async (idOrHandle: string) => {
  const found = await findProduct(database, idOrHandle, VIEW);
  if (found === undefined) return undefined;
  const { createdAt: _, updatedAt: __, ...rest } = found;
  return rest;
};
