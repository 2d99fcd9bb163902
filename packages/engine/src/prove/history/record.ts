/** The history of a proof: every request of every buyer, and what she was told. One JSON object a line. */
import { ORDER_STATUSES } from '@cartwright/contract';
import Type, { type Static } from 'typebox';

const KINDS = ['session', 'fill', 'claim', 'order', 'checkout', 'pay', 'look', 'cancel', 'empty'] as const;

/**
 * What an answer says. An order's status where it names one (`declined`: placed, and its payment was declined); else
 * `done`, `sold-out`, or `refused` for what changed nothing; `throttled` for 429 and 503; `unanswered` where nothing
 * came, or what says nothing of the effect.
 */
const OUTCOMES = [
  ...ORDER_STATUSES,
  'declined',
  'done',
  'sold-out',
  'refused',
  'throttled',
  'unanswered',
] as const;

const literals = <W extends string>(words: readonly W[]) =>
  Type.Unsafe<W>(Type.Union(words.map((word) => Type.Literal(word))));
const nullable = Type.Union([Type.String(), Type.Null()]);
const Units = Type.Record(Type.String(), Type.Integer({ minimum: 0 }));

/** The first line: what there was to sell. */
export const Opening = Type.Object({
  type: Type.Literal('opening'),
  seed: Type.String(),
  at: Type.String(),
  /** Units of each SKU at the beginning. */
  shelf: Units,
  /** How late what is told of stock may be. */
  staleMs: Type.Number({ minimum: 0 }),
});
export type Opening = Static<typeof Opening>;

/** One request. Times in milliseconds since the opening. */
export const Call = Type.Object({
  type: Type.Literal('call'),
  buyer: Type.Integer(),
  kind: literals(KINDS),
  key: nullable,
  invokedAtMs: Type.Number(),
  returnedAtMs: Type.Number(),
  outcome: literals(OUTCOMES),
  /** The problem's code, or why there was no answer. */
  code: nullable,
  orderId: nullable,
  /** Units of each SKU: what the order holds, or else what was asked for. */
  units: Units,
  /** The SKUs that were too few, of `sold-out`. */
  short: Type.Array(Type.String()),
});
export type Call = Static<typeof Call>;

export type History = { opening: Opening; calls: readonly Call[] };
