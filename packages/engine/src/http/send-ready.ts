import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Encoding, Ready } from '../platform/ready-bytes.ts';
import { hasAlready } from './etag.ts';
import { SENT } from './route.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Answers with bytes that are ready: 304 where the client has them, and in an encoding that it takes. */
export const sendReady = async (
  request: FastifyRequest,
  reply: FastifyReply,
  ready: Ready,
): Promise<typeof SENT> => {
  reply
    .header('etag', ready.etag)
    .header('cache-control', 'no-cache')
    .header('vary', [reply.getHeader('vary'), 'accept-encoding'].filter(Boolean).join(', '));
  if (hasAlready(request, ready.etag)) {
    reply.code(304).send();
    return SENT;
  }
  const encoding = encodingOf(request.headers['accept-encoding']);
  const encoded = encoding === undefined ? undefined : await ready.encoded(encoding);
  if (encoding !== undefined && encoded !== undefined) reply.header('content-encoding', encoding);
  reply
    .code(200)
    .type(JSON_TYPE)
    .send(encoded ?? ready.body);
  return SENT;
};

/** The best encoding that a client takes; one with `q=0` it does not. */
const encodingOf = (header: string | string[] | undefined): Encoding | undefined => {
  if (header === undefined) return undefined;
  const taken = String(header)
    .split(',')
    .filter((part) => !/;\s*q=0(\.0*)?\s*$/.test(part))
    .map((part) => part.split(';')[0]?.trim());
  return taken.includes('br') ? 'br' : taken.includes('gzip') ? 'gzip' : undefined;
};
