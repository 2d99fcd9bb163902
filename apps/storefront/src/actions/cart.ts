'use server';

import { type ApiProblem, type Cart, QUANTITY_MAX, store } from '@cartwright/contract';
import { refresh } from 'next/cache';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { command, ownCart } from '#lib/command.ts';
import { text, whole } from '#lib/form.ts';
import { isProblem } from '#lib/shopper.ts';
import { troubleOf } from '#lib/trouble.ts';

export type AddState =
  | { kind: 'idle' }
  | { kind: 'added'; inCart: number }
  | { kind: 'refused'; title: string; detail: string; href?: string; linkText?: string };

/** Puts units of a SKU in the shopper's cart, beside those that are there; makes session and cart when missing. */
export const addToCart = async (_before: AddState, form: FormData): Promise<AddState> => {
  const sku = text(form, 'sku');
  const quantity = whole(form, 'quantity') ?? 1;
  let inCart: number;
  try {
    const cart = await ownCart();
    const before = cart?.lines.find((line) => line.sku === sku)?.quantity ?? 0;
    inCart = Math.min(before + Math.max(quantity, 1), QUANTITY_MAX);
    if (cart === null) await command(store.createCart, { body: { lines: [{ sku, quantity: inCart }] } });
    else await setLine(cart.cartId, sku, inCart);
  } catch (error) {
    return refusedAdd(error);
  }
  // A page sent by a plain form would add again when it is reloaded.
  if (!(await headers()).has('next-action')) redirect('/cart');
  refresh();
  return { kind: 'added', inCart };
};

export type LineState = { quantity: number | null; message: string | null };

/** Sets a cart line's quantity; 0 removes it. Refused where there is less, and says how much there is. */
export const changeLine = async (_before: LineState, form: FormData): Promise<LineState> => {
  const wanted = form.has('remove') ? 0 : whole(form, 'quantity');
  if (wanted === undefined || wanted > QUANTITY_MAX)
    return { quantity: null, message: `Please give a whole number from 0 to ${QUANTITY_MAX}.` };
  try {
    await setLine(text(form, 'cartId'), text(form, 'sku'), wanted);
  } catch (error) {
    if (isProblem(error, 'insufficient-stock'))
      return { quantity: wanted, message: `${leftWords(error)} Your cart is as it was.` };
    if (isProblem(error, 'checkout-in-progress')) redirect('/cart');
    if (isProblem(error, 'not-found'))
      return { quantity: wanted, message: 'This is no longer sold. Please remove it.' };
    if (isProblem(error, 'limit-exceeded')) return { quantity: wanted, message: limitWords(error) };
    if (isProblem(error, 'sold-out'))
      return { quantity: wanted, message: 'The time to order this from the sale is over. Please remove it.' };
    const trouble = troubleOf(error);
    return { quantity: wanted, message: `${trouble.title}. ${trouble.detail}` };
  }
  refresh();
  return { quantity: null, message: null };
};

/** Of what was claimed in a sale there is a number; a cart that has all it may have has none. */
const limitWords = ({ problem }: ApiProblem): string =>
  problem.available === undefined
    ? 'That is more than one cart has room for, or more than one shopper may hold back from others.'
    : `You claimed ${problem.available} of these in a sale. You can take fewer, but not more.`;

const setLine = (cartId: string, sku: string, quantity: number): Promise<Cart> =>
  command(store.setCartLine, { params: { cartId, sku }, body: { quantity } });

const refusedAdd = (error: unknown): AddState => {
  if (isProblem(error, 'insufficient-stock'))
    return {
      kind: 'refused',
      title: leftWords(error),
      detail: 'Counting what is in your cart already. Choose a smaller quantity.',
    };
  if (isProblem(error, 'checkout-in-progress'))
    return {
      kind: 'refused',
      title: 'Your last order is not paid yet',
      detail: 'Pay or cancel it first; then your cart is free again.',
      href: error.problem.orderId === undefined ? '/orders' : `/orders/${error.problem.orderId}`,
      linkText: 'See that order',
    };
  if (isProblem(error, 'limit-exceeded'))
    return { kind: 'refused', title: 'No more of these fit in your cart', detail: limitWords(error) };
  if (isProblem(error, 'sold-out'))
    return {
      kind: 'refused',
      title: 'The time to order this from the sale is over',
      detail: 'Take it out of your cart first, then add it at its usual price.',
    };
  if (isProblem(error, 'not-found'))
    return { kind: 'refused', title: 'This is no longer sold', detail: 'It has just left the shop.' };
  return { kind: 'refused', ...troubleOf(error) };
};

const leftWords = ({ problem }: ApiProblem): string => {
  const available = problem.available ?? 0;
  return available === 0 ? 'This has just sold out.' : `Only ${available} left.`;
};
