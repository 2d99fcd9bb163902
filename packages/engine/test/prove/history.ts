/** Histories of a shop that is simulated: each request takes effect at one moment between its call and its answer. */
import fc from 'fast-check';
import type { Call, History } from '../../src/prove/history/record.ts';

export const SKU = 'LAMP';

export const call = (over: Partial<Call>): Call => ({
  type: 'call',
  buyer: 0,
  kind: 'order',
  key: null,
  invokedAtMs: 0,
  returnedAtMs: 1,
  outcome: 'confirmed',
  code: null,
  orderId: null,
  units: { [SKU]: 1 },
  short: over.outcome === 'sold-out' ? [SKU] : [],
  ...over,
});

export const historyOf = (units: number, calls: readonly Call[], staleMs = 0): History => ({
  opening: { type: 'opening', seed: 'test', at: '2026-01-01T00:00:00Z', shelf: { [SKU]: units }, staleMs },
  calls,
});

type Wish = {
  atMs: number;
  /** From the call to the effect, and from there to the answer. */
  untilMs: number;
  answerMs: number;
  quantity: number;
  /** A cart is filled first, which holds the units. */
  holds: boolean;
  /** The first answer is lost, and the same key sent again. */
  lost: boolean;
  cancels: boolean;
};

const wish: fc.Arbitrary<Wish> = fc.record({
  atMs: fc.integer({ min: 0, max: 400 }),
  untilMs: fc.integer({ min: 1, max: 60 }),
  answerMs: fc.integer({ min: 1, max: 60 }),
  quantity: fc.integer({ min: 1, max: 3 }),
  holds: fc.boolean(),
  lost: fc.boolean(),
  cancels: fc.boolean(),
});

/** What a shop that keeps its promises may have answered. */
export const truthful: fc.Arbitrary<{ units: number; calls: Call[] }> = fc
  .record({ units: fc.integer({ min: 1, max: 8 }), wishes: fc.array(wish, { maxLength: 25 }) })
  .map(({ units, wishes }) => ({ units, calls: play(units, wishes) }));

/** Plays all buyers against one shelf, effects in the order of their moments. */
const play = (units: number, wishes: readonly Wish[]): Call[] => {
  const calls: Call[] = [];
  let left = units;
  const agenda = wishes.map((one, buyer) => ({ atMs: one.atMs + one.untilMs, run: () => take(one, buyer) }));
  const take = (one: Wish, buyer: number): void => {
    const effectAtMs = one.atMs + one.untilMs;
    const answerAtMs = effectAtMs + one.answerMs;
    const common = { buyer, units: { [SKU]: one.quantity } };
    const key = one.holds ? null : `key ${buyer}`;
    const first = { ...common, key, kind: one.holds ? ('fill' as const) : ('order' as const) };
    const times = { invokedAtMs: one.atMs, returnedAtMs: answerAtMs };
    if (left < one.quantity) {
      calls.push(call({ ...first, ...times, outcome: 'sold-out' }));
      return;
    }
    left -= one.quantity;
    const orderId = `order ${buyer}`;
    let atMs = answerAtMs;
    if (one.holds) {
      calls.push(call({ ...first, ...times, outcome: 'done' }));
      atMs += 5;
      calls.push(
        call({
          ...common,
          kind: 'checkout',
          key: `key ${buyer}`,
          orderId,
          invokedAtMs: atMs,
          returnedAtMs: atMs + one.answerMs,
        }),
      );
      atMs += one.answerMs;
    } else if (one.lost) {
      calls.push(call({ ...first, ...times, outcome: 'unanswered' }));
      calls.push(call({ ...first, orderId, invokedAtMs: atMs + 1, returnedAtMs: atMs + 4 }));
      atMs += 4;
    } else calls.push(call({ ...first, ...times, orderId }));
    if (!one.cancels) return;
    const cancelling = { ...common, kind: 'cancel' as const, key: `cancel ${buyer}`, orderId };
    calls.push(
      call({
        ...cancelling,
        outcome: 'cancelled',
        invokedAtMs: atMs + 1,
        returnedAtMs: atMs + 1 + one.untilMs + one.answerMs,
      }),
    );
    agenda.push({
      atMs: atMs + 1 + one.untilMs,
      run: () => {
        left += one.quantity;
      },
    });
  };
  for (;;) {
    agenda.sort((a, b) => a.atMs - b.atMs);
    const next = agenda.shift();
    if (next === undefined) return calls;
    next.run();
  }
};
