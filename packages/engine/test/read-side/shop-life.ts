import { placeOne } from '../../../../test/support/place-one.ts';
/**
 * What goes on in a shop, at random and yet the same for a seed: products are saved, renamed and deleted, counted and
 * ordered; orders are paid, moved on and adopted.
 */
import {
  changeCategory,
  deleteCollection,
  deleteProduct,
  saveCollection,
  saveProducts,
} from '../../src/modules/catalog/index.ts';
import { countStock } from '../../src/modules/inventory/index.ts';
import { adoptSessionOrders, type OrderEvent, transition } from '../../src/modules/order/index.ts';
import {
  type AttemptStatus,
  finishReversal,
  moveAttempt,
  openAttempts,
  openReversal,
} from '../../src/modules/payment/index.ts';
import { type Database, type Transaction, transaction } from '../../src/platform/postgres.ts';
import { newId } from '../../src/shared/ids.ts';

const CURRENCY = { currency: 'USD' };
const PRODUCTS = 30;
const SHOPPERS = 12;
const EVENTS: OrderEvent[] = [
  'paymentAuthorised',
  'paymentCaptured',
  'cancelled',
  'heldForReview',
  'reviewApproved',
  'shipped',
  'refunded',
];

export type ShopLife = {
  /** Lets so many things happen, on some connections at once. */
  live(acts: number): Promise<void>;
  /** Lets things happen until the returned function is called, which says how many did. */
  begin(): () => Promise<number>;
  /** Things that have happened. */
  done(): number;
};

const WRITERS = 4;

