import { describe, expect, it } from 'vitest';
import { planOf } from '../../src/replay/plan.ts';

const baskets = Array.from({ length: 5_000 }, (_, index) => ({
  invoice: String(536_365 + index),
  part: 0,
  lines: [{ sku: 'LAMP', quantity: 1 }],
}));
const plans = (seed: string, payments: 'ok' | 'mixed' = 'mixed') =>
  baskets.map((basket) => planOf(basket, { seed, payments }));

describe('the plan of a basket', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(plans('one')).toEqual(plans('one'));
    expect(plans('two')).not.toEqual(plans('one'));
  });

  it('does not depend on how the shopper pays, but for the tokens', () => {
    const withoutTokens = (mix: 'ok' | 'mixed') => plans('one', mix).map((plan) => ({ ...plan, tokens: [] }));
    expect(withoutTokens('ok')).toEqual(withoutTokens('mixed'));
    expect(new Set(plans('one', 'ok').flatMap(({ tokens }) => tokens))).toEqual(new Set(['tok_ok']));
  });

  it('mixes mostly good tokens with every kind of trouble, and pays with a good one after a decline', () => {
    const mixed = plans('one');
    const share = (token: string) => mixed.filter(({ tokens }) => tokens[0] === token).length / mixed.length;
    expect(share('tok_ok')).toBeCloseTo(0.85, 1);
    for (const token of ['tok_declined', 'tok_insufficient_funds', 'tok_slow', 'tok_flaky'])
      expect(share(token), token).toBeCloseTo(0.03, 1);
    for (const token of ['tok_timeout', 'tok_fraud']) {
      expect(share(token), token).toBeGreaterThan(0.003);
      expect(share(token), token).toBeLessThan(0.03);
    }
    for (const { tokens } of mixed)
      if (tokens[0] === 'tok_declined' || tokens[0] === 'tok_insufficient_funds')
        expect(tokens[1]).toBe('tok_ok');
  });

  it('leaves a few carts, and sends a few checkouts twice', () => {
    const share = (of: (plan: ReturnType<typeof planOf>) => boolean) =>
      plans('one').filter(of).length / baskets.length;
    expect(share(({ abandoned }) => abandoned)).toBeGreaterThan(0.015);
    expect(share(({ abandoned }) => abandoned)).toBeLessThan(0.05);
    expect(share(({ sentTwice }) => sentTwice)).toBeGreaterThan(0.03);
    expect(share(({ sentTwice }) => sentTwice)).toBeLessThan(0.07);
  });
});
