import { store } from '@cartwright/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import {
  type CartRefusal,
  createCart,
  type StoredCart,
  setLine,
  viewCart,
} from '../../modules/cart/index.ts';
import { readOwnOrder } from '../../modules/order/index.ts';
import { money } from '../../shared/money.ts';
import type { HttpContext } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { created, ok, route } from '../route.ts';
import { ownerKey, resolveSession, type StoreSession } from '../sessions.ts';

/** Carts. Another owner's cart is 404, as one that does not exist. */
export const cartRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const show = async (raw: FastifyRequest, session: StoreSession, stored: StoredCart) =>
    (await viewCart(await context.freshness.reader(raw, session.sessionId), stored, context.carts)).cart;

  const change = async (
    call: { raw: FastifyRequest; reply: FastifyReply },
    cartId: string,
    line: { sku: string; quantity: number },
  ) => {
    const { cart, session } = await ownCart(context, call, cartId);
    const reader = await context.freshness.reader(call.raw, session.sessionId);
    const done = await setLine(context.carts, reader, { cart, ...line });
    if (!done.ok) throw refusal(done);
    return show(call.raw, session, (await ownCart(context, call, cartId)).cart);
  };

  route(app, store.createCart, async ({ body, raw, reply }) => {
    const session = await resolveSession(context, raw, reply);
    const reader = await context.freshness.reader(raw, session.sessionId);
    const made = await createCart(context.carts, reader, {
      owner: ownerKey(session),
      lines: body.lines ?? [],
    });
    if (!made.ok) throw refusal(made);
    return created(await show(raw, session, made.cart));
  });

  route(app, store.currentCart, async ({ raw, reply }) => {
    const session = await resolveSession(context, raw, reply);
    const cartId = await context.carts.store.current(ownerKey(session));
    const cart = cartId === undefined ? undefined : await context.carts.store.load(cartId);
    if (cart === undefined || cart.owner !== ownerKey(session)) throw noCart();
    const body = await show(raw, session, cart);
    // A cart that became a paid order is no cart any more.
    const reader = await context.freshness.reader(raw, session.sessionId);
    const order =
      body.orderId === null
        ? undefined
        : await readOwnOrder(reader, body.orderId, session, { historyDays: context.config.orderHistoryDays });
    if (order !== undefined && order.status !== 'placed') throw noCart();
    return ok(body);
  });

  route(app, store.getCart, async (call) => {
    const { cart, session } = await ownCart(context, call, call.params.cartId);
    return ok(await show(call.raw, session, cart));
  });

  route(app, store.setCartLine, async (call) =>
    ok(await change(call, call.params.cartId, { sku: call.params.sku, quantity: call.body.quantity })),
  );

  route(app, store.removeCartLine, async (call) =>
    ok(await change(call, call.params.cartId, { sku: call.params.sku, quantity: 0 })),
  );

  route(app, store.listShippingOptions, async (call) => {
    await ownCart(context, call, call.params.cartId);
    return ok({ items: shippingOptions(context) });
  });
};

/** The one way to deliver, until shipping is something the shop sets up. */
export const shippingOptions = ({ config }: HttpContext) => [
  { shippingOptionId: 'standard', title: 'Standard delivery', price: money(0, config.currency) },
];

/** A cart of this request's session or customer; 404 for any other. */
export const ownCart = async (
  context: HttpContext,
  call: { raw: FastifyRequest; reply: FastifyReply },
  cartId: string,
): Promise<{ cart: StoredCart; session: StoreSession }> => {
  const session = await resolveSession(context, call.raw, call.reply);
  const cart = await context.carts.store.load(cartId);
  if (cart === undefined || cart.owner !== ownerKey(session)) throw noCart();
  return { cart, session };
};

const noCart = (): HttpProblem => new HttpProblem('not-found', 'There is no such cart, or it has expired.');

const HELD_WORDS = { lines: 'lines', units: 'units in all', sku: 'units of one SKU' };

/** The problem that a cart's refusal is. */
const refusal = (refused: CartRefusal): HttpProblem => {
  switch (refused.code) {
    case 'not-found':
      return noCart();
    case 'unknown-sku':
      return new HttpProblem('not-found', `Nothing is sold under the SKU ${refused.sku}.`);
    case 'limit-exceeded':
      return new HttpProblem('limit-exceeded', 'A cart has at most 100 lines of at most 999 units each.');
    case 'hold-limit':
      return new HttpProblem(
        'limit-exceeded',
        `One shopper’s carts hold at most ${refused.max} ${HELD_WORDS[refused.of]}.`,
      );
    case 'being-paid':
      return new HttpProblem('checkout-in-progress', 'This cart is being checked out at this moment.', {
        retryAfterSeconds: 1,
      });
    case 'checkout-in-progress':
      return new HttpProblem(
        'checkout-in-progress',
        'This cart has been placed as an order. Cancel that order to change the cart.',
        { orderId: refused.orderId },
      );
    case 'insufficient-stock':
      return insufficientStock(refused.shortages);
    case 'claim-fixed':
      return new HttpProblem(
        'limit-exceeded',
        `Units of a sale can be given back here, not added: you have claimed ${refused.claimed}.`,
        { available: refused.claimed },
      );
    case 'claim-over':
      return new HttpProblem('sold-out', 'The time to order these units of a sale is over. Remove the line.');
    default:
      return refused satisfies never;
  }
};

/** Says what is left of each SKU that is short; `available` too where it is one. */
export const insufficientStock = (shortages: readonly { sku: string; available: number }[]): HttpProblem => {
  const [first] = shortages;
  return new HttpProblem(
    'insufficient-stock',
    shortages.map(({ sku, available }) => `Only ${available} of ${sku} left.`).join(' '),
    {
      ...(first !== undefined && shortages.length === 1 ? { available: first.available } : {}),
      errors: shortages.map(({ sku, available }) => ({ sku, available })),
    },
  );
};
