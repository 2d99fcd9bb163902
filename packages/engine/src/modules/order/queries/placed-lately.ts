import { one, type Queryable, statement, t } from '../../../platform/sql.ts';

// By the time inside the ids: an index-only scan of the primary key, of one partition or two. History that was
// imported has ids of its own time and is not among them.
const countPlacedLately = statement({
  name: 'orders.countPlacedLately',
  text: `
    SELECT count(*) AS placed FROM orders.placed_order
    WHERE order_id >= platform.uuid_lower_bound(now() - make_interval(secs => $1))`,
  params: { seconds: t.float8 },
  row: { placed: t.int8 },
});

/** How many orders were placed in the last `seconds`. */
export const placedLately = async (db: Queryable, seconds: number): Promise<number> =>
  (await one(db, countPlacedLately, { seconds })).placed;
