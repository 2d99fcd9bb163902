import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { placeOne } from '../../../../test/support/place-one.ts';
import { transition } from '../../src/modules/order/index.ts';
import { changeClaim, claimUnits, stopSale, sweepSale } from '../../src/modules/sale/index.ts';
import type { Transaction } from '../../src/platform/postgres.ts';
import { newId } from '../../src/shared/ids.ts';
import { sell } from '../http/shop.ts';
import { audit, openSale, stockOf } from './sale.ts';

const engine = await openEngine({ sweepIntervalMs: 3_600_000 });
const { database } = engine;
/** Fewer than the pool has, so that every deadlock is one of rows. */
const AT_ONCE = 8;
const HOUR_MS = 3_600_000;

/** One transaction that is never tried again: a deadlock fails the test. */
const inOneGo = async <T extends { ok: boolean }>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
  const client = await database.connect();
  try {
    await client.query('BEGIN');
    const done = await work(client);
    await client.query(done.ok ? 'COMMIT' : 'ROLLBACK');
    return done;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
};

type Line = { sku: string; quantity: number; claimId?: string };
type Claim = { claimId: string; sku: string; quantity: number };
const UNITS_ON_HAND = 40;

/** A little world of two SKUs, of which one has two sales, and what its inhabitants may do. */
const openWorld = async () => {
  const skus = [
    (await sell(engine, { onHand: UNITS_ON_HAND })).sku,
    (await sell(engine, { onHand: UNITS_ON_HAND })).sku,
  ];
  const [left = '', right = ''] = skus;
  const sales = [
    await openSale(engine, { sku: left, allocation: 12, perBuyerLimit: 5, holdSeconds: 3_600 }),
    await openSale(engine, { sku: right, allocation: 10, perBuyerLimit: 5, holdSeconds: 3_600 }),
    await openSale(engine, { sku: left, allocation: 8, perBuyerLimit: 5, holdSeconds: 3_600 }),
  ];
  const claims: Claim[] = [];
  const orders: string[] = [];
  const take = <T>(from: T[], pick: number): T[] => from.splice(pick % Math.max(from.length, 1), 1);

  const placed = async (lines: readonly Line[], buyer: number) => {
    if (lines.length === 0) return;
    const orderId = newId();
    const at = new Date();
    const done = await inOneGo((tx) =>
      placeOne(tx, {
        orderId,
        sessionId: newId(),
        customerId: null,
        cartId: newId(),
        email: `buyer-${buyer}@${left}.example`,
        shippingAddress: { name: 'A', line1: '1', city: 'L', postalCode: 'N1', country: 'GB' },
        shippingOptionId: null,
        currency: 'USD',
        lines: lines.map((line) => ({
          productId: 'p',
          title: 'Thing',
          unitPrice: line.claimId === undefined ? 2_500 : 1_000,
          ...line,
        })),
        payUntil: new Date(at.getTime() + HOUR_MS),
        at,
      }),
    );
    if (done.ok) orders.push(orderId);
  };

  const doings: Record<string, (pick: number, quantity: number) => Promise<unknown>> = {
    claim: async (pick, quantity) => {
      const sale = sales[pick % sales.length];
      if (sale === undefined) return;
      const made = await inOneGo((tx) =>
        claimUnits(tx, {
          claimId: newId(),
          cartId: newId(),
          saleId: sale.saleId,
          owner: `session:${pick % 7}`,
          quantity,
          key: newId(),
          bodySha256: Buffer.alloc(32),
          at: new Date(),
        }),
      );
      if (made.ok) claims.push({ claimId: made.claim.claimId, sku: sale.sku, quantity });
    },
    orderClaim: (pick) => placed(take(claims, pick), pick % 6),
    // Claims of two sales, and the shelf, in whatever order they come.
    orderMany: (pick, quantity) => {
      const taken = [...take(claims, pick), ...take(claims, pick + 1)];
      const lines: Line[] = taken.filter(
        ({ sku }, at) => taken.findIndex((other) => other.sku === sku) === at,
      );
      const shelf = skus.flatMap((sku) => (lines.some((line) => line.sku === sku) ? [] : { sku, quantity }));
      return placed(pick % 2 === 0 ? [...lines, ...shelf] : [...shelf, ...lines], pick % 6);
    },
    shelf: (pick, quantity) =>
      placed(
        (pick % 2 === 0 ? skus : skus.toReversed()).map((sku) => ({ sku, quantity })),
        pick,
      ),
    cancel: async (pick) => {
      const [orderId] = take(orders, pick);
      if (orderId !== undefined)
        await inOneGo((tx) => transition(tx, { orderId, event: 'cancelled', at: new Date() }));
    },
    release: async (pick, quantity) => {
      const claim = claims[pick % Math.max(claims.length, 1)];
      if (claim !== undefined)
        await inOneGo((tx) =>
          changeClaim(tx, { claimId: claim.claimId, quantity: quantity - 1, at: new Date() }),
        );
    },
    sweep: async (pick) => {
      const sale = sales[pick % sales.length];
      // As if everybody had dawdled.
      const at = new Date(Date.now() + (pick % 4 === 0 ? 2 * HOUR_MS : 0));
      if (sale !== undefined)
        await inOneGo(async (tx) => {
          await sweepSale(tx, { saleId: sale.saleId, at });
          return { ok: true };
        });
    },
    stop: async (pick) => {
      const sale = sales[pick % sales.length];
      if (sale !== undefined && pick % 5 === 0)
        await inOneGo((tx) => stopSale(tx, { saleId: sale.saleId, at: new Date() }));
    },
  };
  return { skus, doings };
};

const often = [
  'claim',
  'claim',
  'claim',
  'claim',
  'orderClaim',
  'orderClaim',
  'orderMany',
  'shelf',
  'cancel',
];
const doing = fc.tuple(
  fc.constantFrom(...often, 'release', 'sweep', 'stop'),
  fc.nat(1_000),
  fc.integer({ min: 1, max: 3 }),
);

describe('sales and shelf together', () => {
  it('stay explained to the unit, without a deadlock, whatever happens at once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(doing, { minLength: 80, maxLength: 160 }), async (doings) => {
        const world = await openWorld();
        const waiting = [...doings];
        await Promise.all(
          Array.from({ length: AT_ONCE }, async () => {
            for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
              const [name, pick, quantity] = next;
              await world.doings[name]?.(pick, quantity);
            }
          }),
        );
        await audit(database);
        for (const sku of world.skus)
          expect(await stockOf(database, sku)).toMatchObject({ on_hand: UNITS_ON_HAND });
      }),
      { numRuns: 12, endOnFailure: true },
    );
    // That it was no idle run: every ending of a claim has occurred, and both ways back.
    const { rows } = await database.query<{ status: string }>('SELECT DISTINCT status FROM sale.claim');
    expect(new Set(rows.map(({ status }) => status))).toEqual(
      new Set(['live', 'ordered', 'released', 'expired', 'returned']),
    );
  });
});
