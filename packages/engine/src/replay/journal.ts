/** What the shoppers were told, kept on disk until it is compared with PostgreSQL. */
import { DatabaseSync } from 'node:sqlite';

/** How an order stood when its shopper looked last; `undecided` when she had to leave before that. */
export type Told = 'confirmed' | 'inReview' | 'declined' | 'cancelled' | 'undecided';

/** By kind, what is noted under an id. */
export type Notes = {
  /** By session id. */
  session: object;
  /** By cart id; `unknown` when a checkout of it got no answer. */
  cart: { fate: 'ordered' | 'none' | 'unknown' };
  /** By owner, operation and key: the order it made, null for none, or that nobody knows. */
  key: {
    owner: string;
    operation: string;
    key: string;
    made: string | null | 'unknown';
    /** Unix milliseconds. */
    at: number;
  };
  /** By order id. The API's total in minor units and lines, null when no answer showed them. */
  order: {
    told: Told;
    total: number | null;
    lines: { sku: string; quantity: number; unitPrice: number }[] | null;
  };
  /** By SKU: what orders of this replay hold. */
  sku: object;
};
type Kind = keyof Notes;

export type Journal = {
  /** A later note under the same id replaces the earlier one. */
  note<K extends Kind>(kind: K, id: string, what: Notes[K]): void;
  find<K extends Kind>(kind: K, id: string): Notes[K] | undefined;
  /** All notes of a kind, in the order of their ids, at most `size` at once. */
  pages<K extends Kind>(kind: K, size: number): Generator<[id: string, what: Notes[K]][]>;
  close(): void;
};

/** Opens an empty journal: a temporary file without a name, which goes with the process, however that ends. */
export const openJournal = (): Journal => {
  // The empty name is SQLite's for a file of its own in the folder for temporary files, unlinked as soon as it is open.
  const file = new DatabaseSync('');
  file.exec(`
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
    CREATE TABLE note (kind TEXT, id TEXT, what TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID`);
  const put = file.prepare('INSERT OR REPLACE INTO note (kind, id, what) VALUES (?, ?, ?)');
  const one = file.prepare('SELECT what FROM note WHERE kind = ? AND id = ?');
  const after = file.prepare('SELECT id, what FROM note WHERE kind = ? AND id > ? ORDER BY id LIMIT ?');
  return {
    note: (kind, id, what) => void put.run(kind, id, JSON.stringify(what)),
    find: (kind, id) => {
      const found = one.get(kind, id);
      return found === undefined ? undefined : JSON.parse(String(found.what));
    },
    *pages(kind, size) {
      for (let last = ''; ; ) {
        const rows = after.all(kind, last, size);
        if (rows.length === 0) return;
        yield rows.map(({ id, what }) => [String(id), JSON.parse(String(what))]);
        last = String(rows.at(-1)?.id);
      }
    },
    close: () => file.close(),
  };
};
