import type { Socket } from 'node:net';
import type { Problem, ProblemCode } from '@cartwright/contract';
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { isDatabaseAway, sqlStateOf } from '../platform/postgres.ts';
import { Overloaded, Unavailable } from '../shared/expected-error.ts';
import { HttpProblem, problemBody } from './problem.ts';

/** SQLSTATEs of data that PostgreSQL cannot take: NUL in text or JSON, a number out of range, an impossible time. */
const DATA_STATES = new Set(['22021', '22P05', '22003', '22008', '22P02']);
const RETRY_AFTER_SECONDS = 2;

/** Turns whatever a route throws, and what Fastify refuses by itself, into a problem; never shows a stack. */
export const handleErrors = (app: FastifyInstance, log: Logger): void => {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const [code, detail, extra] = classify(error);
    if (code === 'internal')
      log.error({ err: error, method: request.method, url: request.url }, 'a request failed');
    else if (code === 'unavailable') log.warn({ err: error, url: request.url }, 'a store is away');
    return sendProblem(reply, code, detail, extra);
  });
  app.setNotFoundHandler((request, reply) =>
    sendProblem(reply, 'not-found', `There is no ${request.method} ${request.url.split('?')[0]}. See /docs.`),
  );
};

/** Sends a problem; its body is its own and follows no answer schema of the route. */
export const sendProblem = (
  reply: FastifyReply,
  code: ProblemCode,
  detail: string,
  extra: Partial<Problem> = {},
): FastifyReply => {
  const body = problemBody(code, detail, extra);
  const retryAfter = extra.retryAfterSeconds ?? (body.status === 503 ? RETRY_AFTER_SECONDS : undefined);
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  return reply
    .code(body.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .serializer((payload: unknown) => JSON.stringify(payload))
    .send(body);
};

const UNREADABLE: Record<string, [status: string, detail: string]> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'The address and headers together are larger than 16 KiB.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not come to its end in time.'],
};

/** Answers what Node could not even read as a request, such as a header without end, and hangs up. */
export const answerUnreadable = (error: Error & { code?: string }, socket: Socket): void => {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const [status, detail] = UNREADABLE[error.code ?? ''] ?? [
    '400 Bad Request',
    'This is not a request that can be read.',
  ];
  const body = JSON.stringify({
    ...problemBody('invalid-request', detail),
    status: Number.parseInt(status, 10),
  });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/problem+json; charset=utf-8\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
};

const classify = (error: FastifyError | Error): [ProblemCode, string, Partial<Problem>] => {
  if (error instanceof HttpProblem) return [error.code, error.message, error.extra];
  if (error instanceof Unavailable)
    return [
      'unavailable',
      `${error.message}. Try again, a command with the same Idempotency-Key.`,
      { retryAfterSeconds: error.retryAfterSeconds },
    ];
  if (error instanceof Overloaded)
    return ['overloaded', `${error.message}. Try again shortly.`, { retryAfterSeconds: 1 }];
  if (isDatabaseAway(error))
    return [
      'unavailable',
      'PostgreSQL is away. Try again, a command with the same Idempotency-Key.',
      { retryAfterSeconds: RETRY_AFTER_SECONDS },
    ];
  if (DATA_STATES.has(sqlStateOf(error) ?? ''))
    return [
      'invalid-request',
      'The request holds text or a number that cannot be stored (such as U+0000).',
      {},
    ];
  if ('validation' in error && Array.isArray(error.validation)) return invalid(error);
  return byFastifyCode(error);
};

/** Told at once; a form has fewer fields. */
const ERRORS_MAX = 20;

type Issue = NonNullable<FastifyError['validation']>[number];

const invalid = (error: FastifyError): [ProblemCode, string, Partial<Problem>] => {
  const issues = error.validation ?? [];
  // Of alternatives that all failed only the last word matters to the caller: that none of them fits.
  const telling = issues.filter(({ keyword }) => keyword !== 'anyOf');
  const errors = (telling.length > 0 ? telling : issues).slice(0, ERRORS_MAX).map((issue) => ({
    path: pathOf(issue),
    message: messageOf(issue),
  }));
  const [first] = errors;
  const detail = first === undefined ? error.message : `${first.path || 'The body'} ${first.message}.`;
  return ['invalid-request', detail, { errors }];
};

const pathOf = ({ instancePath, keyword, params }: Issue): string => {
  const path = instancePath.split('/').filter((step) => step !== '');
  if (keyword === 'required' && typeof params.missingProperty === 'string') path.push(params.missingProperty);
  return path.join('.');
};

const messageOf = ({ keyword, message, params }: Issue): string => {
  if (keyword === 'required') return 'is missing';
  // A regular expression helps nobody; the documentation of the field says what it takes.
  if (keyword === 'pattern') return 'has a form that is not accepted here (see /docs)';
  if (keyword === 'const' && 'allowedValue' in params) return `is not ${JSON.stringify(params.allowedValue)}`;
  return message ?? 'is not valid';
};

const byFastifyCode = (error: FastifyError | Error): [ProblemCode, string, Partial<Problem>] => {
  const code = 'code' in error ? error.code : undefined;
  const status = 'statusCode' in error ? (error.statusCode ?? 500) : 500;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE')
    return ['body-too-large', 'The body is larger than this route takes.', {}];
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return [
      'unsupported-media-type',
      'Send the body as the content type that the documentation names (/docs).',
      {},
    ];
  if (status === 429) return ['too-many-requests', error.message, {}];
  if (status === 415) return ['unsupported-media-type', error.message, {}];
  if (status === 413) return ['body-too-large', error.message, {}];
  if (status >= 400 && status < 500) return ['invalid-request', error.message, {}];
  return [
    'internal',
    'An unexpected error; it is in the log. What was asked may be tried again with the same key.',
    {},
  ];
};
