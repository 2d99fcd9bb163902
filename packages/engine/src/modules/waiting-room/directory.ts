import { LRUCache } from 'lru-cache';
import { type ReadSide, readerOf } from '../../platform/read-side/index.ts';
import { readRooms, readStoredSale, type StoredSale } from '../sale/index.ts';

/** The sales with a waiting room, kept in memory: what a claim has to know of them costs no call to anything. */
export type Directory = {
  /** As far as it is known here. */
  get(saleId: string): StoredSale | undefined;
  /** The sale if it has a waiting room; read once when it is not known yet. */
  find(saleId: string): Promise<StoredSale | undefined>;
  /** Whether there is such a sale at all, with a waiting room or without. */
  exists(saleId: string): Promise<boolean>;
  all(): StoredSale[];
  /** Reads what has changed since. Throws when that cannot be read. */
  refresh(): Promise<void>;
  /** Forgets one that is over. */
  forget(saleId: string): void;
};

/** Sales that are known to have no waiting room; that never changes. */
const WITHOUT_MAX = 10_000;
/** Without a feed all are read anew this often. */
const POLL_MS = 1_000;

/** Follows the feed of the read side, and asks PostgreSQL while there is none. */
export const createDirectory = (readSide: ReadSide): Directory => {
  const rooms = new Map<string, StoredSale>();
  const without = new LRUCache<string, true>({ max: WITHOUT_MAX });
  const changed = new Set<string>();
  let mustReadAll = true;
  let readAllAtMs = 0;

  const read = async (saleId: string): Promise<StoredSale | undefined> => {
    const sale = await readStoredSale(readerOf(readSide), saleId);
    if (sale?.waitingRoom === true) rooms.set(saleId, sale);
    else if (sale !== undefined) without.set(saleId, true);
    return sale?.waitingRoom === true ? sale : undefined;
  };

  readSide.feed.listen({
    changed(items) {
      for (const [kind, saleId] of items)
        if (kind === 'sale' && !without.has(String(saleId))) changed.add(String(saleId));
    },
    reset() {
      mustReadAll = true;
    },
  });

  return {
    get: (saleId) => rooms.get(saleId),
    find: async (saleId) => rooms.get(saleId) ?? (without.has(saleId) ? undefined : read(saleId)),
    exists: async (saleId) =>
      without.has(saleId) || (await read(saleId)) !== undefined || without.has(saleId),
    all: () => [...rooms.values()],
    forget: (saleId) => void rooms.delete(saleId),
    async refresh() {
      const now = Date.now();
      const isDeaf = readSide.feed.position() === undefined;
      if (mustReadAll || (isDeaf && now - readAllAtMs >= POLL_MS)) {
        mustReadAll = false;
        readAllAtMs = now;
        try {
          for (const sale of await readRooms(readerOf(readSide), new Date(now))) rooms.set(sale.saleId, sale);
          // Those that are over are not in that list, and somebody may be waiting to hear it.
          for (const saleId of rooms.keys()) changed.add(saleId);
        } catch (error) {
          mustReadAll = true;
          throw error;
        }
      }
      for (const saleId of changed) {
        changed.delete(saleId);
        await read(saleId).catch((error: unknown) => {
          changed.add(saleId);
          throw error;
        });
      }
    },
  };
};
