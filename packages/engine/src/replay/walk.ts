/** A shopper's walk through the shop with one basket: she fills a cart, looks at it, and orders it or leaves it. */
import { ApiProblem, type Cart, store } from '@cartwright/contract';
import { noteOrder, type ReplayContext } from './context.ts';
import { recordSince } from './figures.ts';
import { GaveUp, patiently } from './patience.ts';
import { type Paid, payCart } from './pay.ts';
import { type Plan, planOf } from './plan.ts';
import { rememberOrder, type Shopper } from './shoppers.ts';
import { type Basket, countOne } from './steps.ts';

/**
 * Walks with one basket to its end and counts it. What the shop refuses is counted, too; false when it gave no
 * answer. Throws only bugs of ours.
 */
export const walk = async (context: ReplayContext, basket: Basket): Promise<boolean> => {
  const { figures, journal } = context;
  const startedAt = performance.now();
  const plan = planOf(basket, context);
  figures.walks += 1;
  try {
    const shopper = await context.shoppers.enter(basket.customer);
    const { cartId } = await fill(context, { shopper, basket, plan });
    journal.note('cart', cartId, { fate: 'none' });
    await patiently(context.patience, (signal) =>
      shopper.client.call(store.getCart, { params: { cartId }, signal }),
    );
    if (plan.abandoned) {
      figures.abandoned += 1;
      return true;
    }
    const paid = await payCart(context, { shopper, cartId, plan });
    settle(context, { shopper, cartId, basket, paid });
    if (paid.end === 'ordered') recordSince(figures.walkUs, startedAt);
    return paid.end !== 'gaveUp';
  } catch (error) {
    if (error instanceof ApiProblem) refuse(context, error);
    else if (error instanceof GaveUp) figures.gaveUp += 1;
    else throw error;
    return error instanceof ApiProblem;
  }
};

const fill = async (
  { patience }: ReplayContext,
  { shopper, basket, plan }: { shopper: Shopper; basket: Basket; plan: Plan },
): Promise<Cart> => {
  const { client } = shopper;
  const lines = plan.lineByLine ? [] : basket.lines;
  const created = await patiently(patience, (signal) =>
    client.call(store.createCart, { body: { lines }, signal }),
  );
  const { cartId } = created.body;
  if (plan.lineByLine)
    for (const { sku, quantity } of basket.lines)
      await patiently(patience, (signal) =>
        client.call(store.setCartLine, { params: { cartId, sku }, body: { quantity }, signal }),
      );
  return created.body;
};

/** Counts how it ended, and notes what the shopper knows now. */
const settle = (
  context: ReplayContext,
  walked: { shopper: Shopper; cartId: string; basket: Basket; paid: Paid },
): void => {
  const { figures, journal, findings } = context;
  const { shopper, cartId, basket, paid } = walked;
  if (paid.orderId !== undefined) {
    figures.placed += 1;
    figures[paid.told] += 1;
    journal.note('cart', cartId, { fate: 'ordered' });
    noteOrder(context, { orderId: paid.orderId, told: paid.told, order: paid.order });
    if (paid.order !== undefined && !holdsBasket(paid.order.lines, basket))
      findings.add(`The order ${paid.orderId} does not hold what was in its cart ${cartId}.`);
  } else if (paid.end === 'gaveUp') journal.note('cart', cartId, { fate: 'unknown' });
  if (paid.end === 'gaveUp') figures.gaveUp += 1;
  else if (paid.end === 'refused') refuse(context, paid.problem);
  else if (paid.told === 'confirmed' || paid.told === 'inReview') {
    if (paid.afterDecline) figures.paidWithAnother += 1;
    rememberOrder(shopper, { orderId: paid.orderId, lines: basket.lines });
  }
};

const holdsBasket = (
  lines: readonly { sku: string; quantity: number }[],
  { lines: wanted }: Basket,
): boolean => {
  const rest = new Map(wanted.map(({ sku, quantity }) => [sku, quantity]));
  for (const { sku, quantity } of lines) rest.set(sku, (rest.get(sku) ?? 0) - quantity);
  return [...rest.values()].every((quantity) => quantity === 0);
};

const refuse = ({ figures, findings }: ReplayContext, { problem, status }: ApiProblem): void => {
  countOne(figures.refused, problem.code);
  if (status >= 500) findings.add(`The API answered ${status}: ${problem.detail}`);
};
