import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Owner } from '../modules/order/index.ts';
import { newId } from '../shared/ids.ts';
import type { HttpContext } from './context.ts';
import { canonical } from './intent.ts';
import { HttpProblem } from './problem.ts';

/** A shopper's session: a guest's, or a customer's after sign-in. */
export type StoreSession = Owner & { expiresAt: Date };

const SESSION_HEADER = 'cartwright-session';

/** Cookies ignore ports: two shops on one machine need two names. */
const cookieName = (shopId: string): string => `cartwright_${shopId.slice(0, 8)}`;

/** Who owns a session's carts and keys: the customer once signed in, before that the session. */
export const ownerKey = ({ sessionId, customerId }: Owner): string =>
  customerId === null ? `session:${sessionId}` : `customer:${customerId}`;

/**
 * The session of a request: by Bearer (401 when it is unknown, forged or ended), else by cookie (replaced when
 * unknown), else a new guest's. A new one is told in the header `Cartwright-Session` and as a cookie.
 */
export const resolveSession = async (
  context: HttpContext,
  request: FastifyRequest,
  reply: FastifyReply,
  wish?: { operation: string; wants: unknown },
): Promise<StoreSession> => {
  const session = await sessionOf(context, request, reply, wish);
  context.freshness.belongs(request, session.sessionId);
  return session;
};

const sessionOf = async (
  context: HttpContext,
  request: FastifyRequest,
  reply: FastifyReply,
  wish: { operation: string; wants: unknown } | undefined,
): Promise<StoreSession> => {
  const bearer = bearerOf(request);
  if (bearer !== undefined) {
    const session = await verify(context, bearer);
    if (session === undefined)
      throw new HttpProblem(
        'unauthenticated',
        'This session token is unknown or has ended. Take a new one: POST /v1/session.',
      );
    return session;
  }
  const cookie = request.cookies[cookieName(context.shopId)];
  refuseForeignOrigin(context, request);
  if (cookie !== undefined) {
    const session = await verify(context, cookie);
    if (session !== undefined) return session;
  }
  const { session } = await openSession(context, reply, null, wish && sessionOfWish(context, request, wish));
  return session;
};

/** Makes a session and tells it in header and cookie. */
export const openSession = async (
  context: HttpContext,
  reply: FastifyReply,
  customerId: string | null,
  sessionId: string = newId(),
): Promise<{ session: StoreSession; token: string }> => {
  const opened = await signSession(context, { customerId, sessionId });
  const { session, token } = opened;
  reply.header(SESSION_HEADER, token).setCookie(cookieName(context.shopId), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: context.config.publicUrl.startsWith('https:'),
    expires: session.expiresAt,
  });
  return opened;
};

/** Makes a session from now on, with its signed token; telling the caller is up to the caller. */
export const signSession = async (
  context: HttpContext,
  { sessionId, customerId }: Owner,
): Promise<{ session: StoreSession; token: string }> => {
  const expiresAt = new Date(Date.now() + context.config.sessionTtlSeconds * 1_000);
  const token = await context.tokens.sign({ sessionId, subject: customerId, audience: 'store', expiresAt });
  return { session: { sessionId, customerId, expiresAt }, token };
};

/** The token after `Authorization: Bearer`, or undefined. Another scheme is 401. */
export const bearerOf = (request: FastifyRequest): string | undefined => {
  const header = request.headers.authorization;
  if (header === undefined || header === '') return undefined;
  const match = /^Bearer +(\S+)$/i.exec(header);
  if (match?.[1] === undefined)
    throw new HttpProblem('unauthenticated', 'Send `Authorization: Bearer <token>`.');
  return match[1];
};

/** The session of a token, or undefined when it is unknown, forged, ended or signed out. */
export const verify = async (context: HttpContext, token: string): Promise<StoreSession | undefined> => {
  const claims = await context.tokens.verify(token, 'store');
  if (claims === undefined || context.revocations.has(claims.sessionId)) return undefined;
  return { sessionId: claims.sessionId, customerId: claims.subject, expiresAt: claims.expiresAt };
};

/**
 * The session of a wish that came without one: the same for the same key and wish, so that whoever repeats such a
 * request is taken for the one who sent it. Undefined, for a new one, without a key or when that session has ended.
 */
const sessionOfWish = (
  context: HttpContext,
  request: FastifyRequest,
  wish: { operation: string; wants: unknown },
): string | undefined => {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') return undefined;
  const sessionId = context.tokens.idOf(canonical([wish.operation, key, wish.wants]));
  return context.revocations.has(sessionId) ? undefined : sessionId;
};

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A page of somebody else's must not act in a shopper's name with her cookie, nor give her browser another one. */
export const refuseForeignOrigin = ({ config }: HttpContext, request: FastifyRequest): void => {
  if (SAFE_METHODS.has(request.method)) return;
  const { origin, cookie } = request.headers;
  // A client that is no browser sends neither.
  if (origin === undefined && cookie === undefined) return;
  const own = origin !== undefined && (config.allowedOrigins.includes(origin) || origin === config.publicUrl);
  if (!own)
    throw new HttpProblem(
      'forbidden',
      'A request that signs in by cookie needs an Origin that this shop allows; or use Bearer.',
    );
};
