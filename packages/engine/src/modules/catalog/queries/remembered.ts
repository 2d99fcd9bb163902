import { one, type Queryable, statement, t } from '../../../platform/sql.ts';

/** Most results that one process remembers; a list's facets take some 20 kB. */
const REMEMBERED_MAX = 500;

type Remembered = { revision: number; value: Promise<unknown> };
const byDatabase = new WeakMap<Queryable, Map<string, Remembered>>();

// Primary key; 0.1 ms.
const selectRevision = statement({
  name: 'catalog.selectRevision',
  text: `SELECT value FROM catalog.revision WHERE only_row`,
  params: {},
  row: { value: t.int8 },
});

/**
 * What `compute` gave for `key` at the catalogue's present revision; computed anew when the catalogue has changed
 * since, and once for all who ask at a time. Never stale, in any process: the revision is raised in the
 * transaction of each change. Only for what depends on nothing but the catalogue, and not on stock.
 */
export const remembered = async <T>(db: Queryable, key: string, compute: () => Promise<T>): Promise<T> => {
  const { value: revision } = await one(db, selectRevision, {});
  const entries = byDatabase.get(db) ?? new Map<string, Remembered>();
  byDatabase.set(db, entries);
  const known = entries.get(key);
  entries.delete(key);
  // Read after the revision, so what is computed is of this revision or a newer one.
  const entry = known?.revision === revision ? known : { revision, value: compute() };
  entries.set(key, entry);
  const [oldest] = entries.keys();
  if (entries.size > REMEMBERED_MAX && oldest !== undefined) entries.delete(oldest);
  try {
    // The key names the computation, so what is remembered for it has its type.
    return (await entry.value) as T;
  } catch (error) {
    if (entries.get(key) === entry) entries.delete(key);
    throw error;
  }
};
