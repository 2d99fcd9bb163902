/** A buyer: she comes, fills a cart, orders or claims, pays, and leaves with an order or without. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiProblem, createClient, store } from '@cartwright/contract';
import { orGaveUp } from '../replay/patience.ts';
import { newId } from '../shared/ids.ts';
import { ask, type Buyer, isSoldOut, measured, type ProofContext, type Units } from './ask.ts';
import { type Left, leave, place } from './order.ts';
import type { BuyerPlan } from './plan.ts';

/** Longer than a checkout waits for its outcome (5 s). */
const REQUEST_TIMEOUT_MS = 20_000;

/** From her coming to her leaving. Counts how she left; throws only bugs of ours. */
export const visit = async (context: ProofContext, plan: BuyerPlan): Promise<void> => {
  let left: Left | undefined;
  try {
    const buyer = await enter(context, plan);
    left = await wish(context, buyer, plan);
    for (let back = 0; left.end === 'soldOut' && back < plan.comesBack; back += 1) {
      const { signal } = context.patience;
      await sleep(BACK_AFTER_MS * (1 + back), undefined, { signal }).catch(() => {});
      left = await wish(context, buyer, plan);
    }
  } catch (error) {
    left = endOf(error);
  }
  leave(context, left);
};

const BACK_AFTER_MS = 1_000;

const enter = async (context: ProofContext, { buyer }: BuyerPlan): Promise<Buyer> => {
  let token: string | undefined;
  const clients = context.urls.map((baseUrl) =>
    createClient({ baseUrl, timeoutMs: REQUEST_TIMEOUT_MS, token: () => token }),
  );
  const who: Buyer = { buyer, sessionId: '', clients, turns: buyer };
  const { body } = await ask<typeof store.createSession>(
    context,
    who,
    { kind: 'session', units: {} },
    (client, signal) => client.call(store.createSession, { signal }),
  );
  token = body.token;
  who.sessionId = body.sessionId;
  context.journal.note('session', body.sessionId, {});
  return who;
};

/** Carts that Redis may lose, each of which is filled anew. */
const CARTS_MAX = 4;

/** One try to get what she wants. */
const wish = async (context: ProofContext, buyer: Buyer, plan: BuyerPlan): Promise<Left> => {
  const units = unitsOf(context, plan);
  context.figures.attempts += 1;
  if (plan.way === 'order') return order(context, buyer, { plan, units });
  for (let carts = 1; ; carts += 1) {
    const left = await withCart(context, buyer, { plan, units });
    if (left.end !== 'gone') return left;
    if (carts === CARTS_MAX) return { end: 'refused', code: 'not-found' };
  }
};

type Wish = { plan: BuyerPlan; units: Units };

const unitsOf = ({ goods }: ProofContext, { quantity, beside, besideFirst }: BuyerPlan): Units => {
  const main = [goods.sku, quantity] as const;
  const other = beside === undefined ? undefined : goods.beside[beside];
  if (other === undefined) return Object.fromEntries([main]);
  return Object.fromEntries(besideFirst ? [[other, 1], main] : [main, [other, 1]]);
};

const linesOf = (units: Units): { sku: string; quantity: number }[] =>
  Object.entries(units).map(([sku, quantity]) => ({ sku, quantity }));

const order = (context: ProofContext, buyer: Buyer, { plan, units }: Wish): Promise<Left> =>
  place(context, buyer, {
    plan,
    units,
    operation: 'order',
    send: ({ client, headers, details, signal }) =>
      client.call(store.placeOrder, { body: { ...details, lines: linesOf(units) }, headers, signal }),
  });

/** With a cart; one that she does not order is emptied, so that others can have what is in it. */
const withCart = async (context: ProofContext, buyer: Buyer, { plan, units }: Wish): Promise<Left> => {
  let cartId: string | undefined;
  try {
    cartId = await (plan.way === 'claim' ? claim : fill)(context, buyer, { plan, units });
    const left = await checkout(context, buyer, { plan, units, cartId });
    if (left.end !== 'soldOut' && left.end !== 'refused') return left;
    await empty(context, buyer, { cartId, units });
    return left;
  } catch (error) {
    if (cartId !== undefined) await empty(context, buyer, { cartId, units });
    return endOf(error);
  }
};

const fill = async (context: ProofContext, buyer: Buyer, { units }: Wish): Promise<string> => {
  const { body } = await ask<typeof store.createCart>(
    context,
    buyer,
    { kind: 'fill', units },
    (client, signal) => client.call(store.createCart, { body: { lines: linesOf(units) }, signal }),
  );
  return body.cartId;
};

/** A claim of the sale, with the other product put beside it. */
const claim = async (context: ProofContext, buyer: Buyer, { plan, units }: Wish): Promise<string> => {
  const { sku, saleId } = context.goods;
  if (saleId === undefined) throw new Error('A claim needs a sale');
  const quantity = plan.quantity;
  const key = newId();
  const headers = { 'idempotency-key': key };
  const { body } = await measured(context, () =>
    ask<typeof store.claimSale>(
      context,
      buyer,
      { kind: 'claim', key, units: { [sku]: quantity } },
      (client, signal) =>
        client.call(store.claimSale, { params: { saleId }, body: { quantity }, headers, signal }),
    ),
  );
  const { cartId } = body;
  for (const [other, wanted] of Object.entries(units))
    if (other !== sku)
      await ask<typeof store.setCartLine>(
        context,
        buyer,
        { kind: 'fill', units: { [other]: wanted } },
        (client, signal) =>
          client.call(store.setCartLine, {
            params: { cartId, sku: other },
            body: { quantity: wanted },
            signal,
          }),
      );
  return cartId;
};

const checkout = async (
  context: ProofContext,
  buyer: Buyer,
  { plan, units, cartId }: Wish & { cartId: string },
): Promise<Left> => {
  context.journal.note('cart', cartId, { fate: 'unknown' });
  const left = await place(context, buyer, {
    plan,
    units,
    operation: 'checkout',
    send: ({ client, headers, details, signal }) =>
      client.call(store.checkoutCart, { params: { cartId }, body: details, headers, signal }),
  });
  if (left.end !== 'unanswered')
    context.journal.note('cart', cartId, { fate: left.end === 'ordered' ? 'ordered' : 'none' });
  return left;
};

const empty = async (
  context: ProofContext,
  buyer: Buyer,
  { cartId, units }: { cartId: string; units: Units },
): Promise<void> => {
  for (const [sku, quantity] of Object.entries(units))
    await orGaveUp(
      ask<typeof store.removeCartLine>(
        context,
        buyer,
        { kind: 'empty', units: { [sku]: quantity } },
        (client, signal) => client.call(store.removeCartLine, { params: { cartId, sku }, signal }),
      ),
    ).catch((error: unknown) => {
      // A cart that is gone, or ordered after all, has nothing to give back.
      if (!(error instanceof ApiProblem)) throw error;
    });
};

const endOf = (error: unknown): Left => {
  if (!(error instanceof Error)) throw error;
  if (error.name === 'GaveUp') return { end: 'unanswered' };
  if (!(error instanceof ApiProblem)) throw error;
  if (isSoldOut(error)) return { end: 'soldOut' };
  return { end: 'refused', code: error.problem.code };
};
