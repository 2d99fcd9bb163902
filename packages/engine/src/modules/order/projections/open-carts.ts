/** Which order a cart has become: `open-cart:<generation>:{<cart>}`, a hash of `orderId`. As long as carts live. */
import { isOf } from '../../../platform/cdc/index.ts';
import {
  type FeedItem,
  fillDocument,
  type Projection,
  putDocument,
  removeDocument,
} from '../../../platform/read-side/index.ts';
import { pages } from '../../../platform/read-side/pages.ts';
import { many, one, statement, t } from '../../../platform/sql.ts';
import { openCartChanges } from '../changes.ts';

export const OPEN_CARTS = 'open-carts';

export const openCartKey = (generation: string, cartId: string): string =>
  `open-cart:${generation}:{${cartId}}`;

// A range of the primary key; the carts themselves are gone after their time.
const selectAfter = statement({
  name: 'orders.selectOpenCartsAfter',
  text: `
    SELECT cart_id AS "cartId", order_id AS "orderId" FROM orders.open_cart
    WHERE cart_id > $1 AND order_id >= platform.uuid_lower_bound($2) ORDER BY cart_id LIMIT $3`,
  params: { after: t.uuid, floor: t.timestamptz, limit: t.int8 },
  row: { cartId: t.uuid, orderId: t.uuid },
});
const countOpen = statement({
  name: 'orders.countOpenCarts',
  text: `SELECT count(*) AS count FROM orders.open_cart`,
  params: {},
  row: { count: t.int8 },
});

const NO_ID = '00000000-0000-0000-0000-000000000000';

export const openCartProjection = ({ cartTtlSeconds }: { cartTtlSeconds: number }): Projection => ({
  name: OPEN_CARTS,
  format: '1',
  tables: [openCartChanges],
  prefixes: ['open-cart'],

  async effects(transactions, { versionOf }) {
    const carts = new Map<string, { orderId: string | undefined; version: string }>();
    for (const transaction of transactions)
      for (const change of transaction.changes) {
        if (!isOf(change, openCartChanges) || change.kind === 'truncate') continue;
        const { cart_id: cartId, order_id: orderId } = change.kind === 'delete' ? change.old : change.row;
        if (cartId === undefined) continue;
        carts.set(cartId, {
          orderId: change.kind === 'delete' ? undefined : orderId,
          version: versionOf(transaction),
        });
      }
    return {
      calls: (generation) =>
        [...carts].map(([cartId, { orderId, version }]) => {
          const key = openCartKey(generation, cartId);
          return orderId === undefined
            ? removeDocument({ key, version })
            : putDocument({ key, version, ttlSeconds: cartTtlSeconds, fields: { orderId } });
        }),
      feed: [...carts.keys()].map((cartId): FeedItem => ['open-cart', cartId]),
    };
  },

  count: async (db) => (await one(db, countOpen, {})).count,

  async *fill(snapshot, { generation, version }) {
    const floor = new Date(Date.now() - cartTtlSeconds * 1_000);
    const portions = pages<{ cartId: string; orderId: string }, string>(
      (after, limit) => many(snapshot, selectAfter, { after: after ?? NO_ID, floor, limit }),
      ({ cartId }) => cartId,
    );
    for await (const portion of portions)
      yield {
        documents: portion.length,
        calls: portion.map(({ cartId, orderId }) =>
          fillDocument({
            key: openCartKey(generation, cartId),
            version,
            ttlSeconds: cartTtlSeconds,
            fields: { orderId },
          }),
        ),
      };
  },
});
