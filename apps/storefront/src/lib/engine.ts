import { type Client, createClient } from '@cartwright/contract';

const API_URL_DEFAULT = 'http://127.0.0.1:4000';
/** A page that waits longer than this had better say so; checkouts have a longer bound of their own. */
const READ_TIMEOUT_MS = 8_000;
/** Checkout waits up to 5 s for the payment's outcome; the rest is room for a busy engine. */
export const CHECKOUT_TIMEOUT_MS = 30_000;

/** Where this server reaches the engine; read at run time so that one build serves any engine. */
export const engineUrl = (): URL => new URL(process.env.CARTWRIGHT_API_URL || API_URL_DEFAULT);

/**
 * The engine, asked with a shopper's token or, without one, as a stranger; with `seen`, for answers that are no older
 * than that.
 */
export const engine = (
  token?: string | undefined,
  { timeoutMs = READ_TIMEOUT_MS, seen }: { timeoutMs?: number | undefined; seen?: string | undefined } = {},
): Client => createClient({ baseUrl: engineUrl().href, token: () => token, seen: () => seen, timeoutMs });

/** The engine's time when it answered, in milliseconds since 1970. */
export const engineTime = (headers: Headers): number => {
  const told = Number(headers.get('cartwright-time') ?? Number.NaN);
  return Number.isSafeInteger(told) ? told : Date.now();
};
