import { randomUUID } from 'node:crypto';
import { assert } from '../../shared/assert.ts';
import type { Filling } from './filling.ts';
import type { Parts } from './parts.ts';
import { type Cache, KEYS_MAX } from './port.ts';

const VERSION = /^[0-9a-f]{1,40}$/;
/** Tries to rewrite a whole value between the changes of others; then it is dropped instead. */
const REWRITES_MAX = 3;

/** Brings the cache in step after the truth was changed. */
export const createWriter = <V extends object>(
  parts: Parts<V>,
  filling: Filling<V>,
): Pick<Cache<V>, 'changed' | 'put' | 'drop' | 'setFields'> => {
  const { strategy, entries, reach, owed, flights, counts, tuning } = parts;

  /**
   * Write-through. The writer's own value is not stored: that of a writer who committed earlier and arrives later
   * would win. Instead each seizes the lease and then reads the truth; the last to seize had every other's commit
   * before her, so she reads it too, and hers alone is stored.
   */
  const storeAnew = async (changed: readonly string[]): Promise<void> => {
    for (const key of changed) flights.delete(key);
    const keys = changed.filter(parts.isCacheable);
    if (keys.length === 0) return;
    const leases = keys.map((key) => ({ key, token: randomUUID() }));
    const seized = await reach(() =>
      Promise.all(leases.map((lease) => entries.seize(lease, tuning.leaseMs))),
    );
    if (!seized.ok) return owed.add(keys);
    try {
      const { outcomes } = await filling.loadAndStore(leases);
      // The old value may still be there, until she who has the lease now has stored hers.
      const unsure = keys.filter((key) => outcomes.get(key) !== 'stored');
      const dropped = await reach(() => Promise.all(unsure.map(entries.dropValue)));
      if (!dropped.ok) owed.add(unsure);
    } catch {
      // The change is made; that the truth cannot be read just now is the next reader's to hear.
      counts.errors += 1;
      await parts.drop(keys);
    }
  };

  /** Replaces fields in a value that can only be stored whole, under a lease, which any other change takes away. */
  const rewrite = async (key: string, fields: Partial<V>): Promise<'done' | 'absent' | 'refused'> => {
    const lease = { key, token: randomUUID() };
    await entries.seize(lease, tuning.leaseMs);
    const entry = (await entries.read<V>([key])).get(key);
    if (entry?.kind !== 'value') {
      await entries.release([lease]);
      return 'absent';
    }
    const ttlMs = entry.expiresAtMs === 0 ? 0 : Math.max(1, Math.round(entry.expiresAtMs - parts.now()));
    const stored = await entries.store(lease, { ...entry, value: { ...entry.value, ...fields } }, ttlMs);
    return stored === 'stored' ? 'done' : 'refused';
  };

  return {
    changed: async (keys) => {
      if (strategy === 'aside') for (const some of portions(keys)) await parts.drop(some);
      if (strategy === 'through') for (const some of portions(keys)) await storeAnew(some);
    },

    put: async (changes) => {
      if (strategy !== 'cdc') return;
      assert(changes.length <= KEYS_MAX, `${changes.length} changes at once`);
      await Promise.all(
        changes.map(({ key, value, version }) => {
          assert(VERSION.test(version), `“${version}” is no version`);
          if (!parts.isCacheable(key)) return undefined;
          flights.delete(key);
          const head = { expiresAtMs: 0, loadMs: 0, version: version.replace(/^0+(?=.)/, '') };
          // What was deleted is kept in mind for a while only, else the memory of it would grow for ever.
          return value === undefined
            ? entries.put(key, { ...head, kind: 'nothing' }, parts.negativeTtlSeconds * 1_000)
            : entries.put(key, { ...head, kind: 'value', value }, 0);
        }),
      );
    },

    drop: async (keys) => {
      for (const some of portions(keys)) await parts.drop(some);
    },

    setFields: async (key, fields) => {
      if (strategy === 'none' || !parts.isCacheable(key)) return false;
      flights.delete(key);
      const set = await reach(async () => {
        const directly = await entries.setFields(key, fields);
        if (directly !== undefined) return directly;
        for (let tries = 0; tries < REWRITES_MAX; tries += 1) {
          const rewritten = await rewrite(key, fields);
          if (rewritten !== 'refused') return rewritten === 'done';
        }
        return undefined;
      });
      if (!set.ok) owed.add([key]);
      else if (set.value === undefined) await parts.drop([key]);
      return set.ok && set.value === true;
    },
  };
};

/** Each key once, so many at a time as the client's queue and one load can take. */
function* portions(keys: readonly string[]): Generator<string[]> {
  const distinct = [...new Set(keys)];
  for (let at = 0; at < distinct.length; at += KEYS_MAX) yield distinct.slice(at, at + KEYS_MAX);
}
