import { maybeOne, type Queryable, statement, t } from '../../../platform/sql.ts';

/** The live order of a cart: placed and not cancelled. Undefined when there is none. */
export const openOrderOfCart = async (db: Queryable, cartId: string): Promise<string | undefined> =>
  (await maybeOne(db, selectOpenCart, { cartId }))?.orderId;

// Primary key.
const selectOpenCart = statement({
  name: 'orders.selectOpenCart',
  text: `SELECT order_id AS "orderId" FROM orders.open_cart WHERE cart_id = $1`,
  params: { cartId: t.uuid },
  row: { orderId: t.uuid },
});
