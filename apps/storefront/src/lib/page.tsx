import { ApiProblem, ApiUnreachable } from '@cartwright/contract';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { Away } from '#components/away.tsx';
import { isProblem } from '#lib/shopper.ts';

/**
 * A page that stays calm: what the engine does not have is a 404, and an engine that is away or overloaded
 * gives a page which says so, rendered on the server, because error boundaries need JavaScript.
 */
export const shopPage =
  <P,>(render: (props: P) => Promise<ReactNode>) =>
  async (props: P): Promise<ReactNode> => {
    try {
      return await render(props);
    } catch (error) {
      // An address that the engine refuses, such as an outworn cursor, leads nowhere either.
      if (isProblem(error, 'not-found') || isProblem(error, 'invalid-request')) notFound();
      if (!isAway(error)) throw error;
      const retryAfterSeconds = error instanceof ApiProblem ? error.problem.retryAfterSeconds : undefined;
      return <Away {...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds })} />;
    }
  };

/** The engine cannot be reached, or asks to be left alone for a while. */
const isAway = (error: unknown): boolean =>
  error instanceof ApiUnreachable ||
  (error instanceof ApiProblem && (error.status === 429 || error.status >= 500));

/** For what a page can do without, such as its title's data or the header's cart. */
export const ifReachable = async <T,>(answer: Promise<T>, otherwise: T): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    if (isAway(error)) return otherwise;
    throw error;
  }
};

/**
 * For a part of a page that an engine may not have at all, such as sales: any refusal leaves the part out, and
 * only a fault of our own is thrown.
 */
export const ifAnswered = async <T, O>(answer: Promise<T>, otherwise: O): Promise<T | O> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiProblem || error instanceof ApiUnreachable) return otherwise;
    throw error;
  }
};
