import {
  type Answer,
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
import { engine, engineTime } from './engine.ts';
import { readSeen, readToken } from './session.ts';

/** Reads from the engine as this shopper; a token that the engine no longer knows counts as none. */
export const ask = async <E extends Endpoint>(endpoint: E, input?: CallInput<E>): Promise<CallBody<E>> =>
  (await answerTo(endpoint, input)).body;

/** Like `ask`, with the answer's headers: they tell the engine's time. */
export const answerTo = async <E extends Endpoint>(endpoint: E, input?: CallInput<E>): Promise<Answer<E>> => {
  const [token, seen] = await Promise.all([readToken(), readSeen()]);
  try {
    return await engine(token, { seen }).call(endpoint, input);
  } catch (error) {
    // What an engine calls impossible to have seen was another one's: its database was put back, or replaced.
    if (seen !== undefined && isProblem(error, 'invalid-request'))
      return await engine(token).call(endpoint, input);
    if (token === undefined || !isProblem(error, 'unauthenticated')) throw error;
    return await engine().call(endpoint, input);
  }
};

/** The shopper's cart and the engine's time, or null; a stranger has none and the engine is not troubled. */
export const currentCartNow = cache(async (): Promise<{ cart: Cart; now: number } | null> => {
  if ((await readToken()) === undefined) return null;
  const answer = await orNull(answerTo(store.currentCart));
  return answer === null ? null : { cart: answer.body, now: engineTime(answer.headers) };
});

export const currentCart = async (): Promise<Cart | null> => (await currentCartNow())?.cart ?? null;

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
