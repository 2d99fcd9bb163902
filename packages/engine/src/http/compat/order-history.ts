import { compat, type Order } from '@cartwright/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findTutorialProducts } from '../../modules/catalog/index.ts';
import { readOrdersOf } from '../../modules/order/index.ts';
import type { HttpContext } from '../context.ts';
import { ok, route } from '../route.ts';
import { tutorialSession } from './envelope.ts';
import { tutorialStats } from './order-stats.ts';
import { type FindProduct, productOfLine, tutorialOrder } from './order-view.ts';
import { tutorialView } from './public-address.ts';

/** So many of a session's latest orders its history shows and its figures are made of. */
const ORDERS_MAX = 1_000;

/** The tutorial's order history and its figures: of the session's orders, however they were placed. */
export const orderHistoryRoutes = (app: FastifyInstance, context: HttpContext): void => {
  route(app, compat.viewOrderHistory, async ({ raw }) => {
    const { session, token } = await tutorialSession(context, raw);
    const orders = await readOrdersOf(await context.freshness.reader(raw, session.sessionId), {
      owner: session,
      before: null,
      limit: ORDERS_MAX,
    });
    const findProduct = await productsOf(context, raw, orders);
    const userId = session.customerId ?? session.sessionId;
    const data = orders.map((order) => tutorialOrder(order, { userId, findProduct }));
    return ok({ data, error: null, auth: token });
  });

  route(app, compat.getOrderStats, async ({ raw }) => {
    const { session, token } = await tutorialSession(context, raw);
    const orders = await readOrdersOf(await context.freshness.reader(raw, session.sessionId), {
      owner: session,
      before: null,
      limit: ORDERS_MAX,
    });
    const data = tutorialStats(orders, await productsOf(context, raw, orders));
    return ok({ data, error: null, auth: token });
  });
};

/** The products of some orders as they are now, or as an order line remembers them when they are gone. */
const productsOf = async (
  context: HttpContext,
  request: FastifyRequest,
  orders: readonly Order[],
): Promise<FindProduct> => {
  const ids = new Set(orders.flatMap(({ lines }) => lines.map(({ productId }) => productId)));
  const listings = await findTutorialProducts(context.db, [...ids], tutorialView(context.config, request));
  return (line, order) => listings.get(line.productId)?.product ?? productOfLine(line, order);
};
