import type { Reader } from '../../../platform/read-side/index.ts';
import { withRedis } from '../../../platform/redis.ts';
import { availableToSell } from '../domain/allocation.ts';
import { STOCK, stockKey } from '../projections/stock.ts';
import { stockLevels } from './levels.ts';

/** What can be sold of each SKU, by SKU: 0 of what nobody stocks. From the read side. */
export const availableOf = async (reader: Reader, skus: readonly string[]): Promise<Map<string, number>> => {
  const wanted = [...new Set(skus)];
  const found = await reader.read<Map<string, number>>(STOCK, {
    model: (generation) => fromModel(reader, generation, wanted),
    truth: async (db) => {
      const levels = await stockLevels(db, wanted);
      return new Map(
        wanted.map((sku) => {
          const level = levels.get(sku);
          return [sku, level === undefined ? 0 : availableToSell(level)];
        }),
      );
    },
  });
  return found ?? new Map(wanted.map((sku) => [sku, 0]));
};

/** Undefined when a SKU is missing, so that the model is looked at again before it counts as sold out. */
const fromModel = async (
  { redis, feed }: Reader,
  generation: string,
  skus: readonly string[],
): Promise<Map<string, number> | undefined> => {
  const rows = await withRedis(redis, () =>
    Promise.all(
      skus.map((sku) => redis.hmGet(stockKey(generation, sku), ['onHand', 'allocated', 'setAside'])),
    ),
  );
  const available = new Map<string, number>();
  let missing = false;
  for (const [index, sku] of skus.entries()) {
    const [onHand, allocated, setAside] = rows[index] ?? [];
    if (onHand == null || allocated == null || setAside == null) missing = true;
    available.set(
      sku,
      onHand == null
        ? 0
        : availableToSell({
            onHand: Number(onHand),
            allocated: Number(allocated),
            setAside: Number(setAside),
          }),
    );
  }
  if (!missing || (await feed.stillWhole(STOCK, generation))) return available;
  return undefined;
};
