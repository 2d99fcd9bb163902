/** A sink in memory that keeps what it is given as a store would. */
import {
  type Batch,
  type Change,
  type Lsn,
  NO_LSN,
  type Sink,
  type Transaction,
} from '../../src/platform/cdc/index.ts';

export const PUBLICATION = 'test';

export type MemorySink = Sink & {
  /** Parts of transactions in the order in which they came first, without those that came again. */
  parts(): Transaction[];
  changes(): Change[];
  /** How many parts came more than once. */
  again(): number;
  position(): Lsn;
  leads: { epoch: string; confirmed: Lsn }[];
};

/** What it has applied it calls durable, unless `over` says otherwise. */
export const memorySink = (over: Partial<Sink> = {}): MemorySink => {
  const kept = new Map<string, Transaction>();
  const leads: MemorySink['leads'] = [];
  let position: Lsn = NO_LSN;
  let again = 0;
  return {
    leads,
    parts: () => [...kept.values()],
    changes: () => [...kept.values()].flatMap(({ changes }) => changes),
    again: () => again,
    position: () => position,
    async lead(at) {
      leads.push(at);
    },
    async apply(batch: Batch) {
      for (const transaction of batch.transactions) {
        const key = `${transaction.commitLsn}/${transaction.part}`;
        if (kept.has(key)) again += 1;
        else kept.set(key, transaction);
      }
      if (batch.position !== undefined && batch.position > position) position = batch.position;
    },
    durable: () => position,
    async rest() {},
    ...over,
  };
};
