import { assert } from '../../shared/assert.ts';
import type { Stored } from './codec.ts';
import { isDueEarly } from './expiry.ts';
import type { Filling } from './filling.ts';
import type { Parts } from './parts.ts';
import { type Cache, KEYS_MAX } from './port.ts';

type Found<V> = Map<string, V | undefined>;

/** Answers from the cache; what is not there it has loaded, once for all who ask in this process meanwhile. */
export const createReader = <V extends object>(
  parts: Parts<V>,
  filling: Filling<V>,
): Pick<Cache<V>, 'get' | 'getMany' | 'getFields'> => {
  const { strategy, entries, reach, owed, flights, counts, tuning } = parts;

  const lookUp = async (keys: readonly string[]): Promise<Found<V>> => {
    if (strategy === 'none') return filling.loadOnly(keys);
    const readable = keys.filter((key) => parts.isCacheable(key) && !owed.has(key));
    const read = await reach(() => entries.read<V>(readable));
    const mayFill = new Set(read.ok && strategy !== 'cdc' ? readable : []);
    const found: Found<V> = new Map();
    const toFill: string[] = [];
    const toLoad: string[] = [];
    for (const key of keys) {
      const entry = read.ok ? read.value.get(key) : undefined;
      if (entry !== undefined && entry.kind !== 'uncacheable') found.set(key, answer(key, entry));
      else (entry === undefined && mayFill.has(key) ? toFill : toLoad).push(key);
    }
    counts.misses += toFill.length + toLoad.length;
    const loaded = await Promise.all([...fly(toFill, filling.fill), ...fly(toLoad, filling.loadOnly)]);
    for (const [key, value] of loaded) found.set(key, value);
    return found;
  };

  /** Joins the loads that are in progress and begins one for the other keys. */
  const fly = (
    keys: readonly string[],
    begin: (keys: readonly string[]) => Promise<Found<V>>,
  ): Promise<[string, V | undefined]>[] => {
    const fresh = keys.filter((key) => !flights.has(key));
    counts.sharedLoads += keys.length - fresh.length;
    if (fresh.length > 0) {
      const begun = begin(fresh);
      for (const key of fresh) {
        const flight = begun.then((values) => values.get(key));
        flights.set(key, flight);
        const land = (): void => {
          // After a change another may have begun, which is not ours to end.
          if (flights.get(key) === flight) flights.delete(key);
        };
        flight.then(land, land);
      }
    }
    return keys.map(async (key): Promise<[string, V | undefined]> => [key, await flights.get(key)]);
  };

  const answer = <T>(key: string, entry: Exclude<Stored<T>, { kind: 'uncacheable' }>): T | undefined => {
    if (entry.kind === 'nothing') {
      counts.negativeHits += 1;
      return undefined;
    }
    counts.hits += 1;
    const { expiresAtMs, loadMs } = entry;
    const at = { nowMs: parts.now(), beta: tuning.earlyRefreshBeta, random: parts.random() };
    if (expiresAtMs > 0 && isDueEarly({ ...at, expiresAtMs, loadMs })) filling.refresh(key);
    return entry.value;
  };

  return {
    get: async (key) => (await lookUp([key])).get(key),

    getMany: async (keys) => {
      assert(keys.length <= KEYS_MAX, `${keys.length} keys at once`);
      const found = new Map<string, V>();
      for (const [key, value] of await lookUp([...new Set(keys)]))
        if (value !== undefined) found.set(key, value);
      return found;
    },

    getFields: async <F extends keyof V & string>(key: string, fields: readonly F[]) => {
      assert(fields.length > 0, 'no field is asked for');
      if (strategy !== 'none' && parts.isCacheable(key) && !owed.has(key)) {
        const read = await reach(() => entries.read<Pick<V, F>>([key], fields));
        const entry = read.ok ? read.value.get(key) : undefined;
        if (entry !== undefined && entry.kind !== 'uncacheable') return pick(answer(key, entry), fields);
      }
      return pick((await lookUp([key])).get(key), fields);
    },
  };
};

/** A codec that can only read whole values gives more than was asked for. */
const pick = <T extends object, F extends keyof T>(
  value: T | undefined,
  fields: readonly F[],
): Pick<T, F> | undefined => {
  if (value === undefined) return undefined;
  // Not by assignment: a property may be called __proto__. What is missing is optional in T, which the compiler
  // cannot see.
  return Object.fromEntries(
    fields.filter((field) => Object.hasOwn(value, field)).map((field) => [field, value[field]]),
  ) as Pick<T, F>;
};
