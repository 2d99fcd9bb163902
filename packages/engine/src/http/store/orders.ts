import { type Order, PAGE_LIMIT_DEFAULT, store } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import { findOwnOrder, ordersOf } from '../../modules/order/index.ts';
import { endOrder } from '../../processes/end-order.ts';
import type { HttpContext } from '../context.ts';
import { intentOf } from '../intent.ts';
import { cursorId, pageOf } from '../paging.ts';
import { HttpProblem } from '../problem.ts';
import { ok, route } from '../route.ts';
import { ownerKey, resolveSession, type StoreSession } from '../sessions.ts';

/** Orders, their history and their cancellation. Another owner's order is 404. */
export const orderRoutes = (app: FastifyInstance, context: HttpContext): void => {
  route(app, store.listOrders, async (call) => {
    const session = await resolveSession(context, call.raw, call.reply);
    const limit = call.query.limit ?? PAGE_LIMIT_DEFAULT;
    const orders = await ordersOf(context.db, {
      owner: session,
      before: cursorId(call.query.cursor),
      limit: limit + 1,
    });
    return ok(pageOf(orders, limit, ({ orderId }) => orderId));
  });

  route(app, store.getOrder, async (call) => {
    const session = await resolveSession(context, call.raw, call.reply);
    return ok(await ownOrder(context, session, call.params.orderId));
  });

  route(app, store.cancelOrder, async (call) => {
    const session = await resolveSession(context, call.raw, call.reply);
    const { orderId } = call.params;
    const intent = intentOf(call.raw, {
      owner: ownerKey(session),
      operation: `cancel:${orderId}`,
      wants: { orderId },
    });
    await ownOrder(context, session, orderId);
    const ended = await endOrder(context, { orderId, event: 'cancelled', intent });
    if (!ended.ok && ended.code === 'illegal-transition')
      throw new HttpProblem('illegal-transition', `An order that is ${ended.status} cannot be cancelled.`);
    if (ended.ok && ended.replayed) call.reply.header('idempotent-replayed', 'true');
    return ok(await ownOrder(context, session, orderId));
  });
};

/** An order of this session or customer; 404 for any other. */
export const ownOrder = async (
  context: HttpContext,
  session: StoreSession,
  orderId: string,
): Promise<Order> => {
  const order = await findOwnOrder(context.db, orderId, session);
  if (order === undefined) throw new HttpProblem('not-found', 'There is no such order.');
  return order;
};