export const createShopLife = (database: Database, seed = 1): ShopLife => {
  const random = generator(seed);
  const below = (bound: number): number => Math.floor(random() * bound);
  const oneOf = <T>(list: readonly T[]): T | undefined => list[below(list.length)];
  const owners = Array.from({ length: SHOPPERS }, () => ({ sessionId: newId(), customerId: newId() }));
  const collections: string[] = [];
  const orders: { orderId: string; attemptId: string }[] = [];
  let count = 0;
  let done = 0;

  const skuOf = (product: number, variant: number): string => `sku-${product}-${variant}`;
  const refused = new Error('refused');
  /** Runs a command; one that is refused is rolled back and has not happened. */
  const run = async (work: (tx: Transaction) => Promise<unknown>): Promise<void> => {
    try {
      await transaction(database, work);
    } catch (error) {
      // Two that change the same categories or stock at once may be each other's deadlock.
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (error !== refused && code !== '40P01' && code !== '40001') throw error;
    }
  };

  const acts: Record<string, [weight: number, act: () => Promise<void>]> = {
    save: [
      3,
      () =>
        run((tx) =>
          saveProducts(tx, [productOf(below(PRODUCTS))], { actor: 'test', existing: 'replace', ...CURRENCY }),
        ),
    ],
    delete: [1, () => run((tx) => deleteProduct(tx, `p${below(PRODUCTS)}`))],
    count: [
      4,
      () =>
        run((tx) =>
          countStock(tx, [{ sku: skuOf(below(PRODUCTS), 0), onHand: 50 + below(100) }], {
            actor: 'test',
            reason: 'counted',
          }),
        ),
    ],
    brand: [
      1,
      async () =>
        void (await database
          .query(`UPDATE catalog.brand SET name = $2 WHERE name LIKE $1 || '%'`, [
            `Brand ${below(3)}`,
            `Brand ${below(3)} ${++count}`,
          ])
          .catch(() => {})),
    ],
    category: [
      1,
      async () => {
        const { rows } = await database.query<{ id: string }>(
          'SELECT category_id AS id FROM catalog.category ORDER BY path',
        );
        const category = oneOf(rows);
        if (category !== undefined)
          await run((tx) => changeCategory(tx, category.id, { title: `Aisle ${++count}` }, CURRENCY));
      },
    ],
    collection: [
      1,
      () =>
        run(async (tx) => {
          const collectionId = random() < 0.5 ? oneOf(collections) : undefined;
          if (collectionId !== undefined && random() < 0.3) return deleteCollection(tx, collectionId);
          const saved = await saveCollection(
            tx,
            {
              title: `Collection ${++count}`,
              productIds: random() < 0.5 ? [] : [`p${below(PRODUCTS)}`],
              ...(collectionId === undefined ? {} : { collectionId }),
            },
            CURRENCY,
          );
          if (!saved.ok) throw refused;
          collections.push(saved.collectionId);
          return saved;
        }),
    ],
    place: [8, () => order()],
    move: [
      6,
      () =>
        run(async (tx) => {
          const orderId = oneOf(orders)?.orderId;
          const event = oneOf(EVENTS);
          if (orderId !== undefined && event !== undefined)
            await transition(tx, { orderId, event, at: new Date() });
        }),
    ],
    pay: [5, () => pay()],
    adopt: [
      1,
      async () => {
        const owner = oneOf(owners);
        if (owner !== undefined) await adoptSessionOrders(database, owner);
      },
    ],
  };
  const drawn = Object.values(acts).flatMap(([weight, act]) => Array.from({ length: weight }, () => act));

  const productOf = (number: number) => ({
    productId: `p${number}`,
    title: `Thing ${number}, ${'ä'.repeat(below(4))}`,
    description: 'x'.repeat(below(3) * 2_000),
    brand: `Brand ${below(3)}`,
    categoryPath: ['All', `Aisle of ${below(4)}`],
    status: random() < 0.8 ? ('active' as const) : ('draft' as const),
    attributes: { colour: `shade ${below(5)}` },
    variants: Array.from({ length: 1 + below(2) }, (_, variant) => ({
      sku: skuOf(number, variant),
      price: { amount: 100 + below(1_000), ...CURRENCY },
      ...(random() < 0.3 ? { onHand: 100 + below(50) } : {}),
    })),
  });

  const order = async (): Promise<void> => {
    const { sessionId } = oneOf(owners) ?? { sessionId: newId() };
    const placed = { orderId: newId(), attemptId: newId() };
    const numbers = [...new Set([below(PRODUCTS), below(PRODUCTS)])];
    const at = new Date();
    let ok = false;
    await run(async (tx) => {
      const answer = await placeOne(tx, {
        orderId: placed.orderId,
        sessionId,
        customerId: random() < 0.3 ? newId() : null,
        cartId: random() < 0.5 ? newId() : null,
        email: `Ada${below(5)}@Example.com`,
        // Long enough to be kept apart from its row, and so not sent again when the order moves on.
        shippingAddress: {
          name: 'Ada',
          line1: 'ö'.repeat(below(2) * 3_000),
          city: 'London',
          postalCode: 'N1',
          country: 'GB',
        },
        shippingOptionId: null,
        ...CURRENCY,
        lines: numbers.map((number) => ({
          sku: skuOf(number, 0),
          productId: `p${number}`,
          title: `Thing ${number}`,
          quantity: 1 + below(3),
          unitPrice: 100,
        })),
        payUntil: new Date(at.getTime() + 3_600_000),
        at,
      });
      if (!answer.ok) throw refused;
      await openAttempts(tx, [
        {
          ...placed,
          provider: 'test',
          token: 'tok',
          amount: answer.total,
          ...CURRENCY,
          leasedUntil: at,
          at,
        },
      ]);
      ok = true;
    });
    if (ok) orders.push(placed);
  };

  const pay = async (): Promise<void> => {
    const one = oneOf(orders);
    if (one === undefined) return;
    const at = new Date();
    const steps: [AttemptStatus, AttemptStatus][] = [
      ['pending', 'authorised'],
      ['pending', 'declined'],
      ['authorised', 'captured'],
      ['authorised', 'voided'],
    ];
    const [from, to] = oneOf(steps) ?? ['pending', 'authorised'];
    await run(async (tx) => {
      const declined = to === 'declined' ? { declineCode: 'card_declined' } : {};
      if (
        !(await moveAttempt(tx, {
          attemptId: one.attemptId,
          from,
          to,
          authorisationId: newId(),
          ...declined,
          at,
        }))
      )
        return;
      if (to !== 'captured' || random() < 0.5) return;
      const reversalId = newId();
      await openReversal(tx, {
        reversalId,
        ...one,
        kind: 'refund',
        amount: 1,
        ...CURRENCY,
        reason: 'test',
        leasedUntil: at,
        at,
      });
      if (random() < 0.5) await finishReversal(tx, { reversalId, kind: 'refund', at });
    });
  };

  const act = async (): Promise<void> => {
    await oneOf(drawn)?.();
    done += 1;
  };

  return {
    done: () => done,
    async live(wanted) {
      const end = done + wanted;
      await Promise.all(
        Array.from({ length: WRITERS }, async () => {
          while (done < end) await act();
        }),
      );
    },
    begin() {
      let ended = false;
      const before = done;
      const running = Promise.all(
        Array.from({ length: WRITERS }, async () => {
          while (!ended) await act();
        }),
      );
      return async () => {
        ended = true;
        await running;
        return done - before;
      };
    },
  };
};

/** Mulberry32: numbers in [0, 1) that look random, the same for the same seed. */
const generator = (seed: number) => {
  let state = seed >>> 0;
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};
