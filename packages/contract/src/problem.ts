import Type, { type Static } from 'typebox';

/** Every stable error code and the HTTP status it comes with. */
export const PROBLEM_STATUS = {
  'invalid-request': 400,
  'idempotency-key-missing': 400,
  unauthenticated: 401,
  'payment-declined': 402,
  forbidden: 403,
  'not-open': 403,
  'not-admitted': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'insufficient-stock': 409,
  'sold-out': 409,
  'limit-exceeded': 409,
  'cart-empty': 409,
  'price-changed': 409,
  'checkout-in-progress': 409,
  'illegal-transition': 409,
  'idempotency-in-flight': 409,
  'email-taken': 409,
  conflict: 409,
  busy: 409,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'idempotency-mismatch': 422,
  'too-many-requests': 429,
  internal: 500,
  overloaded: 503,
  unavailable: 503,
} as const;
export type ProblemCode = keyof typeof PROBLEM_STATUS;

/** RFC 9457 problem details, with a stable `code` and what helps the client go on. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ description: 'Stable; the one field to branch on' }),
  },
  {
    title: 'Problem',
    additionalProperties: true,
    description:
      'May carry `available`, `retryAfterSeconds`, `errors`, `orderId`, `declineCode`, `payUntil`, `cart` where they help the client go on.',
  },
);
export type Problem = Static<typeof Problem> & {
  available?: number;
  retryAfterSeconds?: number;
  errors?: ({ path: string; message: string } | { sku: string; available: number })[];
  orderId?: string;
  declineCode?: string;
  payUntil?: string;
  [extension: string]: unknown;
};
