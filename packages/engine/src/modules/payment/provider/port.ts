import type { Money } from '@cartwright/contract';

/**
 * What the shop asks of whoever moves its money; knows no particular provider.
 *
 * Every call that changes something carries `key`, 1 to 255 visible ASCII characters and ours alone (the id
 * of the payment attempt, never text of a shopper). Repeating a key with the same parameters gives the
 * recorded answer and has no second effect; with other parameters it throws `ProviderRejected`. A refusal
 * changed nothing and does not use up its key.
 *
 * Every call may throw `ProviderUnavailable`. `signal` ends the waiting, not what the provider does.
 */
export type PaymentProvider = {
  readonly name: string;
  /** Reserves money. `review`: reserved too, but its fraud check wants a person; capture only once approved. */
  authorise(request: AuthoriseRequest, signal?: AbortSignal): Promise<AuthoriseOutcome>;
  /** Takes reserved money, all or in parts, together at most what was authorised. */
  capture(request: CaptureRequest, signal?: AbortSignal): Promise<CaptureOutcome>;
  /** Gives back a reservation of which nothing was captured. */
  void_(request: VoidRequest, signal?: AbortSignal): Promise<VoidOutcome>;
  /** Pays back captured money, all or in parts, together at most what was captured. */
  refund(request: RefundRequest, signal?: AbortSignal): Promise<RefundOutcome>;
  /**
   * What was done with this key. `null` says: nothing recorded yet; a call still under way may yet arrive.
   * To be rid of an authorisation in doubt, repeat it with its key and void what comes of it.
   */
  find(key: string, signal?: AbortSignal): Promise<ProviderRecord | null>;
  /** Whether the token can be charged at all: asked before an order is placed for it. Never does I/O. */
  knowsToken(token: string): boolean;
};

export type AuthoriseRequest = { key: string; amount: Money; token: string; reference: string };
export type CaptureRequest = { key: string; authorisationId: string; amount: Money };
export type VoidRequest = { key: string; authorisationId: string };
export type RefundRequest = { key: string; authorisationId: string; amount: Money };

export type AuthoriseOutcome =
  | { outcome: 'authorised'; authorisationId: string }
  | { outcome: 'declined'; declineCode: string }
  | { outcome: 'review'; authorisationId: string };
export type CaptureOutcome = { outcome: 'captured'; captureId: string } | Refused;
export type VoidOutcome = { outcome: 'voided'; voidId: string } | Refused;
export type RefundOutcome = { outcome: 'refunded'; refundId: string } | Refused;

export type Refused = { outcome: 'refused'; code: RefusalCode };
export type RefusalCode =
  | 'unknown-authorisation'
  | 'currency-mismatch'
  | 'already-voided'
  | 'already-captured'
  | 'exceeds-authorised'
  | 'exceeds-captured';

/** One effect as the provider keeps it; `reference` is the order it was authorised for, `at` RFC 3339. */
export type ProviderRecord = { key: string; reference: string; amount: Money; at: string } & (
  | AuthoriseOutcome
  | { outcome: 'captured'; authorisationId: string; captureId: string }
  | { outcome: 'voided'; authorisationId: string; voidId: string }
  | { outcome: 'refunded'; authorisationId: string; refundId: string }
);

/**
 * The provider gave no usable answer. `certain` speaks of this call alone, not of an earlier one with its key:
 * - `not-done`: it never reached the provider (refused connection, open circuit);
 * - `unknown`: it may have taken effect (time-out, reset). Ask `find(key)`, or repeat with the same key.
 */
export class ProviderUnavailable extends Error {
  override readonly name = 'ProviderUnavailable';
  readonly certain: 'not-done' | 'unknown';

  constructor(certain: 'not-done' | 'unknown', message: string, cause?: unknown) {
    super(message, { cause });
    this.certain = certain;
  }
}

/** The provider answered that the request itself is wrong. Repeating it cannot help: a bug of ours. */
export class ProviderRejected extends Error {
  override readonly name = 'ProviderRejected';
  readonly status: number;
  readonly code: string;

  constructor(rejection: { status: number; code: string; detail: string }) {
    super(`payment provider: ${rejection.status} ${rejection.code}: ${rejection.detail}`);
    this.status = rejection.status;
    this.code = rejection.code;
  }
}
