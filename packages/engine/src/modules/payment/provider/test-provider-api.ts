import { AMOUNT_MAX } from '@cartwright/contract';
import Type, { type Static } from 'typebox';

/**
 * The HTTP API of the test provider, for both of its ends.
 *
 * `POST /v1/authorisations`, `/v1/captures`, `/v1/voids`, `/v1/refunds` need `Idempotency-Key` and answer with
 * the record: 201 when new, 200 with `Idempotent-Replayed: true` when repeated. `GET /v1/operations/{key}`
 * answers the record of a key; `GET /v1/ledger` every record, oldest first; `GET /v1/ledger/references` the
 * sums of each reference.
 */

/** What a token makes the provider do: its answer, and the fault on the way there. */
type TokenBehaviour = {
  answer: { outcome: 'authorised' } | { outcome: 'review' } | { outcome: 'declined'; declineCode: string };
  /** `slow`: recorded, answered after 3 s. `silent`: recorded, never answered. `reset`: cut off twice first. */
  fault: 'none' | 'slow' | 'silent' | 'reset';
};

const authorised = { outcome: 'authorised' } as const;

const TOKENS: ReadonlyMap<string, TokenBehaviour> = new Map<string, TokenBehaviour>([
  ['tok_ok', { answer: authorised, fault: 'none' }],
  ['tok_declined', { answer: { outcome: 'declined', declineCode: 'declined' }, fault: 'none' }],
  [
    'tok_insufficient_funds',
    { answer: { outcome: 'declined', declineCode: 'insufficient_funds' }, fault: 'none' },
  ],
  ['tok_slow', { answer: authorised, fault: 'slow' }],
  ['tok_timeout', { answer: authorised, fault: 'silent' }],
  ['tok_flaky', { answer: authorised, fault: 'reset' }],
  ['tok_fraud', { answer: { outcome: 'review' }, fault: 'none' }],
]);

/** The behaviour of a token, or `undefined` for one that does not exist. */
export const tokenBehaviour = (token: string): TokenBehaviour | undefined => TOKENS.get(token);

/** 1 to 255 visible ASCII characters. */
export const KEY_PATTERN = /^[\x21-\x7e]{1,255}$/;
export const BODY_MAX_BYTES = 16_384;
export const LEDGER_PAGE_MAX = 500;

const Id = Type.String({ minLength: 1, maxLength: 128 });
const Charge = Type.Object(
  {
    amount: Type.Integer({ minimum: 1, maximum: AMOUNT_MAX }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  },
  { additionalProperties: false },
);

export const AuthoriseBody = Type.Object(
  { amount: Charge, token: Type.String({ minLength: 1, maxLength: 255 }), reference: Id },
  { additionalProperties: false },
);
export type AuthoriseBody = Static<typeof AuthoriseBody>;

/** Of a capture and of a refund. */
export const PartBody = Type.Object({ authorisationId: Id, amount: Charge }, { additionalProperties: false });
export type PartBody = Static<typeof PartBody>;

export const VoidBody = Type.Object({ authorisationId: Id }, { additionalProperties: false });
export type VoidBody = Static<typeof VoidBody>;

const common = { key: Type.String(), reference: Type.String(), amount: Charge, at: Type.String() };

export const LedgerRecord = Type.Union([
  Type.Object({ ...common, outcome: Type.Literal('authorised'), authorisationId: Id }),
  Type.Object({ ...common, outcome: Type.Literal('review'), authorisationId: Id }),
  Type.Object({ ...common, outcome: Type.Literal('declined'), declineCode: Type.String() }),
  Type.Object({ ...common, outcome: Type.Literal('captured'), authorisationId: Id, captureId: Id }),
  Type.Object({ ...common, outcome: Type.Literal('voided'), authorisationId: Id, voidId: Id }),
  Type.Object({ ...common, outcome: Type.Literal('refunded'), authorisationId: Id, refundId: Id }),
]);
export type LedgerRecord = Static<typeof LedgerRecord>;

/** What happened to one reference in one currency; amounts in minor units, `authorisations` without declines. */
export type ReferenceSums = {
  reference: string;
  currency: string;
  authorisations: number;
  authorised: number;
  captured: number;
  voided: number;
  refunded: number;
};

/** Every stable error code of the provider and its HTTP status. 409: refused, nothing changed. */
export const PROVIDER_PROBLEM_STATUS = {
  'invalid-request': 400,
  'idempotency-key-missing': 400,
  'unknown-token': 400,
  'not-found': 404,
  'operation-not-found': 404,
  'unknown-authorisation': 409,
  'currency-mismatch': 409,
  'already-voided': 409,
  'already-captured': 409,
  'exceeds-authorised': 409,
  'exceeds-captured': 409,
  'body-too-large': 413,
  'unsupported-media-type': 415,
  'idempotency-mismatch': 422,
  internal: 500,
  overloaded: 503,
} as const;
export type ProviderProblemCode = keyof typeof PROVIDER_PROBLEM_STATUS;

export const ProviderProblem = Type.Object({ code: Type.String(), detail: Type.String() });
