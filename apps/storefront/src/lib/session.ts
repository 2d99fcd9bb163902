import { cookies, headers } from 'next/headers';

/** As long as the engine keeps a session. */
const MAX_AGE_SECONDS = 30 * 86_400;

/** Cookies ignore ports: two shops on one host must not read each other's. Next sets PORT to its own. */
const cookieName = (): string => `cartwright-shopper-${process.env.PORT || '3000'}`;

/** The engine's token for this shopper, or undefined for a stranger. */
export const readToken = async (): Promise<string | undefined> =>
  (await cookies()).get(cookieName())?.value || undefined;

/** Only in a server action: pages cannot set cookies. */
export const keepToken = async (token: string): Promise<void> => {
  const secure = (await headers()).get('x-forwarded-proto') === 'https';
  (await cookies()).set(cookieName(), token, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    maxAge: MAX_AGE_SECONDS,
    secure,
  });
};

/** The read side is late by milliseconds; what was done a minute ago is there. */
const SEEN_MAX_AGE_SECONDS = 60;
const seenCookieName = (): string => `cartwright-seen-${process.env.PORT || '3000'}`;

/** How far this shopper has seen the shop's state change, as the engine told it; undefined when that was long ago. */
export const readSeen = async (): Promise<string | undefined> =>
  (await cookies()).get(seenCookieName())?.value || undefined;

/** Only in a server action. Her next pages show at least what she has just done. */
export const keepSeen = async (lsn: string | null): Promise<void> => {
  if (lsn === null) return;
  (await cookies()).set(seenCookieName(), lsn, {
    httpOnly: true,
    sameSite: 'lax',
    path: '/',
    maxAge: SEEN_MAX_AGE_SECONDS,
  });
};

/** Only in a server action. */
export const dropToken = async (): Promise<void> => {
  (await cookies()).delete(cookieName());
};
