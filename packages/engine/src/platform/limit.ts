import { Overloaded } from '../shared/expected-error.ts';

/** Runs work, at most so many at once; others wait in the order they came, and beyond the queue they are refused. */
export type Limit = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes a limit; throws `Overloaded` for work that finds `queueMax` others waiting, before it is begun. */
export const createLimit = (bounds: { concurrency: number; queueMax: number }): Limit => {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < bounds.concurrency) running += 1;
    else if (waiting.length >= bounds.queueMax) throw new Overloaded('Too much of this is waiting already');
    // Whoever ends hands its place on, so `running` stays as it is.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
};
