import { createHash } from 'node:crypto';
import { type Address, compat, type TutorialCreateOrder } from '@cartwright/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { findTutorialProducts } from '../../modules/catalog/index.ts';
import type { Intent } from '../../modules/idempotency/index.ts';
import { shortOnShelf } from '../../modules/inventory/index.ts';
import type { PricedLine } from '../../modules/order/index.ts';
import { readerOf } from '../../platform/read-side/index.ts';
import { newId } from '../../shared/ids.ts';
import type { HttpContext } from '../context.ts';
import { HttpProblem } from '../problem.ts';
import { ok, route } from '../route.ts';
import { ownerKey, type StoreSession } from '../sessions.ts';
import { insufficientStock } from '../store/carts.ts';
import { priceLines } from '../store/checkout.ts';
import { checkoutProblem } from '../store/checkout-answer.ts';
import { tutorialSession } from './envelope.ts';
import { tutorialView } from './public-address.ts';

const TEST_TOKEN = 'tok_ok';

/**
 * The tutorial's shop asks nobody who she is or where she lives; an order here has both. The domain can never
 * receive mail (RFC 2606), the country is nobody's (ISO 3166-1, user-assigned), and the address differs by
 * session, so that a limit per buyer does not take all of the tutorial's shoppers for one.
 */
const placeholders = (session: StoreSession): { email: string; shippingAddress: Address } => ({
  email: `guest-${session.sessionId}@tutorial.invalid`,
  shippingAddress: {
    name: 'Tutorial guest',
    line1: 'No address given',
    city: 'Nowhere',
    postalCode: '00000',
    country: 'ZZ',
  },
});

/**
 * The tutorial's createOrder: the shop's own checkout, with its stock and its payment. It answers as soon as the
 * order is placed; payment goes on in the background, as in the tutorial, and shows in the order's status.
 */
export const createOrderRoute = (app: FastifyInstance, context: HttpContext): void => {
  route(app, compat.createOrder, async ({ body, raw }) => {
    const { session, token } = await tutorialSession(context, raw);
    const lines = await pricedAsSeen(context, raw, body.products);
    const short = await shortOnShelf(readerOf(context.readSide), lines);
    if (short.length > 0) throw insufficientStock(short);
    const started = await context.checkout.start({
      owner: session,
      intent: intentOfItsOwn(session, body),
      cartId: null,
      details: placeholders(session),
      token: TEST_TOKEN,
      lines,
      currency: context.config.currency,
    });
    if (!started.ok) throw checkoutProblem(started);
    return ok({ data: started.orderId, error: null, auth: token });
  });
};

/** Its client sends no Idempotency-Key: every request is a wish of its own. */
const intentOfItsOwn = (session: StoreSession, body: TutorialCreateOrder): Intent => ({
  owner: ownerKey(session),
  operation: 'tutorial-order',
  key: newId(),
  bodySha256: createHash('sha256').update(JSON.stringify(body)).digest(),
});

/** The lines at the shop's prices; refused where the client saw another price, or the product is not sold. */
const pricedAsSeen = async (
  context: HttpContext,
  request: FastifyRequest,
  products: TutorialCreateOrder['products'],
): Promise<PricedLine[]> => {
  const ids = products.map(({ productId }) => String(productId));
  const listings = await findTutorialProducts(context.db, ids, tutorialView(context.config, request));
  const wanted = products.map(({ productId, qty, productPrice }) => {
    const listing = listings.get(String(productId));
    if (listing?.active !== true)
      throw new HttpProblem('not-found', `There is no product ${productId} for sale.`);
    return { sku: listing.sku, quantity: qty, seenPrice: productPrice, productId };
  });
  const lines = await priceLines(context, wanted);
  const prices = new Map(lines.map(({ sku, unitPrice }) => [sku, unitPrice]));
  const moved = wanted.find(({ sku, seenPrice }) => prices.get(sku) !== seenPrice);
  if (moved !== undefined)
    throw new HttpProblem(
      'price-changed',
      `The price of product ${moved.productId} is ${prices.get(moved.sku)} cents, not ${moved.seenPrice}.`,
    );
  return lines;
};
