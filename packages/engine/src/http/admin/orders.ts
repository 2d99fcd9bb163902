import { admin, PAGE_LIMIT_DEFAULT } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import { findOrder, readFilteredOrders } from '../../modules/order/index.ts';
import { audit } from '../../modules/staff/index.ts';
import { reviewOrder } from '../../processes/review.ts';
import type { HttpContext } from '../context.ts';
import { instant } from '../instant.ts';
import { cursorId, pageOf } from '../paging.ts';
import { HttpProblem } from '../problem.ts';
import { ok, route } from '../route.ts';
import { requireStaff } from '../staff-auth.ts';

/** Orders for the staff. */
export const adminOrderRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const find = async (orderId: string) => {
    const found = await findOrder(context.db, orderId);
    if (found === undefined) throw new HttpProblem('not-found', 'There is no such order.');
    return found.order;
  };

  route(app, admin.listOrders, async ({ query, raw }) => {
    await requireStaff(context, raw, 'read');
    const limit = query.limit ?? PAGE_LIMIT_DEFAULT;
    const reader = await context.freshness.reader(raw);
    const filter = {
      status: query.status ?? null,
      email: query.email ?? null,
      from: instant('from', query.from),
      to: instant('to', query.to),
      before: cursorId(query.cursor),
      limit: limit + 1,
    };
    const orders = await readFilteredOrders(reader, filter, {
      historyDays: context.config.orderHistoryDays,
    });
    return ok(pageOf(orders, limit, ({ orderId }) => orderId));
  });

  route(app, admin.getOrder, async ({ params, raw }) => {
    await requireStaff(context, raw, 'read');
    return ok(await find(params.orderId));
  });

  route(app, admin.reviewOrder, async ({ params, body, raw }) => {
    const { actor } = await requireStaff(context, raw, 'orders');
    const { orderId } = params;
    await find(orderId);
    const reviewed = await reviewOrder(context, {
      orderId,
      decision: body.decision,
      alongside: (tx) => audit(tx, { actor, action: `order.${body.decision}`, target: orderId }),
    });
    if (!reviewed.ok && reviewed.code === 'illegal-transition')
      throw new HttpProblem('illegal-transition', `An order that is ${reviewed.status} is not in review.`);
    return ok(await find(orderId));
  });
};
