import { PROBLEM_STATUS, type Problem, type ProblemCode } from '@cartwright/contract';

/** Thrown by a route to end with a problem; `extra` helps the client go on. */
export class HttpProblem extends Error {
  override name = 'HttpProblem';
  readonly code: ProblemCode;
  readonly extra: Partial<Problem>;
  readonly retryAfterSeconds: number | undefined;
  constructor(code: ProblemCode, detail: string, extra: Partial<Problem> = {}) {
    super(detail);
    this.code = code;
    this.extra = extra;
    this.retryAfterSeconds = extra.retryAfterSeconds;
  }
}

const TITLES: Record<ProblemCode, string> = {
  'invalid-request': 'The request is not valid',
  'idempotency-key-missing': 'An Idempotency-Key is needed',
  unauthenticated: 'Sign in first',
  'payment-declined': 'The payment was declined',
  forbidden: 'Not allowed',
  'not-open': 'The sale is not open',
  'not-admitted': 'Not admitted yet',
  'not-found': 'Not found',
  'method-not-allowed': 'This method is not allowed here',
  'insufficient-stock': 'Not enough in stock',
  'sold-out': 'Sold out',
  'limit-exceeded': 'Over the limit',
  'cart-empty': 'The cart is empty',
  'price-changed': 'Prices have changed',
  'checkout-in-progress': 'A checkout is in progress',
  'illegal-transition': 'The order cannot do that now',
  'idempotency-in-flight': 'The same request is still running',
  'email-taken': 'This e-mail address is taken',
  conflict: 'This conflicts with what is there',
  busy: 'Busy, try again',
  'body-too-large': 'The body is too large',
  'unsupported-media-type': 'This kind of body is not understood',
  'idempotency-mismatch': 'This Idempotency-Key was used for another request',
  'too-many-requests': 'Too many requests',
  internal: 'Something went wrong on our side',
  overloaded: 'Too busy right now',
  unavailable: 'Not available right now',
};

/** The body of a problem (RFC 9457). */
export const problemBody = (code: ProblemCode, detail: string, extra: Partial<Problem> = {}): Problem => ({
  type: `urn:cartwright:problem:${code}`,
  title: TITLES[code],
  status: PROBLEM_STATUS[code],
  detail,
  code,
  ...extra,
});
