import { describe, expect, it } from 'vitest';
import { ordersBefore, ordersFor } from '../../src/demo/history/orders.ts';
import { shelfOf } from '../../src/demo/history/shelf.ts';
import { DEFAULT_SEED, DEFAULT_SIZE, generateProducts } from '../../src/demo/index.ts';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-23T15:20:00Z');
const products = [...generateProducts({ seed: DEFAULT_SEED, size: DEFAULT_SIZE })];
const shelf = shelfOf(DEFAULT_SEED, products);
const total = ordersFor(DEFAULT_SIZE);
const before = (now: Date) => [...ordersBefore(now, { shelf, total })].flat();
const history = before(NOW);

const average = (numbers: readonly number[]): number =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;

const perDay = [...Map.groupBy(history, ({ placedAt }) => placedAt.toISOString().slice(0, 10))];
const ordersOn = (weekday: number): number =>
  average(perDay.flatMap(([date, { length }]) => (new Date(date).getUTCDay() === weekday ? [length] : [])));

describe('the orders of the past', () => {
  it('are about six for each product, over five months up to now, oldest first', () => {
    expect(history.length).toBeGreaterThan(total * 0.95);
    expect(history.length).toBeLessThanOrEqual(total * 1.05);
    const times = history.map(({ placedAt }) => placedAt.getTime());
    expect(times).toEqual([...times].sort((one, other) => one - other));
    expect(NOW.getTime() - (times[0] ?? 0)).toBeGreaterThan(148 * DAY_MS);
    expect(times.at(-1)).toBeLessThanOrEqual(NOW.getTime());
  });

  it('are the same each time, and a later run finds those of an earlier one as they were', () => {
    expect(before(NOW)).toEqual(history);
    const known = new Map(history.map((order) => [order.reference, order]));
    expect(known.size).toBe(history.length);
    const later = before(new Date(NOW.getTime() + 9 * DAY_MS));
    const met = later.filter(({ reference }) => known.has(reference));
    expect(met.length).toBeGreaterThan(history.length * 0.75);
    for (const order of met) expect(order).toEqual(known.get(order.reference));
    const added = later.filter(({ reference }) => !known.has(reference));
    for (const { placedAt } of added) expect(placedAt.getTime()).toBeGreaterThan(NOW.getTime());
  });

  it('grow, have a rhythm of the week and of the day, and busy days', () => {
    const counts = perDay.map(([, { length }]) => length);
    expect(average(counts.slice(-31, -1))).toBeGreaterThan(1.4 * average(counts.slice(0, 30)));
    expect(ordersOn(0)).toBeGreaterThan(1.15 * ordersOn(6));
    expect(Math.max(...counts)).toBeGreaterThan(1.5 * average(counts));
    const inHours = (from: number, to: number) =>
      history.filter(({ placedAt }) => placedAt.getUTCHours() >= from && placedAt.getUTCHours() < to).length;
    expect(inHours(18, 22)).toBeGreaterThan(8 * inHours(1, 5));
  });

  it('have the catalogue’s products, titles and prices, and never a draft', () => {
    const sold = new Map(
      products.flatMap(({ product }) =>
        product.variants.map((variant) => [variant.sku, { product, variant }]),
      ),
    );
    for (const { lines } of history)
      for (const { sku, productId, title, unitPrice, quantity } of lines) {
        const found = sold.get(sku);
        expect(found?.product).toMatchObject({ productId, status: 'active' });
        expect(found?.variant.price.amount).toBe(unitPrice);
        expect(title.startsWith(found?.product.title ?? '?')).toBe(true);
        expect(quantity).toBeGreaterThanOrEqual(1);
      }
  });

  it('come from people who return, at addresses that belong to nobody', () => {
    const people = Map.groupBy(history, ({ email }) => email);
    expect(people.size).toBeGreaterThan(history.length / 3);
    const returning = [...people.values()].filter(({ length }) => length > 1);
    expect(returning.length).toBeGreaterThan(people.size / 5);
    for (const [email, orders] of people) {
      expect(email).toMatch(/^[a-z]+\.[a-z]+\d+@(example\.com|[a-z]+\.example)$/);
      expect(new Set(orders.map(({ shippingAddress }) => JSON.stringify(shippingAddress))).size).toBe(1);
    }
    expect(new Set(history.map(({ shippingAddress }) => shippingAddress.country)).size).toBeGreaterThan(5);
    const cancelled = history.filter(({ status }) => status === 'cancelled').length;
    expect(cancelled / history.length).toBeGreaterThan(0.015);
    expect(cancelled / history.length).toBeLessThan(0.05);
  });

  it('show what goes together: companions are bought together ten times as often as by chance', () => {
    const baskets = history.map(({ lines }) => new Set(lines.map(({ productId }) => productId)));
    const share = (...productIds: string[]): number =>
      baskets.filter((basket) => productIds.every((productId) => basket.has(productId))).length /
      baskets.length;
    const popular = shelf.goods.slice(0, 40);
    const lifts = popular.flatMap(({ productId, companions }) =>
      companions.map((place) => {
        const other = shelf.goods[place]?.productId ?? '';
        return share(productId, other) / (share(productId) * share(other));
      }),
    );
    expect(lifts.length).toBeGreaterThan(60);
    expect(average(lifts)).toBeGreaterThan(10);
  });
});
