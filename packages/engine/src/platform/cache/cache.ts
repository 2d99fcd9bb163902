import { createFilling } from './filling.ts';
import { createParts } from './parts.ts';
import type { Cache, CacheOptions } from './port.ts';
import { createReader } from './reader.ts';
import { createWriter } from './writer.ts';

/**
 * Makes a cache in Redis over a truth that `load` reads. Asks nobody yet, so Redis may be away. Throws for options
 * that make no sense.
 */
export const createCache = <V extends object>(options: CacheOptions<V>): Cache<V> => {
  const parts = createParts(options);
  const filling = createFilling(parts);
  return {
    ...createReader(parts, filling),
    ...createWriter(parts, filling),
    stats: () => ({ ...parts.counts }),
  };
};
