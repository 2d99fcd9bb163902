/** What a shopper does with a basket beyond ordering it: drawn from the seed, the same for the same words. */
import { drawsFrom } from '../platform/draws.ts';
import type { Basket } from './steps.ts';

export const PAYMENT_MIXES = ['ok', 'mixed'] as const;
export type PaymentMix = (typeof PAYMENT_MIXES)[number];

export type Plan = {
  /** Lines are put into an empty cart one by one. */
  lineByLine: boolean;
  /** The cart is looked at and left. */
  abandoned: boolean;
  /** The first checkout is sent twice at once with one key. */
  sentTwice: boolean;
  /** Payment tokens, each tried after the one before was declined. */
  tokens: readonly string[];
  /** Where she pays after a decline: at the cart's checkout again, or at the order. */
  paysAgainAt: 'cart' | 'order';
};

/** Out of a hundred baskets; what is left pays with `tok_ok`. */
const MIXED: readonly (readonly [percent: number, tokens: readonly string[]])[] = [
  [4, ['tok_declined', 'tok_ok']],
  [3, ['tok_insufficient_funds', 'tok_ok']],
  [3, ['tok_slow']],
  [3, ['tok_flaky']],
  [1, ['tok_timeout']],
  [1, ['tok_fraud']],
];
const LINE_BY_LINE = 0.1;
/** Longer baskets always come at once: one request a line is for those who pick a few things. */
const LINE_BY_LINE_MAX = 20;
const ABANDONED = 0.03;
const SENT_TWICE = 0.05;

/** The plan of one basket. Depends on nothing but the seed and the basket's name in the log. */
export const planOf = (
  basket: Pick<Basket, 'invoice' | 'part' | 'lines'>,
  { seed, payments }: { seed: string; payments: PaymentMix },
): Plan => {
  const draw = drawsFrom([seed, basket.invoice, basket.part]);
  return {
    lineByLine: draw(0) < LINE_BY_LINE && basket.lines.length <= LINE_BY_LINE_MAX,
    abandoned: draw(1) < ABANDONED,
    sentTwice: draw(2) < SENT_TWICE,
    tokens: payments === 'ok' ? ['tok_ok'] : mixedTokens(draw(3) * 100),
    paysAgainAt: draw(4) < 0.5 ? 'cart' : 'order',
  };
};

const mixedTokens = (percentile: number): readonly string[] => {
  let below = 0;
  for (const [percent, tokens] of MIXED) {
    below += percent;
    if (percentile < below) return tokens;
  }
  return ['tok_ok'];
};
