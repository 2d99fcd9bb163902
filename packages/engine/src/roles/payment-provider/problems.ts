import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import {
  PROVIDER_PROBLEM_STATUS,
  type ProviderProblemCode,
} from '../../modules/payment/provider/test-provider-api.ts';
import { LedgerOverloaded } from './group-commit.ts';

/** Answers RFC 9457 problem details; `code` is the field to branch on. */
export const sendProblem = (reply: FastifyReply, code: ProviderProblemCode, detail = DETAIL[code]) => {
  const status = PROVIDER_PROBLEM_STATUS[code];
  if (status === 503) reply.header('retry-after', '1');
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title: code.replaceAll('-', ' '), status, code, detail });
};

/** Turns whatever a route throws, and unknown routes, into problems without a stack trace. */
export const answerWithProblems = (server: FastifyInstance): void => {
  server.setErrorHandler((error: FastifyError, _request, reply) => {
    if (error instanceof LedgerOverloaded) return sendProblem(reply, 'overloaded');
    if (error.validation) return sendProblem(reply, 'invalid-request', error.message);
    if (error.statusCode === 413) return sendProblem(reply, 'body-too-large');
    if (error.statusCode === 415) return sendProblem(reply, 'unsupported-media-type');
    if (error.statusCode && error.statusCode < 500)
      return sendProblem(reply, 'invalid-request', error.message);
    process.stderr.write(`payment provider: ${error.stack ?? error.message}\n`);
    return sendProblem(reply, 'internal');
  });
  server.setNotFoundHandler((_request, reply) => sendProblem(reply, 'not-found'));
};

const DETAIL: Record<ProviderProblemCode, string> = {
  'invalid-request': 'The request does not have the shape this operation needs.',
  'idempotency-key-missing': 'Send Idempotency-Key: 1 to 255 visible ASCII characters.',
  'unknown-token': 'This provider has no such token.',
  'not-found': 'There is nothing at this address.',
  'operation-not-found': 'Nothing was done with this key.',
  'unknown-authorisation': 'There is no such authorisation.',
  'currency-mismatch': 'The authorisation is in another currency.',
  'already-voided': 'The authorisation was voided.',
  'already-captured': 'The authorisation was captured: refund it.',
  'exceeds-authorised': 'More than is left of what was authorised.',
  'exceeds-captured': 'More than is left of what was captured.',
  'body-too-large': 'The body is larger than any operation needs.',
  'unsupported-media-type': 'Send application/json.',
  'idempotency-mismatch': 'This key was used with other parameters.',
  internal: 'The provider failed; repeat with the same key.',
  overloaded: 'Too many operations wait for the disk; repeat with the same key.',
};
