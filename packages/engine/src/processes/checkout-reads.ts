/** What a checkout reads of the truth, those of many checkouts at a time by one statement each. */
import { findVariants, type VariantForSale, type ViewOptions } from '../modules/catalog/index.ts';
import { type Effect, findEffects, type Intent, idOf } from '../modules/idempotency/index.ts';
import { findOrderRecords, type OrderRecord } from '../modules/order/index.ts';
import { type Attempt, loadAttempts } from '../modules/payment/index.ts';
import { createLoader, type Loader } from '../platform/loader.ts';
import type { Database } from '../platform/postgres.ts';

export type CheckoutReads = {
  /** What an intent's key has made. */
  effect: Loader<Intent, Effect>;
  order: Loader<string, OrderRecord>;
  attempt: Loader<string, Attempt>;
  /** A variant by its SKU, at its present price. */
  variant: Loader<string, VariantForSale>;
};

export const createCheckoutReads = (db: Database, view: ViewOptions): CheckoutReads => ({
  effect: createLoader({ load: (intents) => findEffects(db, intents), idOf }),
  order: createLoader({ load: (ids) => findOrderRecords(db, ids), idOf: itself }),
  attempt: createLoader({ load: (ids) => loadAttempts(db, ids), idOf: itself }),
  variant: createLoader({ load: (skus) => findVariants(db, skus, view), idOf: itself }),
});

const itself = (key: string): string => key;
