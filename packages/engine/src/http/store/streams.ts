import { StockQuery } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import { HELD } from '../../modules/inventory/index.ts';
import { readOrders } from '../../modules/order/index.ts';
import { readerOf } from '../../platform/read-side/index.ts';
import type { HttpContext } from '../context.ts';
import { sendEvents } from '../event-stream.ts';
import { resolveSession } from '../sessions.ts';
import { createWatch } from '../watch.ts';
import { stockItems } from './catalog.ts';
import { ownOrder } from './orders.ts';

/** What moves while a shopper looks at it: stock, and her order. */
export const streamRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const { feed } = context.readSide;
  const mustPoll = (): boolean => feed.position() === undefined;
  const closing = new AbortController();
  const stock = createWatch({
    load: async (skus) =>
      new Map((await stockItems(readerOf(context.readSide), skus)).map((item) => [item.sku, item])),
    mustPoll,
    log: context.log,
  });
  const orders = createWatch({
    load: async (ids) =>
      new Map((await readOrders(readerOf(context.readSide), ids)).map((order) => [order.orderId, order])),
    mustPoll,
    log: context.log,
  });
  feed.listen({
    changed(items) {
      stock.changed(items.flatMap(([kind, sku]) => (kind === 'stock' || kind === HELD ? [String(sku)] : [])));
      orders.changed(items.flatMap(([kind, orderId]) => (kind === 'order' ? [String(orderId)] : [])));
    },
    reset() {
      stock.changed(undefined);
      orders.changed(undefined);
    },
  });
  app.addHook('preClose', async () => {
    closing.abort();
    await Promise.all([stock.stop(), orders.stop()]);
  });

  app.get<{ Querystring: { sku: string | string[] } }>(
    '/v1/stock/stream',
    {
      schema: {
        tags: ['Catalogue'],
        summary: 'Events `stock` whenever a number moves',
        querystring: StockQuery,
      },
    },
    async (request, reply) => {
      const keys = [...new Set([request.query.sku].flat())];
      sendEvents(reply, { event: 'stock', keys, watch: stock, closing: closing.signal });
    },
  );

  app.get<{ Params: { orderId: string } }>(
    '/v1/orders/:orderId/stream',
    { schema: { tags: ['Orders'], summary: 'Events `order`, the whole order, on every change' } },
    async (request, reply) => {
      const session = await resolveSession(context, request, reply);
      const { orderId } = await ownOrder(context, session, request.params.orderId);
      sendEvents(reply, { event: 'order', keys: [orderId], watch: orders, closing: closing.signal });
    },
  );
};
