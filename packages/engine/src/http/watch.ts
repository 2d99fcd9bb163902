import type { Logger } from 'pino';

/** Tells listeners of keys when what stands behind a key has changed. */
export type Watch = {
  /** Calls `tell` with the present value soon, and again whenever it differs; ends with the returned function. */
  follow(keys: readonly string[], tell: (key: string, json: string) => void): () => void;
  /** These may have changed (undefined: all): what is followed of them is asked for soon. */
  changed(keys: readonly string[] | undefined): void;
  /** How many are listening. */
  size(): number;
  stop(): Promise<void>;
};

/** So long after a change others are waited for, and asked for together. */
const GATHER_MS = 5;

/**
 * Watches by asking when it is told that something has changed, and twice a second while nobody would tell it: one question
 * for all keys that anybody follows, however many follow them. A failed question is repeated; listeners just hear nothing.
 */
export const createWatch = (options: {
  load: (keys: string[]) => Promise<ReadonlyMap<string, unknown>>;
  /** Whether nobody tells what has changed, so that it is asked for twice a second. */
  mustPoll: () => boolean;
  log: Logger;
}): Watch => {
  type Listener = {
    keys: readonly string[];
    tell: (key: string, json: string) => void;
    told: Map<string, string>;
  };
  const listeners = new Set<Listener>();
  /** Keys to ask for, and who follows each. */
  const due = new Set<string>();
  const followers = new Map<string, Set<Listener>>();
  let timer: NodeJS.Timeout | undefined;
  let interval: NodeJS.Timeout | undefined;
  let asking: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    const keys = [...due];
    due.clear();
    try {
      const values = await options.load(keys);
      for (const key of keys) {
        const value = values.get(key);
        if (value !== undefined) tell(key, JSON.stringify(value));
      }
    } catch (err) {
      options.log.warn({ err }, 'streams could not be brought up to date');
      for (const key of keys) due.add(key);
    }
  };
  const tell = (key: string, json: string): void => {
    for (const listener of followers.get(key) ?? []) {
      if (listener.told.get(key) === json) continue;
      listener.told.set(key, json);
      listener.tell(key, json);
    }
  };
  const soon = (delayMs: number): void => {
    if (timer !== undefined || asking !== undefined || due.size === 0) return;
    timer = setTimeout(() => {
      timer = undefined;
      asking = ask().finally(() => {
        asking = undefined;
        soon(RETRY_MS);
      });
    }, delayMs);
  };
  const again = (): void => {
    interval ??= setInterval(() => {
      if (!options.mustPoll()) return;
      for (const key of followers.keys()) due.add(key);
      soon(0);
    }, POLL_MS);
  };

  return {
    follow(keys, tellOne) {
      const listener: Listener = { keys, tell: tellOne, told: new Map() };
      listeners.add(listener);
      for (const key of keys) {
        followers.set(key, (followers.get(key) ?? new Set()).add(listener));
        due.add(key);
      }
      soon(0);
      again();
      return () => {
        listeners.delete(listener);
        for (const key of keys) {
          const of = followers.get(key);
          of?.delete(listener);
          if (of?.size === 0) followers.delete(key);
        }
        if (listeners.size > 0) return;
        clearInterval(interval);
        interval = undefined;
      };
    },
    changed(keys) {
      for (const key of keys ?? followers.keys()) if (followers.has(key)) due.add(key);
      soon(GATHER_MS);
    },
    size: () => listeners.size,
    async stop() {
      listeners.clear();
      followers.clear();
      due.clear();
      clearTimeout(timer);
      clearInterval(interval);
      await asking;
    },
  };
};

const RETRY_MS = 100;
const POLL_MS = 500;
