/** Calls that are repeated, as a good client does, while the shop is away, late or overloaded. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiProblem, ApiUnreachable } from '@cartwright/contract';

export type Patience = {
  /** How long a request is repeated, from its first sending. */
  forMs: number;
  /** Ends waiting and calling at once. */
  signal: AbortSignal;
  /** Hears why a call is repeated: `connection`, `timeout`, or the problem's code. */
  onRetry(reason: string): void;
};

/** No answer in all that time: whether the request had an effect is not known. */
export class GaveUp extends Error {
  override name = 'GaveUp';
}

const PAUSE_BASE_MS = 100;
const PAUSE_MAX_MS = 5_000;
/** A `Retry-After` beyond this is not waited for to its end. */
const RETRY_AFTER_MAX_MS = 30_000;

/**
 * The answer of `call`, which is repeated as it is after connection errors, time-outs, 429, 503, and while its key is
 * in flight elsewhere. Between two tries it waits for `Retry-After`, at least for a pause that doubles from 0.1 to 5 s, half of it drawn by lot.
 * Throws `ApiProblem` for a refusal, and `GaveUp` after `forMs` or when the signal ends it.
 */
export const patiently = async <T>(
  { forMs, signal, onRetry }: Patience,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const giveUpAt = performance.now() + forMs;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call(signal);
    } catch (error) {
      const reason = reasonToRepeat(error);
      if (reason === undefined) throw error;
      const pauseMs = pauseBefore(attempt, error);
      if (signal.aborted || performance.now() + pauseMs > giveUpAt)
        throw new GaveUp(`no answer: ${reason}`, { cause: error });
      onRetry(reason);
      await sleep(pauseMs, undefined, { signal }).catch((cause: unknown) => {
        throw new GaveUp('stopped while it waited', { cause });
      });
    }
  }
};

/** What a patient call answers, or undefined when it gave up. */
export const orGaveUp = async <T>(answer: Promise<T>): Promise<T | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof GaveUp) return undefined;
    throw error;
  }
};

/** Refusals that are over soon, and say so by `Retry-After`. */
const ASK_AGAIN: ReadonlySet<string> = new Set(['idempotency-in-flight', 'busy']);

const reasonToRepeat = (error: unknown): string | undefined => {
  if (error instanceof ApiProblem)
    return error.status === 429 || error.status === 503 || ASK_AGAIN.has(error.problem.code)
      ? error.problem.code
      : undefined;
  if (!(error instanceof ApiUnreachable)) return undefined;
  return error.cause instanceof Error && error.cause.name === 'TimeoutError' ? 'timeout' : 'connection';
};

const pauseBefore = (attempt: number, error: unknown): number => {
  const fullMs = Math.min(PAUSE_MAX_MS, PAUSE_BASE_MS * 2 ** attempt);
  const drawnMs = fullMs * (0.5 + Math.random() / 2);
  const seconds = error instanceof ApiProblem ? Number(error.headers.get('retry-after')) : 0;
  const toldMs = Number.isFinite(seconds) ? Math.min(seconds * 1_000, RETRY_AFTER_MAX_MS) : 0;
  return Math.max(drawnMs, toldMs);
};
