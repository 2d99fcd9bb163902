import type { Reader } from '../../../platform/read-side/index.ts';
import { withRedis } from '../../../platform/redis.ts';
import { many, statement, t } from '../../../platform/sql.ts';
import { dayOf, TRENDING, TRENDING_DAYS, trendingKey } from '../projections/trending.ts';

const DAY_MS = 86_400_000;
/** Products of one day that are looked at; what sells less is no trend. */
const DAY_TOP = 500;

// The partitions of the last days, by the time in the order's id.
const selectTop = statement({
  name: 'orders.selectTrending',
  text: `
    SELECT product_id AS "productId" FROM orders.line
    WHERE order_id >= platform.uuid_lower_bound($1)
    GROUP BY product_id ORDER BY sum(quantity) DESC, product_id LIMIT $2`,
  params: { floor: t.timestamptz, limit: t.int8 },
  row: { productId: t.text },
});

/** Ids of the products of which most units were ordered in the last eight days (UTC, today among them), at most `limit`. */
export const readTrending = async (reader: Reader, limit: number): Promise<string[]> => {
  const found = await reader.read<string[]>(TRENDING, {
    model: async (generation) => {
      const days = Array.from({ length: TRENDING_DAYS }, (_, ago) => dayOf(Date.now() - ago * DAY_MS));
      const tops = await withRedis(reader.redis, () =>
        Promise.all(
          days.map((day) =>
            reader.redis.zRangeWithScores(trendingKey(generation, day), 0, DAY_TOP - 1, { REV: true }),
          ),
        ),
      );
      const units = new Map<string, number>();
      for (const { value, score } of tops.flat()) units.set(value, (units.get(value) ?? 0) + score);
      return [...units]
        .sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1))
        .slice(0, limit)
        .map(([productId]) => productId);
    },
    truth: async (db) => {
      const floor = new Date(Math.floor(Date.now() / DAY_MS) * DAY_MS - (TRENDING_DAYS - 1) * DAY_MS);
      return (await many(db, selectTop, { floor, limit })).map(({ productId }) => productId);
    },
  });
  return found ?? [];
};
