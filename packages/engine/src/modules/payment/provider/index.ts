import type { PaymentProvider } from './port.ts';
import { withCircuitBreaker, withDeadline, withRetry } from './resilience.ts';
import { createTestProviderClient } from './test-provider-client.ts';

/** Of a capture, void, refund or question, retries included. */
const OTHER_DEADLINE_MS = 5_000;
/** Pauses of at most 50, 100, 200 and 400 ms: two resets in a row cost 75 ms on average. */
const RETRY = { attemptsMax: 5, pauseBaseMs: 50, pauseMaxMs: 400 };
const BREAKER = { failuresToOpen: 10, pauseMs: 2_000 };

/**
 * The payment provider the shop uses: a deadline over bounded retries, and a circuit breaker over both.
 * `url` is the test provider's, without a path; both deadlines count the retries in.
 */
export const createPaymentProvider = ({
  url,
  authoriseDeadlineMs,
  otherDeadlineMs = OTHER_DEADLINE_MS,
}: {
  url: string;
  authoriseDeadlineMs: number;
  otherDeadlineMs?: number;
}): PaymentProvider => {
  const persistent = withRetry(createTestProviderClient({ url }), RETRY);
  const punctual = withDeadline(persistent, { authorise: authoriseDeadlineMs, other: otherDeadlineMs });
  return withCircuitBreaker(punctual, BREAKER);
};
