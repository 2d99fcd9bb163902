'use server';

import { ApiProblem, ApiUnreachable, type Order, store } from '@cartwright/contract';
import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import {
  type CheckoutNotice,
  type CheckoutState,
  checkoutBody,
  missingFields,
  refusedFields,
  type ShortNotice,
  valuesOf,
} from '#lib/checkout-form.ts';
import { command } from '#lib/command.ts';
import { CHECKOUT_TIMEOUT_MS } from '#lib/engine.ts';
import { text } from '#lib/form.ts';
import { formatMoney } from '#lib/money.ts';
import { troubleOf } from '#lib/trouble.ts';

/**
 * Places the cart as an order and pays it. The key comes with the form, so that a double click, a reload or a
 * second try after a broken line is the same intent; a new one is made where the old one is used up.
 */
export const checkOut = async (_before: CheckoutState, form: FormData): Promise<CheckoutState> => {
  const values = valuesOf(form);
  const token = text(form, 'token');
  const key = text(form, 'key') || crypto.randomUUID();
  const state: CheckoutState = { key, values, token, errors: {}, notice: null };
  if (form.has('settle')) return settle(state, form);
  state.errors = missingFields(values);
  if (Object.keys(state.errors).length > 0) return state;
  let order: Order;
  try {
    order = await command(
      store.checkoutCart,
      {
        params: { cartId: text(form, 'cartId') },
        headers: { 'idempotency-key': key },
        body: checkoutBody(values, token),
      },
      { timeoutMs: CHECKOUT_TIMEOUT_MS },
    );
  } catch (error) {
    return refused(state, error, form);
  }
  // The header counts what is in the cart.
  refresh();
  redirect(`/orders/${order.orderId}`);
};

const refused = async (state: CheckoutState, error: unknown, form: FormData): Promise<CheckoutState> => {
  if (error instanceof ApiUnreachable) return { ...state, notice: UNSURE };
  if (!(error instanceof ApiProblem)) throw error;
  const { problem } = error;
  const { orderId } = problem;
  switch (problem.code) {
    case 'payment-declined':
      // The checkout page of that order says why and until when, and takes another card with a new key.
      return redirect(orderId === undefined ? '/checkout' : `/checkout?order=${orderId}`);
    case 'price-changed':
      refresh();
      return { ...state, notice: await priceChanges(form) };
    case 'insufficient-stock':
      return { ...state, notice: await shortages(problem) };
    case 'sold-out':
      return { ...state, notice: { ...(await shortages(problem)), kind: 'hold-over' } };
    case 'limit-exceeded':
      return { ...state, notice: LIMIT };
    case 'invalid-request': {
      const errors = refusedFields(problem);
      if (Object.keys(errors).length > 0) return { ...state, errors };
      return { ...state, notice: { kind: 'trouble', ...troubleOf(error) } };
    }
    case 'checkout-in-progress':
    case 'illegal-transition':
      return orderId === undefined ? { ...state, notice: BUSY } : redirect(`/orders/${orderId}`);
    case 'idempotency-in-flight':
      return { ...state, notice: BUSY };
    case 'idempotency-mismatch':
      // The form was sent before with other words in it and that went through: this is another intent.
      return { ...state, key: crypto.randomUUID(), notice: EARLIER };
    case 'cart-empty':
    case 'not-found':
      return redirect('/cart');
    default:
      if (error.status >= 500) return { ...state, notice: UNSURE };
      return { ...state, notice: { kind: 'trouble', ...troubleOf(error) } };
  }
};

/** Compares the prices that the form was shown with (`price:<sku>`) with those of the cart now. */
const priceChanges = async (form: FormData): Promise<CheckoutNotice> => {
  const { lines } = await command(store.currentCart);
  return {
    kind: 'price-changed',
    lines: lines.flatMap(({ sku, title, unitPrice }) => {
      const before = text(form, `price:${sku}`);
      const after = formatMoney(unitPrice);
      return before === '' || before === after ? [] : [{ title, before, after }];
    }),
  };
};

const shortages = async (problem: ApiProblem['problem']): Promise<ShortNotice> => {
  const { lines } = await command(store.currentCart);
  return {
    kind: 'short',
    lines: (problem.errors ?? []).flatMap((error) => {
      if (!('sku' in error)) return [];
      const title = lines.find(({ sku }) => sku === error.sku)?.title ?? error.sku;
      return [{ sku: error.sku, title, available: error.available }];
    }),
  };
};

/** Takes what is left of each line that was short (`short:<sku>`); what the shopper typed stays. */
const settle = async (state: CheckoutState, form: FormData): Promise<CheckoutState> => {
  const cartId = text(form, 'cartId');
  try {
    for (const [name, available] of form.entries()) {
      if (!name.startsWith('short:')) continue;
      await command(store.setCartLine, {
        params: { cartId, sku: name.slice('short:'.length) },
        body: { quantity: Number(available) },
      });
    }
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.code === 'insufficient-stock')
      return { ...state, notice: await shortages(error.problem) };
    return { ...state, notice: { kind: 'trouble', ...troubleOf(error) } };
  }
  refresh();
  return { ...state, notice: { kind: 'settled' } };
};

const LIMIT: CheckoutNotice = {
  kind: 'trouble',
  title: 'That is more than one shopper can have',
  detail:
    'Nothing was ordered. You have had your share of this sale, or the order is larger than we can take; make your cart smaller.',
};
const UNSURE: CheckoutNotice = {
  kind: 'trouble',
  title: 'We did not hear back in time',
  detail: 'Press the button again: it is the same order, and it is placed and charged only once.',
};
const BUSY: CheckoutNotice = {
  kind: 'trouble',
  title: 'Your order is being worked on',
  detail: 'Give it a few seconds, then press the button again. It is placed and charged only once.',
};
const EARLIER: CheckoutNotice = {
  kind: 'trouble',
  title: 'An earlier try of yours may have gone through',
  detail: 'Please look at your orders before you press the button again.',
};
