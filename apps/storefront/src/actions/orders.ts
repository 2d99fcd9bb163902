'use server';

import { ApiProblem, ApiUnreachable, store } from '@cartwright/contract';
import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import { localPath } from '#lib/address.ts';
import { command } from '#lib/command.ts';
import { CHECKOUT_TIMEOUT_MS } from '#lib/engine.ts';
import { text } from '#lib/form.ts';
import { isProblem } from '#lib/shopper.ts';
import { type Trouble, troubleOf } from '#lib/trouble.ts';

export type OrderActionState = { trouble: Trouble | null };

/** Another payment attempt on a declined order; a further decline leads back to where it was tried. */
export const payOrder = async (_before: OrderActionState, form: FormData): Promise<OrderActionState> => {
  const orderId = text(form, 'orderId');
  const orderPage = `/orders/${encodeURIComponent(orderId)}`;
  try {
    await command(
      store.payOrder,
      {
        params: { orderId },
        headers: { 'idempotency-key': text(form, 'key') },
        body: { payment: { token: text(form, 'token') } },
      },
      { timeoutMs: CHECKOUT_TIMEOUT_MS },
    );
  } catch (error) {
    if (isProblem(error, 'payment-declined')) {
      refresh();
      redirect(localPath(text(form, 'from'), orderPage));
    }
    if (isProblem(error, 'checkout-in-progress') || isProblem(error, 'illegal-transition'))
      redirect(orderPage);
    return { trouble: unsure(error) ? PAY_AGAIN : troubleOf(error) };
  }
  redirect(orderPage);
};

/** Cancels an order; what was too late is told. */
export const cancelOrder = async (_before: OrderActionState, form: FormData): Promise<OrderActionState> => {
  const orderId = text(form, 'orderId');
  try {
    await command(store.cancelOrder, {
      params: { orderId },
      headers: { 'idempotency-key': text(form, 'key') },
    });
  } catch (error) {
    if (isProblem(error, 'illegal-transition')) {
      refresh();
      return {
        trouble: {
          title: 'Too late to cancel',
          detail: 'The order has moved on; this is how it stands now.',
        },
      };
    }
    return { trouble: troubleOf(error) };
  }
  refresh();
  redirect(`/orders/${encodeURIComponent(orderId)}`);
};

const unsure = (error: unknown): boolean =>
  error instanceof ApiUnreachable ||
  (error instanceof ApiProblem && (error.status >= 500 || error.problem.code === 'idempotency-in-flight'));

const PAY_AGAIN: Trouble = {
  title: 'We did not hear back in time',
  detail: 'Press the button again: it is the same payment, and it is charged only once.',
};
