import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { revokeSession } from '../../src/modules/customer/index.ts';
import { countStock } from '../../src/modules/inventory/index.ts';
import { type Database, type Transaction, transaction } from '../../src/platform/postgres.ts';
import { createPlacementQueue, type Placing, type PlacingOutcome } from '../../src/processes/placing.ts';
import { newId } from '../../src/shared/ids.ts';

const { database } = await openTestDatabase();
const stocked = (units: Record<string, number>) =>
  transaction(database, (tx) =>
    countStock(
      tx,
      Object.entries(units).map(([sku, onHand]) => ({ sku, onHand })),
      { actor: 'test', reason: 'counted' },
    ),
  );
const queueOn = (db: Database, batchMax = 512, lanes = 1) =>
  createPlacementQueue({ db, batchMax, lanes, queueMax: 10_000 });

type Wish = { key?: string; cartId?: string; sessionId?: string; email?: string; skus: readonly string[] };
const placing = ({
  key = newId(),
  cartId,
  sessionId = newId(),
  email = 'ada@example.com',
  skus,
}: Wish): Placing => {
  const at = new Date();
  return {
    intent: {
      owner: 'session:1',
      operation: 'order',
      key,
      bodySha256: createHash('sha256').update('body').digest(),
    },
    placement: {
      orderId: newId(),
      sessionId,
      customerId: null,
      cartId: cartId ?? null,
      email,
      shippingAddress: { name: 'Ada', line1: '1', city: 'London', postalCode: 'N1', country: 'GB' },
      shippingOptionId: null,
      currency: 'USD',
      lines: skus.map((sku) => ({ sku, productId: 'p', title: 'Thing', quantity: 1, unitPrice: 100 })),
      payUntil: new Date(at.getTime() + 600_000),
      at,
    },
    attempt: { attemptId: newId(), provider: 'test', token: 'tok_ok', leasedUntil: at },
  };
};

const codeOf = (outcome: PlacingOutcome): string => (outcome.ok ? 'placed' : outcome.code);
const rows = async (text: string, values: unknown[]): Promise<Record<string, string>[]> =>
  (await database.query<Record<string, string>>(text, values)).rows;
/** Order numbers of some placings, in the order they are given; undefined for those that made no order. */
const numbersOf = async (placings: readonly Placing[]) => {
  const found = await rows('SELECT order_id, number FROM orders.placed_order WHERE order_id = ANY($1)', [
    placings.map(({ placement }) => placement.orderId),
  ]);
  const numbers = new Map(found.map(({ order_id, number }) => [order_id, Number(number)]));
  return placings.map(({ placement }) => numbers.get(placement.orderId));
};
/** What stands in the tables beside each SKU's row, which must agree with it. */
const audit = async (skus: readonly string[]) => {
  for (const sku of skus) {
    const [found] = await rows(
      `SELECT stock.allocated,
         (SELECT coalesce(sum(allocated_delta), 0) FROM inventory.movement WHERE sku = $1) AS moved,
         (SELECT count(*) FROM orders.line WHERE sku = $1) AS sold
       FROM inventory.stock WHERE sku = $1`,
      [sku],
    );
    expect([sku, Number(found?.moved), Number(found?.sold)]).toEqual([
      sku,
      Number(found?.allocated),
      Number(found?.allocated),
    ]);
  }
};

