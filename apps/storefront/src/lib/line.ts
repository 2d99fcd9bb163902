import { type QueuePlace, store } from '@cartwright/contract';
import { cookies } from 'next/headers';
import { cache } from 'react';
import { answerTo, isProblem } from './shopper.ts';

/** Longer than any line; a ticket that means nothing any more does no harm. */
const MAX_AGE_SECONDS = 7 * 86_400;
const cookieName = (saleId: string): string | null =>
  /^[\w-]{1,64}$/.test(saleId) ? `cartwright-line-${process.env.PORT || '3000'}-${saleId}` : null;

/** This shopper's ticket for the line of a sale, or undefined while she has not asked for a place. */
export const readTicket = async (saleId: string): Promise<string | undefined> => {
  const name = cookieName(saleId);
  return name === null ? undefined : (await cookies()).get(name)?.value || undefined;
};

/** Only in a server action: pages cannot set cookies. */
export const keepTicket = async (saleId: string, ticket: string): Promise<void> => {
  const name = cookieName(saleId);
  if (name === null) return;
  const options = { httpOnly: true, sameSite: 'lax', path: '/', maxAge: MAX_AGE_SECONDS } as const;
  (await cookies()).set(name, ticket, options);
};

/** This shopper's place in the line of a sale; null without one, and when it is not hers any more. */
export const placeNow = cache(async (saleId: string): Promise<QueuePlace | null> => {
  const ticket = await readTicket(saleId);
  if (ticket === undefined) return null;
  try {
    return (await answerTo(store.getQueuePlace, { params: { saleId, ticket } })).body;
  } catch (error) {
    if (isProblem(error, 'not-found') || isProblem(error, 'conflict')) return null;
    throw error;
  }
});
