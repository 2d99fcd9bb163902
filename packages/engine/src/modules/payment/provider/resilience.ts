import { setTimeout as sleep } from 'node:timers/promises';
import { type PaymentProvider, ProviderUnavailable } from './port.ts';

export type DeadlinesMs = { authorise: number; other: number };

/** Ends each call, its retries included, after its deadline: the provider's signal aborts and it throws. */
export const withDeadline = (provider: PaymentProvider, deadlinesMs: DeadlinesMs): PaymentProvider =>
  aroundEveryCall(provider, async (operation, run, signal) => {
    // Not AbortSignal.timeout: its timer would outlive every call that answers in time.
    const expiry = new AbortController();
    const deadlineMs = operation === 'authorise' ? deadlinesMs.authorise : deadlinesMs.other;
    const timer = setTimeout(
      () => expiry.abort(new Error(`no answer to ${operation} within ${deadlineMs} ms`)),
      deadlineMs,
    );
    try {
      return await run(signal ? AbortSignal.any([signal, expiry.signal]) : expiry.signal);
    } finally {
      clearTimeout(timer);
    }
  });

export type RetryPolicy = { attemptsMax: number; pauseBaseMs: number; pauseMaxMs: number };

/**
 * Repeats an unavailable call with its key, at most `attemptsMax` times in all, after a pause drawn evenly from
 * 0 to the doubling bound (full jitter: callers that failed together do not come back together).
 */
export const withRetry = (provider: PaymentProvider, policy: RetryPolicy): PaymentProvider =>
  aroundEveryCall(provider, async (_operation, run, signal) => {
    let mayBeDone = false;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await run(signal);
      } catch (error) {
        if (!(error instanceof ProviderUnavailable)) throw error;
        mayBeDone ||= error.certain === 'unknown';
        const boundMs = Math.min(policy.pauseMaxMs, policy.pauseBaseMs * 2 ** (attempt - 1));
        const again = attempt < policy.attemptsMax && (await paused(Math.random() * boundMs, signal));
        // One attempt that may have taken effect makes the whole call unknown, however the last one ended.
        if (!again) throw mayBeDone ? new ProviderUnavailable('unknown', error.message, error) : error;
      }
    }
  });

/** True after the pause, false as soon as the signal ends it. */
const paused = (pauseMs: number, signal: AbortSignal | undefined): Promise<boolean> =>
  sleep(pauseMs, true, signal ? { signal } : {}).catch(() => false);

export type BreakerPolicy = {
  /** Unavailable calls in a row that open the circuit. */
  failuresToOpen: number;
  /** How long it stays open before one call may try again. */
  pauseMs: number;
  /** Monotonic milliseconds. */
  nowMs?: () => number;
};

/**
 * Stops the hammering of a provider that is down. Closed: calls pass. Open: calls throw at once, certainly not
 * done. Half-open, after the pause: one call at a time passes; an answer closes the circuit, a failure opens it
 * for another pause. Any answer counts as available, a decline or a rejection too.
 */
export const withCircuitBreaker = (provider: PaymentProvider, policy: BreakerPolicy): PaymentProvider => {
  const nowMs = policy.nowMs ?? (() => performance.now());
  let failuresInRow = 0;
  let openUntilMs = 0;
  let trialUnderWay = false;

  return aroundEveryCall(provider, async (operation, run, signal) => {
    const trial = failuresInRow >= policy.failuresToOpen;
    if (trial && (trialUnderWay || nowMs() < openUntilMs)) {
      throw new ProviderUnavailable('not-done', `payment provider: circuit open, ${operation} not sent`);
    }
    trialUnderWay ||= trial;
    try {
      const answer = await run(signal);
      failuresInRow = 0;
      return answer;
    } catch (error) {
      const callerGaveUp = signal?.aborted === true;
      if (!(error instanceof ProviderUnavailable)) failuresInRow = 0;
      else if (!callerGaveUp) {
        failuresInRow += 1;
        openUntilMs = nowMs() + policy.pauseMs;
      }
      throw error;
    } finally {
      if (trial) trialUnderWay = false;
    }
  });
};

type Operation = 'authorise' | 'capture' | 'void_' | 'refund' | 'find';
type Around = <Answer>(
  operation: Operation,
  run: (signal: AbortSignal | undefined) => Promise<Answer>,
  signal: AbortSignal | undefined,
) => Promise<Answer>;

const aroundEveryCall = (provider: PaymentProvider, around: Around): PaymentProvider => ({
  name: provider.name,
  knowsToken: (token) => provider.knowsToken(token),
  authorise: (request, signal) => around('authorise', (inner) => provider.authorise(request, inner), signal),
  capture: (request, signal) => around('capture', (inner) => provider.capture(request, inner), signal),
  void_: (request, signal) => around('void_', (inner) => provider.void_(request, inner), signal),
  refund: (request, signal) => around('refund', (inner) => provider.refund(request, inner), signal),
  find: (key, signal) => around('find', (inner) => provider.find(key, inner), signal),
});
