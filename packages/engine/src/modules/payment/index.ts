/** Money: attempts to be paid, and money that goes back. */

export { attemptChanges, reversalChanges } from './changes.ts';
export {
  type Attempt,
  latestAttempt,
  latestAttempts,
  leaseAttempt,
  loadAttempt,
  loadAttempts,
  moveAttempt,
  moveAttempts,
  openAttempts,
} from './commands/attempt.ts';
export { recordPayments, recordRefunds } from './commands/history.ts';
export {
  finishReversal,
  hasReversal,
  loadReversal,
  openReversal,
  type Reversal,
} from './commands/reversal.ts';
export { takeWaitingAttempts, takeWaitingReversals } from './commands/waiting.ts';
export { type AttemptStatus, mustGiveBack, nextStep } from './domain.ts';
export { createPaymentProvider } from './provider/index.ts';
export type { AuthoriseOutcome, PaymentProvider, RefusalCode } from './provider/port.ts';
export { ProviderRejected, ProviderUnavailable } from './provider/port.ts';
export { type PaymentView, paymentsOf, paymentViewOf } from './queries.ts';
export {
  attemptsOf,
  reversalsOf,
  type TalliedAttempt,
  type TalliedReversal,
  unsettledPayments,
} from './tally.ts';
