import {
  ApiProblem,
  type CallBody,
  type CallInput,
  type Cart,
  type Customer,
  type Endpoint,
  type Order,
  store,
} from '@cartwright/contract';
import { cache } from 'react';
import { engine } from './engine.ts';
import { readToken } from './session.ts';

/** Reads from the engine as this shopper; a token that the engine no longer knows counts as none. */
export const ask = async <E extends Endpoint>(endpoint: E, input?: CallInput<E>): Promise<CallBody<E>> => {
  const token = await readToken();
  try {
    return (await engine(token).call(endpoint, input)).body;
  } catch (error) {
    if (token === undefined || !isProblem(error, 'unauthenticated')) throw error;
    return (await engine().call(endpoint, input)).body;
  }
};

/** The shopper's cart, or null; a stranger has none and the engine is not troubled. */
export const currentCart = cache(async (): Promise<Cart | null> => {
  if ((await readToken()) === undefined) return null;
  return orNull(ask(store.currentCart));
});

/** Who is signed in, or null for a guest. */
export const currentCustomer = cache(async (): Promise<Customer | null> => {
  if ((await readToken()) === undefined) return null;
  return (await orNull(ask(store.getSession)))?.customer ?? null;
});

/** One of this shopper's orders, or null; another's order is none. */
export const orderOf = cache(
  async (orderId: string): Promise<Order | null> => orNull(ask(store.getOrder, { params: { orderId } })),
);

export const isProblem = (error: unknown, code: string): error is ApiProblem =>
  error instanceof ApiProblem && error.problem.code === code;

/** What the engine does not have, or does not show to this shopper, is null. */
const orNull = async <T>(answer: Promise<T>): Promise<T | null> => {
  try {
    return await answer;
  } catch (error) {
    if (isProblem(error, 'not-found') || isProblem(error, 'unauthenticated')) return null;
    throw error;
  }
};
