import { type Order, PAGE_LIMIT_DEFAULT, store } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import { findOwnOrder, readOrdersOf, readOwnOrder } from '../../modules/order/index.ts';
import { readyOf } from '../../platform/ready-bytes.ts';
import { endOrder } from '../../processes/end-order.ts';
import { assert } from '../../shared/assert.ts';
import type { HttpContext } from '../context.ts';
import { intentOf } from '../intent.ts';
import { cursorId, pageOf } from '../paging.ts';
import { HttpProblem } from '../problem.ts';
import { ok, route } from '../route.ts';
import { sendReady } from '../send-ready.ts';
import { ownerKey, resolveSession, type StoreSession } from '../sessions.ts';

/** Orders, their history and their cancellation. Another owner's order is 404. */
export const orderRoutes = (app: FastifyInstance, context: HttpContext): void => {
  route(app, store.listOrders, async (call) => {
    const session = await resolveSession(context, call.raw, call.reply);
    const limit = call.query.limit ?? PAGE_LIMIT_DEFAULT;
    const before = cursorId(call.query.cursor);
    const reader = await context.freshness.reader(call.raw, session.sessionId);
    const answer = async () => {
      const orders = await readOrdersOf(reader, { owner: session, before, limit: limit + 1 });
      return {
        value: pageOf(orders, limit, ({ orderId }) => orderId),
        tags: [`owner ${ownerKey(session)}`, ...orders.map(({ orderId }) => `order ${orderId}`)],
        keep: !reader.readTruth(),
      };
    };
    const key = `orders ${ownerKey(session)} ${limit} ${before ?? ''}`;
    const ready = reader.truthOnly ? readyOf(await answer()) : await context.ready.get(key, answer);
    assert(ready !== undefined, 'a list of orders is never missing');
    return sendReady(call.raw, call.reply, ready);
  });

  route(app, store.getOrder, async (call) => {
    const session = await resolveSession(context, call.raw, call.reply);
    const reader = await context.freshness.reader(call.raw, session.sessionId);
    const order = await readOwnOrder(reader, call.params.orderId, session, {
      historyDays: context.config.orderHistoryDays,
    });
    if (order === undefined) throw noOrder();
    return ok(order);
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

/** An order of this session or customer, as a command has to see it; 404 for any other. */
export const ownOrder = async (
  context: HttpContext,
  session: StoreSession,
  orderId: string,
): Promise<Order> => {
  const order = await findOwnOrder(context.db, orderId, session);
  if (order === undefined) throw noOrder();
  return order;
};

const noOrder = (): HttpProblem => new HttpProblem('not-found', 'There is no such order.');
