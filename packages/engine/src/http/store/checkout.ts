import { type Checkout, QUANTITY_MAX, store } from '@cartwright/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type StoredCart, viewCart } from '../../modules/cart/index.ts';
import type { Intent } from '../../modules/idempotency/index.ts';
import { shortOnShelf } from '../../modules/inventory/index.ts';
import type { PricedLine } from '../../modules/order/index.ts';
import { readerOf } from '../../platform/read-side/index.ts';
import type { CheckoutRefusal, CheckoutStarted } from '../../processes/checkout.ts';
import { checkoutCart } from '../../processes/checkout-cart.ts';
import type { HttpContext } from '../context.ts';
import { intentOf, waitMsOf } from '../intent.ts';
import { HttpProblem } from '../problem.ts';
import { route } from '../route.ts';
import { ownerKey, resolveSession, type StoreSession } from '../sessions.ts';
import { insufficientStock, ownCart, shippingOptions } from './carts.ts';
import { checkoutAnswer, checkoutProblem } from './checkout-answer.ts';
import { ownOrder } from './orders.ts';

type Raw = { raw: FastifyRequest; reply: FastifyReply };

/** Placing and paying: with a cart, without one, and once more after a decline. */
export const checkoutRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const { checkout, config } = context;
  const { currency } = config;

  /** Answers from what the intent has made before, else lets `begin` make it; then waits as long as asked. */
  const once = async (
    call: Raw,
    wish: { operation: string; wants: unknown },
    begin: (session: StoreSession, intent: Intent) => Promise<CheckoutStarted | CheckoutRefusal>,
  ) => {
    const session = await resolveSession(context, call.raw, call.reply, wish);
    const intent = intentOf(call.raw, { owner: ownerKey(session), ...wish });
    const begun = (await checkout.replay(intent)) ?? (await begin(session, intent));
    if (!begun.ok) throw checkoutProblem(begun);
    await checkout.settled(begun, waitMsOf(call.raw, config.checkoutWaitMs));
    return checkoutAnswer(context, call.reply, begun);
  };

  route(app, store.checkoutCart, async (call) => {
    const { cartId } = call.params;
    const { details, token } = wishOf(call.body);
    const wants = { cartId, details, token };
    return once(call, { operation: 'checkout', wants }, async (owner, intent) => {
      checkDetails(context, { details, token });
      const { cart, lines, ordered } = await cartLines(context, call, cartId);
      const start = (some: readonly PricedLine[]) =>
        checkout.start({ owner, intent, cartId, details, token, lines: some, currency });
      // An order that waits for its payment has its stock.
      if (ordered) return start(lines);
      return checkoutCart(context.carts, readerOf(context.readSide), { cart, lines }, start);
    });
  });

  route(app, store.placeOrder, async (call) => {
    const { details, token } = wishOf(call.body);
    const wanted = call.body.lines.map(({ sku, quantity }) => ({ sku, quantity }));
    const wants = { details, token, lines: wanted };
    return once(call, { operation: 'order', wants }, async (owner, intent) => {
      checkDetails(context, { details, token });
      const lines = await priceLines(context, wanted);
      const short = await shortOnShelf(readerOf(context.readSide), lines);
      if (short.length > 0) throw insufficientStock(short);
      return checkout.start({ owner, intent, cartId: null, details, token, lines, currency });
    });
  });

  route(app, store.payOrder, async (call) => {
    const { orderId } = call.params;
    const { token } = call.body.payment;
    return once(call, { operation: 'pay', wants: { orderId, token } }, async (session, intent) => {
      checkToken(context, token);
      await ownOrder(context, session, orderId);
      return checkout.payAgain({ orderId, owner: session, intent, token });
    });
  });
};

type Wish = { details: Omit<Checkout, 'payment'>; token: string };

/** What the contract knows of a body, and nothing that came along with it: it is kept for ever with the order. */
const wishOf = ({ email, shippingAddress, shippingOptionId, payment }: Checkout): Wish => {
  const { name, line1, line2, city, region, postalCode, country } = shippingAddress;
  return {
    token: payment.token,
    details: {
      email,
      shippingAddress: {
        name,
        line1,
        ...(line2 === undefined ? {} : { line2 }),
        city,
        ...(region === undefined ? {} : { region }),
        postalCode,
        country,
      },
      ...(shippingOptionId === undefined ? {} : { shippingOptionId }),
    },
  };
};

/** Refuses, before anything is placed, what could not be paid or delivered afterwards. */
const checkDetails = (context: HttpContext, { details, token }: Wish): void => {
  checkToken(context, token);
  const { shippingOptionId } = details;
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
  call: Raw,
  cartId: string,
): Promise<{ cart: StoredCart; lines: PricedLine[]; ordered: boolean }> => {
  const { cart: stored } = await ownCart(context, call, cartId);
  const { cart, repriced, gone } = await viewCart(
    readerOf(context.readSide, { truthOnly: true }),
    stored,
    context.carts,
  );
  if (cart.lines.length === 0) throw new HttpProblem('cart-empty', 'There is nothing in this cart.');
  if (gone.length > 0 && cart.orderId === null)
    throw insufficientStock(gone.map((sku) => ({ sku, available: 0 })));
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
  const claims = new Map(stored.lines.map(({ sku, claimId }) => [sku, claimId]));
  const lines = cart.lines.map(({ sku, productId, title, quantity, unitPrice }) => {
    const claimId = claims.get(sku);
    const line = { sku, productId, title, quantity, unitPrice: unitPrice.amount };
    return claimId === undefined ? line : { ...line, claimId };
  });
  return { cart: stored, lines, ordered: cart.orderId !== null };
};

/** Lines without a cart, at the server's prices. Equal SKUs are added up. */
export const priceLines = async (
  context: HttpContext,
  wanted: readonly { sku: string; quantity: number }[],
): Promise<PricedLine[]> => {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of wanted) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  if ([...sums.values()].some((quantity) => quantity > QUANTITY_MAX))
    throw new HttpProblem('limit-exceeded', `An order has at most ${QUANTITY_MAX} units of one SKU.`);
  const wishes = [...sums].map(([sku, quantity]) => ({ sku, quantity }));
  const variants = await Promise.all(wishes.map(({ sku }) => context.reads.variant(sku)));
  return wishes.map(({ sku, quantity }, index) => {
    const variant = variants[index];
    if (variant?.active !== true) throw insufficientStock([{ sku, available: 0 }]);
    const { productId, title, unitPrice } = variant;
    return { sku, productId, title, quantity, unitPrice };
  });
};
