import type { Logger } from 'pino';
import type { Watch } from './watch.ts';

/** One value that is told again and again, changed or not, while anybody listens. */
export type Ticker = Pick<Watch, 'follow' | 'size' | 'stop'>;

/**
 * Loads a value when the first listener comes and every `intervalMs` from then on, once for all of them. A load that
 * fails is logged, and listeners just hear nothing; one that takes longer than the interval is not begun again.
 */
export const createTicker = (options: {
  load: () => Promise<unknown>;
  intervalMs: number;
  log: Logger;
}): Ticker => {
  const listeners = new Set<(json: string) => void>();
  let timer: NodeJS.Timeout | undefined;
  let loading: Promise<void> | undefined;

  const tick = (): void => {
    loading ??= options
      .load()
      .then((value) => {
        const json = JSON.stringify(value);
        for (const tell of listeners) tell(json);
      })
      .catch((err: unknown) => options.log.warn({ err }, 'a stream could not be brought up to date'))
      .finally(() => {
        loading = undefined;
      });
  };
  const rest = (): void => {
    clearInterval(timer);
    timer = undefined;
  };

  return {
    follow(keys, tell) {
      const listener = (json: string): void => {
        for (const key of keys) tell(key, json);
      };
      listeners.add(listener);
      timer ??= setInterval(tick, options.intervalMs);
      tick();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) rest();
      };
    },
    size: () => listeners.size,
    async stop() {
      listeners.clear();
      rest();
      await loading;
    },
  };
};
