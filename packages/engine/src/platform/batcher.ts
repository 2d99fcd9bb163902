/**
 * Micro-batches: what is asked for while one batch is at work makes up the next. A lone item waits for nothing, and the
 * more come, the more go together, up to a bound; there is no timer.
 */
import { Overloaded } from '../shared/expected-error.ts';
import type { Lsn } from './cdc/lsn.ts';
import { type Commits, noteCommit, notingCommits } from './commits.ts';

export type Batcher<T, R> = {
  /** Resolves with the item's result once its batch is done. Throws `Overloaded` when too many wait already. */
  submit(item: T): Promise<R>;
  /** Items that no batch has taken up yet. */
  waiting(): number;
};

export type BatcherOptions<T, R> = {
  /** Does a batch and gives the result of each item, in their order. */
  run(items: readonly T[]): Promise<readonly R[]>;
  /** Items of one batch at most. */
  itemsMax: number;
  /** Batches at work at the same time. */
  lanes: number;
  /** Items that may wait. */
  queueMax: number;
  /** Items with the same text never share a batch; the later one stays for the next. */
  keyOf?(item: T): string | undefined;
  /** Whether an error is of the whole batch, so that its parts would meet it too. */
  concernsAll(error: unknown): boolean;
  /** Told of each batch that is done. */
  onBatch?(batch: { items: number; ms: number }): void;
};

type Waiting<T, R> = {
  item: T;
  resolve(done: { result: R; lsn: Lsn | undefined }): void;
  reject(error: unknown): void;
};

/**
 * Items are taken up in the order they came. When a batch throws, it is tried again in halves, so that an item that
 * cannot be done fails alone; not when the error concerns all of them.
 */
export const createBatcher = <T, R>(options: BatcherOptions<T, R>): Batcher<T, R> => {
  const { itemsMax, lanes, queueMax, keyOf } = options;
  let queue: Waiting<T, R>[] = [];
  let running = 0;

  const begin = (): void => {
    while (running < lanes && queue.length > 0) {
      running += 1;
      const batch = take();
      const startedAt = performance.now();
      void work(batch).finally(() => {
        running -= 1;
        options.onBatch?.({ items: batch.length, ms: performance.now() - startedAt });
        begin();
      });
    }
  };

  /** The next batch: the oldest items, without those that may not be together with an older one. */
  const take = (): Waiting<T, R>[] => {
    const batch = queue.slice(0, itemsMax);
    const after = queue.slice(itemsMax);
    if (keyOf === undefined) {
      queue = after;
      return batch;
    }
    const seen = new Set<string>();
    const alone = (waiting: Waiting<T, R>): boolean => {
      const key = keyOf(waiting.item);
      if (key === undefined) return true;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    };
    const together: Waiting<T, R>[] = [];
    const later: Waiting<T, R>[] = [];
    for (const waiting of batch) (alone(waiting) ? together : later).push(waiting);
    queue = [...later, ...after];
    return together;
  };

  const work = async (batch: readonly Waiting<T, R>[]): Promise<void> => {
    const commits: Commits = { lsn: undefined };
    try {
      const results = await notingCommits(commits, () => options.run(batch.map(({ item }) => item)));
      for (const [index, { resolve }] of batch.entries())
        resolve({ result: results[index] as R, lsn: commits.lsn });
    } catch (error) {
      const [only] = batch;
      if (only !== undefined && batch.length === 1) only.reject(error);
      else if (options.concernsAll(error)) for (const { reject } of batch) reject(error);
      else {
        const half = Math.ceil(batch.length / 2);
        await work(batch.slice(0, half));
        await work(batch.slice(half));
      }
    }
  };

  return {
    async submit(item) {
      if (queue.length >= queueMax) throw new Overloaded('Too much of this is waiting already');
      const { result, lsn } = await new Promise<{ result: R; lsn: Lsn | undefined }>((resolve, reject) => {
        queue.push({ item, resolve, reject });
        // What comes in the same turn goes along.
        queueMicrotask(begin);
      });
      noteCommit(lsn);
      return result;
    },
    waiting: () => queue.length,
  };
};
