import type { Logger } from 'pino';

/** Tells listeners of keys when what stands behind a key has changed. */
export type Watch = {
  /** Calls `tell` with the present value soon, and again whenever it differs; ends with the returned function. */
  follow(keys: readonly string[], tell: (key: string, json: string) => void): () => void;
  /** How many are listening. */
  size(): number;
  stop(): Promise<void>;
};

/**
 * Watches by asking: one question each interval for all keys that anybody follows, however many follow them, and
 * none while nobody does. A failed question is repeated at the next interval; listeners just hear nothing.
 */
export const createWatch = (options: {
  load: (keys: string[]) => Promise<ReadonlyMap<string, unknown>>;
  intervalMs: number;
  log: Logger;
}): Watch => {
  type Listener = {
    keys: readonly string[];
    tell: (key: string, json: string) => void;
    told: Map<string, string>;
  };
  const listeners = new Set<Listener>();
  let timer: NodeJS.Timeout | undefined;
  let asking = Promise.resolve();

  const ask = async (): Promise<void> => {
    const keys = [...new Set([...listeners].flatMap((listener) => listener.keys))];
    const values = await options.load(keys);
    const texts = new Map([...values].map(([key, value]) => [key, JSON.stringify(value)]));
    for (const listener of listeners) {
      for (const key of listener.keys) {
        const json = texts.get(key);
        if (json === undefined || listener.told.get(key) === json) continue;
        listener.told.set(key, json);
        listener.tell(key, json);
      }
    }
  };
  const next = (delayMs: number): void => {
    timer = setTimeout(() => {
      asking = ask()
        .catch((err: unknown) => options.log.warn({ err }, 'streams could not be brought up to date'))
        .finally(() => {
          timer = undefined;
          if (listeners.size > 0) next(options.intervalMs);
        });
    }, delayMs);
  };

  return {
    follow(keys, tell) {
      const listener: Listener = { keys, tell, told: new Map() };
      listeners.add(listener);
      if (timer === undefined) next(0);
      return () => listeners.delete(listener);
    },
    size: () => listeners.size,
    async stop() {
      listeners.clear();
      clearTimeout(timer);
      await asking;
    },
  };
};
