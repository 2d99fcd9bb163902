import { ORDER_STATUSES } from '@cartwright/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decideTransition,
  LIFECYCLE,
  ORDER_EVENTS,
  type OrderEvent,
} from '../../src/modules/order/domain/lifecycle.ts';
import { totalsOf } from '../../src/modules/order/domain/totals.ts';

const events = fc.array(fc.constantFrom(...ORDER_EVENTS), { maxLength: 30 });

/** Lets events happen to a new order; refused ones change nothing. */
const live = (happening: readonly OrderEvent[]) => {
  let status: (typeof ORDER_STATUSES)[number] = 'placed';
  let releases = 0;
  const accepted: OrderEvent[] = [];
  for (const event of happening) {
    const decision = decideTransition(status, event);
    if (!decision.ok) continue;
    accepted.push(event);
    if (decision.releasesStock) releases += 1;
    status = decision.status;
  }
  return { status, releases, accepted };
};

describe('the lifecycle of an order', () => {
  it('has an answer for every state and every event', () => {
    for (const status of ORDER_STATUSES)
      for (const event of ORDER_EVENTS) expect(LIFECYCLE[status]).toHaveProperty(event);
  });

  it('gives stock back at most once, and exactly when it ends unpaid', () => {
    fc.assert(
      fc.property(events, (happening) => {
        const { status, releases } = live(happening);
        expect(releases).toBe(status === 'cancelled' || status === 'paymentFailed' ? 1 : 0);
      }),
      { numRuns: 5_000 },
    );
  });

  it('captures money at most once, and only after an authorisation', () => {
    fc.assert(
      fc.property(events, (happening) => {
        const { accepted } = live(happening);
        const captures = accepted.filter((event) => event === 'paymentCaptured');
        expect(captures.length).toBeLessThanOrEqual(1);
        const before = accepted.slice(0, accepted.indexOf('paymentCaptured'));
        if (captures.length === 1)
          expect(before.some((event) => event === 'paymentAuthorised' || event === 'reviewApproved')).toBe(
            true,
          );
      }),
      { numRuns: 5_000 },
    );
  });

  it('leaves cancelled, failed and refunded orders as they are, whatever comes', () => {
    for (const status of ['cancelled', 'paymentFailed', 'refunded'] as const)
      for (const event of ORDER_EVENTS) expect(decideTransition(status, event).ok).toBe(false);
  });
});

describe('the totals of an order', () => {
  const line = fc.record({
    quantity: fc.integer({ min: 1, max: 999 }),
    unitPrice: fc.integer({ min: 0, max: 10_000_000 }),
  });

  it('come to subtotal − discount + shipping + tax, in whole minor units', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 100 }), (lines) => {
        const totals = totalsOf(lines);
        const sum = lines.reduce(
          (all, { quantity, unitPrice }) => all + BigInt(quantity) * BigInt(unitPrice),
          0n,
        );
        expect(BigInt(totals.subtotal)).toBe(sum);
        expect(totals.total).toBe(
          totals.subtotal - totals.discountTotal + totals.shippingTotal + totals.taxTotal,
        );
      }),
    );
  });
});
