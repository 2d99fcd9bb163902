/** What each buyer of a proof wants and does, and when what is killed: drawn from the seed, the same for the same words. */
import { drawsFrom } from '../platform/draws.ts';

export type ProofOptions = {
  buyers: number;
  units: number;
  seed: string;
  /** Kill the engine, Redis, PostgreSQL and the projector in turn while buyers come. */
  kill: boolean;
  /** Through a sale's claims instead of the shelf. */
  sale: boolean;
  /** Over how many seconds buyers come; undefined for what fits. */
  spreadSeconds: number | undefined;
  /** How long a request without an answer is repeated. */
  patienceMs: number;
};

export type BuyerPlan = {
  buyer: number;
  arrivesAtMs: number;
  way: 'cart' | 'order' | 'claim';
  /** Which other product she wants as well, if any; by its number. */
  beside: number | undefined;
  quantity: number;
  /** Whether the other product comes first in her lines. */
  besideFirst: boolean;
  /** Payment tokens, each tried after the one before was declined. */
  tokens: readonly string[];
  /** Her order, claim or checkout is sent twice at once with one key. */
  sentTwice: boolean;
  /** She cancels what she was confirmed. */
  cancels: boolean;
  /** Told “sold out”, she asks again, so many times. */
  comesBack: number;
};

/** Other products, so that carts cross. */
export const BESIDE = 2;

const SHARES = {
  twoUnits: 0.15,
  beside: 0.3,
  sentTwice: 0.15,
  cancels: 0.08,
  comesBack: 0.1,
} as const;
const TIMES_BACK = 3;

/** Out of a hundred buyers; the others pay at once. */
const TOKENS: readonly (readonly [percent: number, tokens: readonly string[]])[] = [
  [5, ['tok_declined', 'tok_ok']],
  [4, ['tok_insufficient_funds']],
  [4, ['tok_slow']],
  [4, ['tok_flaky']],
  [2, ['tok_timeout']],
];

/** Buyers a second that come while nothing is killed: more than a small machine sells, so that they press. */
const BUYERS_PER_SECOND = 250;
const SPREAD_SECONDS_MIN = 2;
/** Long enough for each part to be killed and to come back while there is something to sell. */
const SPREAD_SECONDS_KILLING_MIN = 14;

const spreadMsOf = ({ buyers, kill, spreadSeconds }: ProofOptions): number =>
  1_000 *
  (spreadSeconds ??
    Math.max(kill ? SPREAD_SECONDS_KILLING_MIN : SPREAD_SECONDS_MIN, buyers / BUYERS_PER_SECOND));

export const planOf = (buyer: number, options: ProofOptions): BuyerPlan => {
  const draw = drawsFrom([options.seed, 'buyer', buyer]);
  const beside = draw(3) < SHARES.beside ? Math.floor((draw(3) / SHARES.beside) * BESIDE) : undefined;
  return {
    buyer,
    arrivesAtMs: arrivalOf(buyer, draw(0), options),
    way: options.sale ? 'claim' : draw(1) < 0.5 ? 'cart' : 'order',
    quantity: draw(2) < SHARES.twoUnits ? 2 : 1,
    beside,
    besideFirst: Math.floor(draw(1) * 4) % 2 === 0,
    tokens: tokensAt(draw(4) * 100),
    sentTwice: draw(5) < SHARES.sentTwice,
    cancels: draw(6) < SHARES.cancels,
    comesBack: draw(7) < SHARES.comesBack ? TIMES_BACK : 0,
  };
};

/** Of the time that buyers come, the part in which units are sold while things are killed. */
const SELLING_SHARE = 0.6;
/** Buyers who come then, for each unit. */
const BUYERS_PER_UNIT = 1.5;

/**
 * A stampede: half of the buyers come in the first quarter of the time. Where things are killed, those who can get units
 * come evenly for most of the time, so that each is killed amid selling, and the rest rushes in afterwards.
 */
const arrivalOf = (buyer: number, drawn: number, options: ProofOptions): number => {
  const spreadMs = spreadMsOf(options);
  if (!options.kill) return spreadMs * drawn ** 2;
  const early = Math.min(options.buyers, Math.ceil(options.units * BUYERS_PER_UNIT));
  return buyer < early
    ? spreadMs * SELLING_SHARE * drawn
    : spreadMs * (SELLING_SHARE + (1 - SELLING_SHARE) * drawn ** 2);
};

const tokensAt = (percentile: number): readonly string[] => {
  let below = 0;
  for (const [percent, tokens] of TOKENS) {
    below += percent;
    if (percentile < below) return tokens;
  }
  return ['tok_ok'];
};

export const PARTS = ['engine', 'redis', 'postgres', 'projector'] as const;
export type Part = (typeof PARTS)[number];

/** When which part is killed: each once, in an order of the seed's, evenly over most of the time. */
export const killsOf = (options: ProofOptions): { part: Part; atMs: number }[] => {
  if (!options.kill) return [];
  const draw = drawsFrom([options.seed, 'kills']);
  const order = PARTS.map((part, at) => ({ part, drawn: draw(at) })).sort((a, b) => a.drawn - b.drawn);
  const slotMs = (spreadMsOf(options) * KILLING_SHARE) / order.length;
  return order.map(({ part }, at) => ({ part, atMs: slotMs * (at + 0.5 + draw(4 + at) / 2) }));
};

const KILLING_SHARE = 0.8;
