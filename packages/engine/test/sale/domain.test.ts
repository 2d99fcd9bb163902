import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buyersOf, normalEmail } from '../../src/modules/sale/domain/buyer.ts';
import { decideClaim, isLive } from '../../src/modules/sale/domain/claim.ts';
import { remainingOf, stateOf } from '../../src/modules/sale/domain/sale.ts';

const START = new Date('2026-11-27T09:00:00Z');
const END = new Date('2026-11-27T10:00:00Z');
const sale = {
  allocation: 10,
  sold: 0,
  setAside: 10,
  claimed: 0,
  perBuyerLimit: 2,
  startsAt: START,
  endsAt: END,
  stoppedAt: null,
  closedAt: null,
};
const after = (date: Date, ms: number): Date => new Date(date.getTime() + ms);

describe('the state of a sale', () => {
  it('opens with its first millisecond and is over with its last', () => {
    expect(stateOf(sale, after(START, -1))).toBe('scheduled');
    expect(stateOf(sale, START)).toBe('open');
    expect(stateOf(sale, after(END, -1))).toBe('open');
    expect(stateOf(sale, END)).toBe('ended');
    // A late clock opens nothing again whose units have gone.
    expect(stateOf({ ...sale, closedAt: END }, after(END, -1))).toBe('ended');
  });

  it('is sold out by orders alone, within the window alone, and stopped above all', () => {
    expect(stateOf({ ...sale, sold: 9 }, START)).toBe('open');
    expect(stateOf({ ...sale, sold: 10 }, START)).toBe('soldOut');
    expect(stateOf({ ...sale, sold: 10 }, END)).toBe('ended');
    expect(stateOf({ ...sale, sold: 10, stoppedAt: START }, END)).toBe('stopped');
  });
});

describe('deciding a claim', () => {
  it('lets through exactly what fits the window, the limit and the units', () => {
    const units = fc
      .tuple(fc.nat(10), fc.nat(10))
      .filter(([sold, claimed]) => sold + claimed <= sale.allocation);
    fc.assert(
      fc.property(
        units,
        fc.integer({ min: 1, max: 12 }),
        fc.nat(4),
        fc.integer({ min: -1, max: 3_600_001 }),
        ([sold, claimed], quantity, taken, ms) => {
          const now = { ...sale, sold, setAside: sale.allocation - sold, claimed };
          const decision = decideClaim(now, { quantity, taken, at: after(START, ms) });
          const open = ms >= 0 && ms < 3_600_000;
          const fits = quantity <= remainingOf(now) && taken + quantity <= sale.perBuyerLimit;
          expect(decision.ok).toBe(open && fits);
          if (!decision.ok && !open) expect(decision.code).toBe('not-open');
          if (!decision.ok && open)
            expect(decision.code).toBe(taken + quantity > sale.perBuyerLimit ? 'limit-exceeded' : 'sold-out');
        },
      ),
    );
  });
});

describe('a claim', () => {
  it('lives until its end and not through it, whether or not anybody has swept', () => {
    const live = { status: 'live', expiresAt: END } as const;
    expect(isLive(live, after(END, -1))).toBe(true);
    expect(isLive(live, END)).toBe(false);
    for (const status of ['ordered', 'released', 'expired', 'returned'] as const)
      expect(isLive({ status, expiresAt: END }, START)).toBe(false);
  });
});

describe('a buyer', () => {
  it('is one person, however she writes her address', () => {
    expect(normalEmail('Ada+Drop@Example.COM')).toBe('ada@example.com');
    expect(normalEmail('ada@example.com')).toBe('ada@example.com');
    expect(normalEmail('+49@example.com')).toBe('+49@example.com');
    expect(normalEmail('ada.l+1+2@example.com')).toBe('ada.l@example.com');
    // A full-width a, and a zero-width space.
    expect(normalEmail('\uff41da@example.com')).toBe('ada@example.com');
    expect(normalEmail('a\u200bda@example.com')).toBe('ada@example.com');
  });

  it('counts as a customer and by her address', () => {
    expect(buyersOf({ customerId: null, email: 'Ada+1@x.org' })).toEqual(['email:ada@x.org']);
    expect(buyersOf({ customerId: 'c', email: 'ada@x.org' })).toEqual(['customer:c', 'email:ada@x.org']);
  });
});
