/** Gives back what carts held too long, on time, for as long as this process lives. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type HoldSweep, sweepHolds } from '../modules/inventory/index.ts';
import { Unavailable } from '../shared/expected-error.ts';

/** Holds that end one after another are given back together, so that a sweep is never all that a process does. */
const PAUSE_MIN_MS = 20;

/** Sweeps when the next hold ends, and at least every `intervalMs`; what fails is repeated. `stop` waits for the last. */
export const startHoldSweeper = (
  sweep: HoldSweep & { log: Logger; intervalMs: number },
): { stop(): Promise<void> } => {
  const stopping = new AbortController();
  const running = (async () => {
    while (!stopping.signal.aborted) {
      let nextInMs: number | undefined;
      try {
        nextInMs = await sweepHolds(sweep);
      } catch (err) {
        // Without Redis nothing is held; carts say so themselves.
        if (!(err instanceof Unavailable)) sweep.log.warn({ err }, 'a sweep of holds will be repeated');
      }
      const pauseMs = Math.max(Math.min(nextInMs ?? sweep.intervalMs, sweep.intervalMs), PAUSE_MIN_MS);
      await sleep(pauseMs, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
};
