/**
 * How a query reads: the read model where it is whole and fresh enough for this caller, else PostgreSQL, so that a
 * page is slower while something is away or being rebuilt, and not missing.
 */

import { Unavailable } from '../../shared/expected-error.ts';
import type { Lsn } from '../cdc/index.ts';
import type { Database } from '../postgres.ts';
import type { Redis } from '../redis.ts';
import type { Feed } from './feed.ts';

export type ReadSide = { db: Database; redis: Redis; feed: Feed };

/** What a caller asks of the age of what it reads. */
export type Freshness = {
  /** It has seen what was committed until then, and wants to see no less. */
  min?: Lsn | undefined;
  /** No read model will do. */
  truthOnly?: boolean;
};

export type Reader = ReadSide & {
  readonly min: Lsn | undefined;
  /** No read model will do for this caller, and so nothing that is kept of one. */
  readonly truthOnly: boolean;
  /** Whether anything was read from PostgreSQL, which is ahead of every read model. */
  readTruth(): boolean;
  /** Reads PostgreSQL, whatever the read models have. */
  truth<T>(read: (db: Database) => Promise<T>): Promise<T>;
  /**
   * Reads `model` in the generation that is whole, or `truth`. What the model answers with undefined does not exist
   * there; before that, or a list, is believed, it is asked once more whether the model is whole.
   */
  read<T>(
    projection: string,
    from: {
      model(generation: string): Promise<T | undefined>;
      truth(db: Database): Promise<T | undefined>;
    },
  ): Promise<T | undefined>;
};

/** How long a read waits for what its caller has just done before it asks PostgreSQL instead. */
const WAIT_MS = 300;

/** A reader for one request. */
export const readerOf = (side: ReadSide, { min, truthOnly = false }: Freshness = {}): Reader => {
  let readTruth = false;
  const truth = <T>(read: (db: Database) => Promise<T>): Promise<T> => {
    readTruth = true;
    return read(side.db);
  };
  return {
    ...side,
    min,
    truthOnly,
    readTruth: () => readTruth,
    truth,
    async read(projection, from) {
      const generation = truthOnly ? undefined : side.feed.generation(projection);
      if (generation === undefined) return truth(from.truth);
      if (min !== undefined && !(await side.feed.reaches(min, WAIT_MS))) return truth(from.truth);
      try {
        const found = await from.model(generation);
        // Where Redis was emptied, or the generation swept away meanwhile, a list is merely shorter than it should be.
        const believed = found !== undefined && !Array.isArray(found);
        if (believed || (await side.feed.stillWhole(projection, generation))) return found;
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
      }
      return truth(from.truth);
    },
  };
};
