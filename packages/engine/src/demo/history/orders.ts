import { createHash } from 'node:crypto';
import type { HistoricOrder } from '../../modules/order/index.ts';
import { DEMO_CURRENCY } from '../product.ts';
import { chance, randomFrom } from '../random.ts';
import { basketOf } from './baskets.ts';
import { type Day, daysBefore, momentOf } from './calendar.ts';
import { buyerOf, customerOf } from './customers.ts';
import type { Shelf } from './shelf.ts';

/** Six for each product, up to as many as charts and recommendations need. */
export const ordersFor = (size: number): number => Math.min(ORDERS_MAX, size * ORDERS_PER_PRODUCT);
const ORDERS_PER_PRODUCT = 6;
const ORDERS_MAX = 20_000;

/**
 * The orders that the shop had before `now`, day by day, oldest first. A day's n-th order follows from the seed and
 * the date alone, whenever it is asked for: so a later run finds those of an earlier one by their names, and adds
 * the days since.
 */
export function* ordersBefore(now: Date, of: { shelf: Shelf; total: number }): Generator<HistoricOrder[]> {
  const { shelf, total } = of;
  if (shelf.goods.length === 0) return;
  for (const day of daysBefore(now, { seed: shelf.seed, total }))
    yield Array.from({ length: day.orders }, (_, number) => orderOf(shelf, { day, number, total }))
      .filter(({ placedAt }) => placedAt <= now)
      .sort((one, other) => one.placedAt.getTime() - other.placedAt.getTime());
}

const CANCELLED_SHARE = 0.03;

const orderOf = (shelf: Shelf, of: { day: Day; number: number; total: number }): HistoricOrder => {
  const { day, number, total } = of;
  const reference = `${shelf.seed}/${day.date}/${number + 1}`;
  const random = randomFrom(`order ${reference}`);
  const buyer = customerOf(shelf.seed, buyerOf(random, total));
  const order = {
    source: DEMO_SOURCE,
    reference,
    status: chance(random, CANCELLED_SHARE) ? ('cancelled' as const) : ('fulfilled' as const),
    customerId: null,
    email: buyer.email,
    shippingAddress: buyer.address,
    currency: DEMO_CURRENCY,
    lines: basketOf(random, shelf, day.startsAt),
    shippingTotal: 0,
    placedAt: momentOf(random, day.startsAt),
    data: { source: DEMO_SOURCE },
  };
  return { ...order, contentSha256: createHash('sha256').update(JSON.stringify(order)).digest() };
};

export const DEMO_SOURCE = 'demo';
