import type { Reader } from '../../../platform/read-side/index.ts';
import { liveGeneration } from '../../../platform/read-side/index.ts';
import { type Redis, withRedis } from '../../../platform/redis.ts';
import { Unavailable } from '../../../shared/expected-error.ts';
import { availableToSell, type Shortage, sumBySku, type Wanted } from '../domain/allocation.ts';
import { stockKey } from '../keys.ts';
import { STOCK } from '../projections/stock.ts';
import { stockLevels } from './levels.ts';

/** Units of a SKU that are not bound, and how many of them carts hold. */
export type Sellable = { unbound: number; held: number };

/** What can be sold of each SKU, by SKU: 0 of what nobody stocks. From the read side. */
export const availableOf = async (reader: Reader, skus: readonly string[]): Promise<Map<string, number>> =>
  // Staff may have counted less than carts hold.
  new Map(
    [...(await sellableOf(reader, skus))].map(([sku, { unbound, held }]) => [
      sku,
      Math.max(unbound - held, 0),
    ]),
  );

/** The same in its parts. */
export const sellableOf = async (reader: Reader, skus: readonly string[]): Promise<Map<string, Sellable>> => {
  const wanted = [...new Set(skus)];
  const found = await reader.read<Map<string, Sellable>>(STOCK, {
    model: (generation) => fromModel(reader, generation, wanted),
    truth: async (db) => {
      const [levels, held] = await Promise.all([
        stockLevels(db, wanted),
        heldOf({ redis: reader.redis, shop: reader.feed.shop }, wanted),
      ]);
      return new Map(
        wanted.map((sku) => {
          const level = levels.get(sku);
          const unbound = level === undefined ? 0 : availableToSell(level);
          return [sku, { unbound, held: held.get(sku) ?? 0 }];
        }),
      );
    },
  });
  return found ?? new Map(wanted.map((sku) => [sku, { unbound: 0, held: 0 }]));
};

/**
 * What an order without a cart may not have, because carts hold it: a fast and fair way to say no. Nothing while the stock
 * in Redis is not whole or away; PostgreSQL decides in any case.
 */
export const shortOnShelf = async (reader: Reader, wanted: readonly Wanted[]): Promise<Shortage[]> => {
  if (reader.feed.generation(STOCK) === undefined) return [];
  const lines = sumBySku(wanted);
  const skus = lines.map(({ sku }) => sku);
  const held = await heldOf({ redis: reader.redis, shop: reader.feed.shop }, skus);
  if (![...held.values()].some((units) => units > 0)) return [];
  const sellable = await sellableOf(reader, skus);
  return lines.flatMap(({ sku, quantity }) => {
    const { unbound, held: units } = sellable.get(sku) ?? { unbound: 0, held: 0 };
    // What was counted a moment ago may not be here yet: only holds are a reason.
    return units > 0 && unbound - units < quantity ? [{ sku, available: Math.max(unbound - units, 0) }] : [];
  });
};

/** What carts hold of each SKU, as far as Redis can be asked: nothing while it is away. */
export const heldOf = async (
  { redis, shop }: { redis: Redis; shop: string },
  skus: readonly string[],
): Promise<Map<string, number>> => {
  const generation = liveGeneration(shop);
  try {
    const held = await withRedis(redis, () =>
      Promise.all(skus.map((sku) => redis.hGet(stockKey(generation, sku), 'held'))),
    );
    return new Map(skus.map((sku, index) => [sku, Number(held[index] ?? 0)]));
  } catch (error) {
    if (error instanceof Unavailable) return new Map();
    throw error;
  }
};

/** Undefined when a SKU is missing, so that the model is looked at again before it counts as sold out. */
const fromModel = async (
  { redis, feed }: Reader,
  generation: string,
  skus: readonly string[],
): Promise<Map<string, Sellable> | undefined> => {
  const rows = await withRedis(redis, () =>
    Promise.all(
      skus.map((sku) => redis.hmGet(stockKey(generation, sku), ['onHand', 'allocated', 'setAside', 'held'])),
    ),
  );
  const sellable = new Map<string, Sellable>();
  let missing = false;
  for (const [index, sku] of skus.entries()) {
    const [onHand, allocated, setAside, held] = rows[index] ?? [];
    if (onHand == null || allocated == null || setAside == null) missing = true;
    const unbound =
      onHand == null
        ? 0
        : availableToSell({
            onHand: Number(onHand),
            allocated: Number(allocated),
            setAside: Number(setAside),
          });
    sellable.set(sku, { unbound, held: Number(held ?? 0) });
  }
  if (!missing || (await feed.stillWhole(STOCK, generation))) return sellable;
  return undefined;
};
