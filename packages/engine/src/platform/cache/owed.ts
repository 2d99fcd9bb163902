const RETRY_INTERVAL_MS = 500;
const BATCH = 1_000;

/** Keys whose drop did not reach Redis. Until it does, this process must not believe what Redis has of them. */
export type Owed = { add(keys: readonly string[]): void; has(key: string): boolean };

/**
 * Tries again twice a second until `drop` says true. Of more than `keysMax` keys the oldest are given up, which
 * `onLost` hears; they are wrong in Redis until they expire. Its timer does not keep a process alive.
 */
export const createOwed = (options: {
  keysMax: number;
  drop: (keys: readonly string[]) => Promise<boolean>;
  onLost: (keys: number) => void;
}): Owed => {
  // The number tells a key that was added again, during a drop that may have gone before it.
  const owed = new Map<string, number>();
  let additions = 0;
  let timer: NodeJS.Timeout | undefined;

  const retry = async (): Promise<void> => {
    const batch = [...owed].slice(0, BATCH);
    if (await options.drop(batch.map(([key]) => key)))
      for (const [key, addition] of batch) if (owed.get(key) === addition) owed.delete(key);
    timer = undefined;
    wind();
  };
  const wind = (): void => {
    if (owed.size > 0 && timer === undefined)
      timer = setTimeout(() => void retry(), RETRY_INTERVAL_MS).unref();
  };

  return {
    has: (key) => owed.has(key),
    add: (keys) => {
      for (const key of keys) {
        additions += 1;
        owed.delete(key);
        owed.set(key, additions);
      }
      const excess = owed.size - options.keysMax;
      if (excess > 0) {
        for (const key of [...owed.keys()].slice(0, excess)) owed.delete(key);
        options.onLost(excess);
      }
      wind();
    },
  };
};
