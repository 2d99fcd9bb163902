/**
 * What sells: units ordered of each product, by day (UTC) of the order, for the last days. `trending:<generation>:{<day>}`,
 * a sorted set. Input for rankings; it says nothing of returns.
 */
import { isOf, type Transaction } from '../../../platform/cdc/index.ts';
import { addToScores, NO_EFFECTS, type Projection } from '../../../platform/read-side/index.ts';
import { many, statement, t } from '../../../platform/sql.ts';
import { timeOfId } from '../../../shared/ids.ts';
import { lineChanges } from '../changes.ts';

export const TRENDING = 'trending';
/** Days that are kept, today among them. */
export const TRENDING_DAYS = 8;
const DAY_MS = 86_400_000;

export const trendingKey = (generation: string, day: string): string => `trending:${generation}:{${day}}`;

export const dayOf = (atMs: number): string => new Date(atMs).toISOString().slice(0, 10);

// The partitions of the last days, by the time in the order's id.
const selectSums = statement({
  name: 'orders.selectUnitsByDay',
  text: `
    SELECT to_char(placed_order.placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day,
           line.product_id AS "productId", sum(line.quantity)::int8 AS units
    FROM orders.line JOIN orders.placed_order USING (order_id)
    WHERE line.order_id >= platform.uuid_lower_bound($1)
      AND placed_order.order_id >= platform.uuid_lower_bound($1)
    GROUP BY 1, 2 ORDER BY 1, 2`,
  params: { floor: t.timestamptz },
  row: { day: t.text, productId: t.text, units: t.int8 },
});

export const trendingProjection: Projection = {
  name: TRENDING,
  format: '1',
  tables: [lineChanges],
  adds: true,
  prefixes: ['trending'],

  async effects(transactions, { versionOf }) {
    const additions = new Map<string, { version: string; amount: number; member: string }[]>();
    for (const transaction of transactions)
      for (const [day, products] of unitsOf(transaction)) {
        const list = additions.get(day) ?? [];
        for (const [member, amount] of products)
          list.push({ version: versionOf(transaction), amount, member });
        additions.set(day, list);
      }
    if (additions.size === 0) return NO_EFFECTS;
    return {
      calls: (generation) =>
        [...additions].map(([day, list]) =>
          addToScores({ key: trendingKey(generation, day), ttlSeconds: ttlOf(), additions: list }),
        ),
      feed: [...additions.keys()].map((day) => ['trending', day] as const),
    };
  },

  count: async () => TRENDING_DAYS,

  async *fill(snapshot, { generation, version }) {
    const sums = await many(snapshot, selectSums, { floor: floor() });
    for (const [day, rows] of Map.groupBy(sums, ({ day: of }) => of))
      yield {
        documents: 1,
        calls: [
          addToScores({
            key: trendingKey(generation, day),
            ttlSeconds: ttlOf(),
            additions: rows.map(({ productId, units }) => ({ version, amount: units, member: productId })),
          }),
        ],
      };
  },
};

const floor = (): Date => {
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  return new Date(today - (TRENDING_DAYS - 1) * DAY_MS);
};

const ttlOf = (): number => (TRENDING_DAYS + 1) * 86_400;

/** Units by day and product that a transaction ordered. */
const unitsOf = ({ changes }: Transaction): Map<string, Map<string, number>> => {
  const days = new Map<string, Map<string, number>>();
  for (const change of changes) {
    if (!isOf(change, lineChanges) || change.kind !== 'insert') continue;
    const { order_id: orderId, product_id: productId, quantity } = change.row;
    const atMs = timeOfId(orderId) ?? 0;
    if (atMs < floor().getTime()) continue;
    const day = dayOf(atMs);
    const products = days.get(day) ?? new Map<string, number>();
    products.set(productId, (products.get(productId) ?? 0) + quantity);
    days.set(day, products);
  }
  return days;
};
