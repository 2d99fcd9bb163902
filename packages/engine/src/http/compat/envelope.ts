import type { Problem, TutorialRefusal } from '@cartwright/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { newId } from '../../shared/ids.ts';
import type { HttpContext } from '../context.ts';
import { type StoreSession, signSession, verify } from '../sessions.ts';

type TokenOfSession = { session: StoreSession; token: string };

/** One session per request, whoever asks for it first: the route, or the envelope of a refusal before it. */
const resolved = new WeakMap<FastifyRequest, Promise<TokenOfSession>>();

/**
 * The session of a request and the token that its answer carries. In this API alone a token that is missing,
 * unknown, forged or ended gets a new guest's session, never a 401: the tutorial's client knows no other way to
 * one. Cookies are neither read nor set, because any origin may call.
 */
export const tutorialSession = (context: HttpContext, request: FastifyRequest): Promise<TokenOfSession> => {
  const known = resolved.get(request);
  if (known !== undefined) return known;
  const session = resolve(context, request).then((resolved) => {
    context.freshness.belongs(request, resolved.session.sessionId);
    return resolved;
  });
  resolved.set(request, session);
  return session;
};

const resolve = async (context: HttpContext, request: FastifyRequest): Promise<TokenOfSession> => {
  const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const session = token === undefined ? undefined : await verify(context, token);
  return token === undefined || session === undefined
    ? signSession(context, { sessionId: newId(), customerId: null })
    : { session, token };
};

/** Puts every problem, wherever in the server it arose, into the envelope that the tutorial's client reads. */
export const answerInEnvelopes = (scope: FastifyInstance, context: HttpContext): void => {
  scope.addHook('onSend', async (request, reply, payload) => {
    reply.header('cache-control', 'no-store');
    const isProblem = String(reply.getHeader('content-type')).startsWith('application/problem+json');
    if (!isProblem || typeof payload !== 'string') return payload;
    const { detail }: Problem = JSON.parse(payload);
    const { token } = await tutorialSession(context, request);
    reply.type('application/json; charset=utf-8');
    return JSON.stringify({
      data: null,
      error: { message: detail },
      auth: token,
    } satisfies TutorialRefusal);
  });
};