describe('a batch of placements', () => {
  it('decides each order in the order it came, all its lines or none', async () => {
    await stocked({ few: 3, plenty: 50 });
    const queue = queueOn(database);
    const wishes = [['few'], ['plenty', 'few'], ['plenty'], ['few', 'plenty'], ['few'], ['plenty', 'few']];
    const placings = wishes.map((skus) => placing({ skus }));
    const outcomes = await Promise.all(placings.map((one) => queue.submit(one)));
    expect(outcomes.map(codeOf)).toEqual([
      'placed',
      'placed',
      'placed',
      'placed',
      'insufficient-stock',
      'insufficient-stock',
    ]);
    expect(outcomes[4]).toMatchObject({ shortages: [{ sku: 'few', available: 0 }] });
    const numbers = (await numbersOf(placings)).slice(0, 4).map(Number);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    await audit(['few', 'plenty']);
  });

  it('leaves of a refused order neither key nor cart, and its key may be used again', async () => {
    await stocked({ sought: 1 });
    const queue = queueOn(database);
    const winner = placing({ skus: ['sought'] });
    const loser = placing({ skus: ['sought'], cartId: newId() });
    const outcomes = await Promise.all([queue.submit(winner), queue.submit(loser)]);
    expect(outcomes.map(codeOf)).toEqual(['placed', 'insufficient-stock']);
    expect(await rows('SELECT FROM orders.open_cart WHERE cart_id = $1', [loser.placement.cartId])).toEqual(
      [],
    );
    await stocked({ sought: 2 });
    const again = { ...placing({ skus: ['sought'] }), intent: loser.intent };
    expect(codeOf(await queue.submit(again))).toBe('placed');
    await audit(['sought']);
  });

  it('places one order of a cart, and one of a key, however often they are posted, through two processes', async () => {
    await stocked({ wanted: 100 });
    const queues = [queueOn(database), queueOn(database)];
    const cartId = newId();
    const key = newId();
    const ofCart = Array.from({ length: 20 }, () => placing({ skus: ['wanted'], cartId }));
    // One process joins equal keys before they come here; two processes cannot.
    const ofKey = queues.map(() => placing({ skus: ['wanted'], key }));
    const [carts, keys] = await Promise.all([
      Promise.all(ofCart.map((one, index) => queues[index % 2]?.submit(one))),
      Promise.all(ofKey.map((one, index) => queues[index]?.submit(one))),
    ]);
    const codes = (outcomes: (PlacingOutcome | undefined)[]) =>
      outcomes.flatMap((outcome) => (outcome === undefined ? [] : codeOf(outcome))).toSorted();
    expect(codes(carts)).toEqual([...Array.from({ length: 19 }, () => 'cart-has-order'), 'placed']);
    expect(codes(keys)).toEqual(['key-taken', 'placed']);
    await audit(['wanted']);
  });

  it('lets an order that PostgreSQL cannot write fail alone', async () => {
    await stocked({ common: 100 });
    const queue = queueOn(database);
    const placings = Array.from({ length: 30 }, (_, index) =>
      placing({ skus: ['common'], email: index % 7 === 3 ? 'no\u0000body@example.com' : 'ada@example.com' }),
    );
    const outcomes = await Promise.allSettled(placings.map((one) => queue.submit(one)));
    for (const [index, { status }] of outcomes.entries())
      expect([index, status]).toEqual([index, index % 7 === 3 ? 'rejected' : 'fulfilled']);
    expect((await numbersOf(placings)).filter((number) => number !== undefined)).toHaveLength(26);
    await audit(['common']);
  });

  it('refuses a guest who has signed in, and nobody with her', async () => {
    await stocked({ bought: 10 });
    const queue = queueOn(database);
    const sessionId = newId();
    await revokeSession(database, { sessionId, expiresAt: new Date(Date.now() + 60_000) });
    const outcomes = await Promise.all(
      [placing({ skus: ['bought'] }), placing({ skus: ['bought'], sessionId })].map((one) =>
        queue.submit(one),
      ),
    );
    expect(outcomes.map(codeOf)).toEqual(['placed', 'session-ended']);
    await audit(['bought']);
  });

  it('sells each unit once and never deadlocks, whatever crosses, through many processes', async () => {
    const skus = ['a', 'b', 'c', 'd'];
    await stocked(Object.fromEntries(skus.map((sku) => [sku, 60])));
    const queues = [
      queueOn(database, 16),
      queueOn(database, 16, 2),
      queueOn(database, 1, 4),
      queueOn(database),
    ];
    const wishes = Array.from({ length: 400 }, (_, turn) => {
      const pair = [turn, turn + 1 + (turn % 3)].flatMap((at) => skus[at % 4] ?? []);
      return turn % 2 === 0 ? pair : pair.toReversed();
    });
    const outcomes = await Promise.all(
      wishes.map((pair, turn) => queues[turn % 4]?.submit(placing({ skus: pair }))),
    );
    const left = new Map(
      (
        await rows('SELECT sku, on_hand - allocated AS left FROM inventory.stock WHERE sku = ANY($1)', [skus])
      ).map(({ sku, left: units }) => [sku, Number(units)]),
    );
    // Nothing comes back here, so whoever was refused wanted something of which nothing is left.
    for (const [turn, outcome] of outcomes.entries())
      if (!outcome?.ok) expect(wishes[turn]?.some((sku) => left.get(sku) === 0)).toBe(true);
    await audit(skus);
  });
});

describe('a lost answer to COMMIT', () => {
  /** The database as a process sees it whose connections break right after, or right before, the commit. */
  const breaking = (when: 'after' | 'before', times: number): Database => {
    let left = times;
    const lost = () => new Error('Connection terminated unexpectedly');
    const breakingQuery =
      (client: Transaction) =>
      async (...args: unknown[]): Promise<unknown> => {
        const isCommit = typeof args[0] === 'string' && args[0].startsWith('COMMIT');
        if (isCommit && left > 0) {
          left -= 1;
          if (when === 'after') await client.query('COMMIT');
          else await client.query('ROLLBACK');
          throw lost();
        }
        return Reflect.apply(client.query, client, args);
      };
    const connect = async (): Promise<Transaction> => {
      const client = await database.connect();
      return new Proxy(client, {
        get: (target, name) => {
          if (name === 'query') return breakingQuery(target);
          const value: unknown = Reflect.get(target, name);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    };
    return new Proxy(database, {
      get: (target, name) => (name === 'connect' ? connect : Reflect.get(target, name)),
    });
  };

  it('is resolved by the keys: nothing is placed twice, and nothing is lost', async () => {
    await stocked({ durable: 100 });
    for (const when of ['after', 'before'] as const) {
      const queue = queueOn(breaking(when, 2));
      const placings = Array.from({ length: 5 }, () => placing({ skus: ['durable'] }));
      const outcomes = await Promise.all(placings.map((one) => queue.submit(one)));
      // After a commit the next try finds every key taken, by these very orders.
      const expected = when === 'after' ? 'key-taken' : 'placed';
      expect(outcomes.map(codeOf)).toEqual(placings.map(() => expected));
      expect((await numbersOf(placings)).every((number) => number !== undefined)).toBe(true);
    }
    await audit(['durable']);
  });

  it('that stays away is told to everybody in the batch, and their keys tell what was done', async () => {
    await stocked({ unsure: 10 });
    const queue = queueOn(breaking('before', 10));
    const placings = [placing({ skus: ['unsure'] }), placing({ skus: ['unsure'] })];
    const outcomes = await Promise.allSettled(placings.map((one) => queue.submit(one)));
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await numbersOf(placings)).toEqual([undefined, undefined]);
    await audit(['unsure']);
  });
});
