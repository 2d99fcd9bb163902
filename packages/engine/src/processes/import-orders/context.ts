import type { Database } from '../../platform/postgres.ts';

/** Where the orders of this format come from: part of their name, by which they come in once. */
export const SOURCE = 'online-retail';

export type ImportStage = 'lines' | 'products' | 'orders' | 'cancellations';

export type OrderImportProgress = {
  stage: ImportStage;
  done: number;
  /** Undefined while the file is read: nobody knows how long it is. */
  total: number | undefined;
};

export type OrderImport = {
  db: Database;
  importId: string;
  actor: string;
  currency: string;
  /** Units on hand that new products start with. */
  onHand: number;
  signal: AbortSignal | undefined;
  onProgress: (progress: OrderImportProgress) => void;
};
