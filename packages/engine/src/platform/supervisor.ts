import { setTimeout as sleep } from 'node:timers/promises';
import { ExpectedError } from '../shared/expected-error.ts';
import type { Running } from './child-process.ts';
import type { Ending } from './embedded/server-process.ts';

const RESTARTS_MAX = 10;
const WINDOW_MS = 60_000;
const BACKOFF_FIRST_MS = 100;
const BACKOFF_MAX_MS = 5_000;

export type Supervisor = {
  /** Starts something, waits until it has started, and from then on starts it again whenever it ends. */
  keepRunning: <R extends Running>(part: { name: string; start: () => Promise<R> }) => Promise<R>;
  /** Runs something to its end; it too is ended when everything is stopped. */
  runOnce: (part: { name: string; start: () => Promise<Running> }) => Promise<Ending>;
  /** Stops everything, what was started last first; each stop is bounded in time. */
  stop: () => Promise<void>;
  /** Ends everything at once. */
  kill: () => void;
  /** Rejects with `ExpectedError` if a part keeps ending: 10 times within a minute. */
  gaveUp: Promise<never>;
};

type Part = { name: string; starting: Promise<Running | undefined>; running: Running | undefined };

/** Keeps the parts of a shop running, and ends them in order. `log` hears of every end and every new start. */
export const createSupervisor = (
  log: (line: string) => void,
  { backoffMaxMs = BACKOFF_MAX_MS }: { backoffMaxMs?: number } = {},
): Supervisor => {
  const parts: Part[] = [];
  const stopping = new AbortController();
  const failure = Promise.withResolvers<never>();
  // It may happen before anyone looks.
  failure.promise.catch(() => {});

  const begin = async <R extends Running>(part: Part, start: () => Promise<R>): Promise<R> => {
    if (stopping.signal.aborted) throw new ExpectedError('Stopped while starting.');
    const starting = start();
    part.starting = starting.catch(() => undefined);
    const running = await starting;
    part.running = running;
    return running;
  };

  const add = (name: string): Part => {
    const part = { name, starting: Promise.resolve(undefined), running: undefined };
    parts.push(part);
    return part;
  };

  const watch = async (part: Part, start: () => Promise<Running>): Promise<void> => {
    let ends: number[] = [];
    let how = (await part.running?.ended)?.how;
    while (!stopping.signal.aborted) {
      const now = performance.now();
      ends = [...ends.filter((at) => now - at < WINDOW_MS), now];
      if (ends.length > RESTARTS_MAX)
        return failure.reject(
          new ExpectedError(
            `${part.name} has ended ${ends.length} times within a minute, so it stays down. It ${how}`,
          ),
        );
      const delayMs = Math.min(BACKOFF_FIRST_MS * 2 ** (ends.length - 1), backoffMaxMs);
      log(`${part.name} ${how}\n  Starting it again in ${delayMs / 1_000} s`);
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      try {
        const running = await begin(part, start);
        log(`${part.name} is started again`);
        how = (await running.ended).how;
      } catch (error) {
        how = `could not start: ${error instanceof Error ? error.message : String(error)}`;
      }
    }
  };

  return {
    keepRunning: async ({ name, start }) => {
      const part = add(name);
      const running = await begin(part, start);
      void watch(part, start);
      return running;
    },
    runOnce: async ({ name, start }) => (await begin(add(name), start)).ended,
    stop: async () => {
      stopping.abort();
      for (const part of parts.toReversed()) {
        try {
          // Something half started has to be waited for: only then is there a process to end.
          const running = await part.starting;
          await running?.stop();
        } catch (error) {
          log(`${part.name} could not be stopped: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    },
    kill: () => {
      stopping.abort();
      for (const part of parts.toReversed()) part.running?.kill();
    },
    gaveUp: failure.promise,
  };
};
