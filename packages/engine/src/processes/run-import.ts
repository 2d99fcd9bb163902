import type { ImportFormat, OrderLogReport } from '@cartwright/contract';
import { type ImportCounts, importProducts } from '../modules/catalog/index.ts';
import type { Database } from '../platform/postgres.ts';
import { importOrders, type LineLeftOut, type OrderImportProgress } from './import-orders/index.ts';

export type { LineLeftOut, OrderImportProgress } from './import-orders/index.ts';

export type ImportOptions = {
  /** Started by `startImport`. */
  importId: string;
  format: ImportFormat;
  source: AsyncIterable<Uint8Array>;
  /** Who the stock ledger names. */
  actor: string;
  /** The shop's. */
  currency: string;
  publicUrl: string;
  /** Units on hand that the new products of an order log start with. */
  onHand: number;
  signal?: AbortSignal;
  onProducts?: (counts: ImportCounts) => void;
  onOrders?: (progress: OrderImportProgress) => void;
  /** Gets every line of an order log that stayed out. */
  onLeftOut?: (line: LineLeftOut) => Promise<void> | void;
};

export type ImportOutcome = {
  status: 'completed' | 'failed';
  error: string | null;
  counts: ImportCounts;
  /** Of an order log that was imported to its end. */
  report: OrderLogReport | null;
};

/** Imports a file of any format, products or orders; see `importProducts` and `importOrders` for what each promises. */
export const runImport = async (db: Database, options: ImportOptions): Promise<ImportOutcome> => {
  const { format, publicUrl, onProducts, onOrders, onLeftOut, onHand, ...common } = options;
  if (format === 'online-retail-csv')
    return importOrders(db, {
      ...common,
      onHand,
      ...(onOrders === undefined ? {} : { onProgress: onOrders }),
      ...(onLeftOut === undefined ? {} : { onLeftOut }),
    });
  const outcome = await importProducts(db, {
    ...common,
    format,
    publicUrl,
    ...(onProducts === undefined ? {} : { onProgress: onProducts }),
  });
  return { ...outcome, report: null };
};
