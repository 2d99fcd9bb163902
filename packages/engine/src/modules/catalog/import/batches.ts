import { type Database, sqlStateOf, type Transaction, transaction } from '../../../platform/postgres.ts';
import { assert } from '../../../shared/assert.ts';
import type { Saved } from '../domain/saved.ts';
import type { ImportItem } from './item.ts';
import { type Counts, noteProgress, REJECTIONS_KEPT_MAX, type Rejection } from './runs.ts';
import { type Savable, saveBatch } from './save-batch.ts';

/** Most products of one transaction, and about the most memory for them. */
const BATCH_PRODUCTS_MAX = 200;
const BATCH_BYTES_MAX = 4_194_304;

export type BatchOptions = {
  importId: string;
  actor: string;
  currency: string;
  onProgress?: (counts: Counts) => void;
};

/** The run is no longer ours: it was taken for dead. */
export class LostRun extends Error {
  override name = 'LostRun';
}

/** Gathers the products of a file and saves them, each batch in one transaction with the counts of the run. */
export class Batches {
  readonly counts: Counts = { read: 0, created: 0, updated: 0, rejected: 0 };
  readonly #db: Database;
  readonly #options: BatchOptions;
  #pending: Savable[] = [];
  #pendingBytes = 0;
  /** Ids, handles and SKUs of what is pending. */
  #names = new Set<string>();
  #rejections: Rejection[] = [];
  #kept = 0;

  constructor(db: Database, options: BatchOptions) {
    this.#db = db;
    this.#options = options;
  }

  async take(item: ImportItem): Promise<void> {
    if (item.kind === 'rejected') {
      this.counts.read += item.records;
      this.#reject(item);
      if (this.#rejections.length >= BATCH_PRODUCTS_MAX) await this.flush();
      return;
    }
    const names = namesOf(item);
    // What it may be another version of has to be there before we look for it.
    if (item.kind === 'addition' || names.some((name) => this.#names.has(name))) await this.flush();
    this.#pending.push(item);
    for (const name of names) this.#names.add(name);
    this.#pendingBytes += item.kind === 'product' ? item.bytes : 0;
    const full = this.#pending.length >= BATCH_PRODUCTS_MAX || this.#pendingBytes >= BATCH_BYTES_MAX;
    if (full || item.kind === 'addition') await this.flush();
  }

  /** Saves what is pending; where one product spoils the transaction, one by one. */
  async flush(): Promise<void> {
    const items = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#names = new Set();
    try {
      await this.#save(items);
    } catch (error) {
      if (!isDataError(error) || items.length === 0) throw error;
      for (const item of items) await this.#saveAlone(item);
    }
    this.#options.onProgress?.({ ...this.counts });
  }

  async #saveAlone(item: Savable): Promise<void> {
    try {
      await this.#save([item]);
    } catch (error) {
      if (!isDataError(error) || !(error instanceof Error)) throw error;
      const reason = `cannot be stored: ${error.message}`;
      await this.#settle([item], async () => [{ ok: false, code: 'invalid', reason }]);
    }
  }

  async #save(items: readonly Savable[]): Promise<void> {
    await this.#settle(items, async (tx) => (items.length === 0 ? [] : saveBatch(tx, items, this.#options)));
  }

  /** What becomes of some products, and the counts with it, in one transaction. */
  async #settle(items: readonly Savable[], decide: (tx: Transaction) => Promise<Saved[]>): Promise<void> {
    const { importId } = this.#options;
    const keptBefore = this.#kept;
    const counts = { ...this.counts };
    const rejections = [...this.#rejections];
    const saved = await transaction(this.#db, async (tx) => {
      const results = await decide(tx);
      tally(items, results, { counts, rejections });
      rejections.splice(REJECTIONS_KEPT_MAX - keptBefore);
      const running = await noteProgress(tx, { importId, counts, keptBefore, rejections });
      if (!running) throw new LostRun('the run was taken for dead, because it was silent for too long');
      return results;
    });
    Object.assign(this.counts, counts);
    this.#kept += rejections.length;
    this.#rejections = [];
    for (const [index, item] of items.entries())
      if (saved[index]?.ok === false && item.fate !== undefined) item.fate.refused = true;
  }

  #reject(rejection: Rejection): void {
    this.counts.rejected += 1;
    if (this.#kept + this.#rejections.length < REJECTIONS_KEPT_MAX)
      this.#rejections.push({ line: rejection.line, reason: rejection.reason });
  }
}

const tally = (
  items: readonly Savable[],
  saved: readonly Saved[],
  into: { counts: Counts; rejections: Rejection[] },
): void => {
  for (const [index, item] of items.entries()) {
    const result = saved[index];
    assert(result !== undefined, 'a product was saved without a result');
    into.counts.read += item.records;
    if (!result.ok) {
      into.counts.rejected += 1;
      into.rejections.push({ line: item.line, reason: result.reason });
    } else if (item.kind === 'product') into.counts[result.created ? 'created' : 'updated'] += 1;
  }
};

const namesOf = (item: Savable): string[] => {
  if (item.kind === 'addition') return [`handle ${item.handle}`];
  const { productId, handle, variants } = item.input;
  return [
    ...(productId === undefined ? [] : [`id ${productId}`]),
    ...(handle === undefined ? [] : [`handle ${handle}`]),
    ...variants.map(({ sku }) => `sku ${sku}`),
  ];
};

/** Classes 22 (data), 23 (constraints) and 54 (limits): the product's fault, and not the database's. */
const isDataError = (error: unknown): boolean => /^(22|23|54)/.test(sqlStateOf(error) ?? '');
