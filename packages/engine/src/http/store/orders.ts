import { type Checkout, type Order, PAGE_LIMIT_DEFAULT, store } from '@cartwright/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { viewCart } from '../../modules/cart/index.ts';
import { findVariants } from '../../modules/catalog/index.ts';
import { findOwnOrder, ordersOf, type PricedLine } from '../../modules/order/index.ts';
import type { CheckoutRefusal, CheckoutStarted } from '../../processes/checkout.ts';
import { endOrder } from '../../processes/end-order.ts';
import type { HttpContext } from '../context.ts';
import { intentOf, waitMsOf } from '../intent.ts';
import { cursorId, pageOf } from '../paging.ts';
import { HttpProblem } from '../problem.ts';
import { ok, route } from '../route.ts';
import { ownerKey, resolveSession, type StoreSession } from '../sessions.ts';
import { insufficientStock, ownCart, shippingOptions } from './carts.ts';
import { checkoutAnswer, checkoutProblem } from './checkout-answer.ts';

/** Checkout, orders and their history. Another owner's order is 404. */
export const orderRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const { checkout, config } = context;

  const finish = async (
    call: { raw: FastifyRequest; reply: FastifyReply },
    session: StoreSession,
    begun: CheckoutStarted | CheckoutRefusal,
  ) => {
    if (!begun.ok) throw checkoutProblem(begun);
    await checkout.settled(begun, waitMsOf(call.raw, config.checkoutWaitMs));
    return checkoutAnswer(context, call.reply, session, begun);
  };

  route(app, store.checkoutCart, async (call) => {
    const session = await resolveSession(context, call.raw, call.reply);
    const { cartId } = call.params;
    const intent = intentOf(call.raw, {
      owner: ownerKey(session),
      operation: 'checkout',
      wants: { cartId, body: call.body },
    });
    const replayed = await checkout.replay(intent);
    if (replayed !== undefined) return finish(call, session, replayed);
    checkDetails(context, call.body);
    const lines = await cartLines(context, call, cartId);
    const { payment, ...details } = call.body;
    const wanted = {
      owner: session,
      intent,
      cartId,
      details,
      token: payment.token,
      lines,
      currency: config.currency,
    };
    return finish(call, session, await checkout.start(wanted));
  });

  route(app, store.placeOrder, async (call) => {
    const session = await resolveSession(context, call.raw, call.reply);
    const intent = intentOf(call.raw, { owner: ownerKey(session), operation: 'order', wants: call.body });
    const replayed = await checkout.replay(intent);
    if (replayed !== undefined) return finish(call, session, replayed);
    checkDetails(context, call.body);
    const { payment, lines: wantedLines, ...details } = call.body;
    const lines = await priceLines(context, wantedLines);
    const wanted = {
      owner: session,
      intent,
      cartId: null,
      details,
      token: payment.token,
      lines,
      currency: config.currency,
    };
    return finish(call, session, await checkout.start(wanted));
  });

  route(app, store.payOrder, async (call) => {
    const session = await resolveSession(context, call.raw, call.reply);
    const { orderId } = call.params;
    const intent = intentOf(call.raw, {
      owner: ownerKey(session),
      operation: 'pay',
      wants: { orderId, body: call.body },
    });
    const replayed = await checkout.replay(intent);
    if (replayed !== undefined) return finish(call, session, replayed);
    checkToken(context, call.body.payment.token);
    await ownOrder(context, session, orderId);
    return finish(
      call,
      session,
      await checkout.payAgain({ orderId, intent, token: call.body.payment.token }),
    );
  });

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

/** Refuses, before anything is placed, what could not be paid or delivered afterwards. */
const checkDetails = (context: HttpContext, body: Checkout): void => {
  checkToken(context, body.payment.token);
  const { shippingOptionId } = body;
  const known = shippingOptions(context).some((option) => option.shippingOptionId === shippingOptionId);
  if (shippingOptionId !== undefined && !known)
    throw new HttpProblem('invalid-request', `There is no shipping option ${shippingOptionId}.`, {
      errors: [{ path: 'shippingOptionId', message: 'is not offered' }],
    });
};

const checkToken = ({ provider }: HttpContext, token: string): void => {
  if (!provider.knowsToken(token))
    throw new HttpProblem(
      'invalid-request',
      `The payment provider ${provider.name} does not know this token.`,
      {
        errors: [{ path: 'payment.token', message: 'is unknown to the payment provider' }],
      },
    );
};

/** A cart's lines at the prices its shopper was told; 409 with the new cart, once, when they moved. */
const cartLines = async (
  context: HttpContext,
  call: { raw: FastifyRequest; reply: FastifyReply },
  cartId: string,
): Promise<PricedLine[]> => {
  const { cart: stored } = await ownCart(context, call, cartId);
  const { cart, repriced, gone } = await viewCart(context.db, stored, context.carts.view);
  if (cart.lines.length === 0) throw new HttpProblem('cart-empty', 'There is nothing in this cart.');
  if (gone.length > 0) throw insufficientStock(gone.map((sku) => ({ sku, available: 0 })));
  if (repriced.length > 0 && cart.orderId === null) {
    const prices = new Map(repriced.map(({ sku, unitPrice }) => [sku, unitPrice]));
    const told = stored.lines.flatMap((line) => {
      const unitPrice = prices.get(line.sku);
      return unitPrice === undefined ? [] : [{ sku: line.sku, line: { ...line, unitPrice } }];
    });
    await context.carts.store.write(stored, told);
    throw new HttpProblem(
      'price-changed',
      'Prices have changed since this cart was filled; check out again to accept.',
      {
        cart,
      },
    );
  }
  return cart.lines.map((line) => ({ ...line, unitPrice: line.unitPrice.amount }));
};

/** Lines without a cart, at the server's prices. Equal SKUs are added up. */
export const priceLines = async (
  context: HttpContext,
  wanted: readonly { sku: string; quantity: number }[],
): Promise<PricedLine[]> => {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of wanted) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  const variants = await findVariants(context.db, [...sums.keys()], context.carts.view);
  return [...sums].map(([sku, quantity]) => {
    const variant = variants.get(sku);
    if (variant?.active !== true) throw insufficientStock([{ sku, available: 0 }]);
    const { productId, title, unitPrice } = variant;
    return { sku, productId, title, quantity, unitPrice };
  });
};
