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

/** Only in a server action. */
export const dropToken = async (): Promise<void> => {
  (await cookies()).delete(cookieName());
};
