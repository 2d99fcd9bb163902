import { createBatcher } from './batcher.ts';

/** Reads one value by its key; undefined for what is not there. Throws what its batch throws. */
export type Loader<K, V> = (key: K) => Promise<V | undefined>;

const KEYS_MAX = 256;
const LANES = 2;

/**
 * A reader whose keys, asked for while the ones before are being read, are read by one statement. Nothing is kept: every
 * answer was read after it was asked for. `load` may leave out what is not there.
 */
export const createLoader = <K, V>(options: {
  load(keys: readonly K[]): Promise<ReadonlyMap<string, V>>;
  /** The key of `load`'s map. */
  idOf(key: K): string;
}): Loader<K, V> => {
  const batcher = createBatcher<K, V | undefined>({
    itemsMax: KEYS_MAX,
    lanes: LANES,
    // Whoever reads is bounded where its request comes in.
    queueMax: Number.POSITIVE_INFINITY,
    // A read changes nothing, and fails for all of them alike.
    concernsAll: () => true,
    async run(keys) {
      const found = await options.load(keys);
      return keys.map((key) => found.get(options.idOf(key)));
    },
  });
  return (key) => batcher.submit(key);
};
