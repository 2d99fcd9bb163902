import { setTimeout as sleep } from 'node:timers/promises';
import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import {
  AuthoriseBody,
  BODY_MAX_BYTES,
  KEY_PATTERN,
  PartBody,
  tokenBehaviour,
  VoidBody,
} from '../../modules/payment/provider/test-provider-api.ts';
import { registerAudit } from './audit-routes.ts';
import type { Ledger, LedgerAnswer } from './ledger.ts';
import { answerWithProblems, sendProblem } from './problems.ts';
import { createSilence } from './silence.ts';

/** Calls of one key that a `reset` token cuts off before anything is recorded. */
const RESETS = 2;
/** A key of 255 characters, percent-encoded. */
const PATH_PARAMETER_MAX = 3 * 255;

/** The provider's HTTP server over its ledger, not yet listening. Closing it cuts the calls under way. */
export const createServer = ({ ledger, slowMs }: { ledger: Ledger; slowMs: number }): FastifyInstance => {
  const server = Fastify({
    bodyLimit: BODY_MAX_BYTES,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: PATH_PARAMETER_MAX },
  })
    .withTypeProvider<TypeBoxTypeProvider>()
    .setValidatorCompiler(TypeBoxValidatorCompiler);
  server.removeContentTypeParser('text/plain');
  answerWithProblems(server);
  const keepSilent = createSilence();

  server.post('/v1/authorisations', { schema: { body: AuthoriseBody } }, async (request, reply) => {
    const key = idempotencyKey(request);
    if (!key) return sendProblem(reply, 'idempotency-key-missing');
    const fault = tokenBehaviour(request.body.token)?.fault;
    if (fault === 'reset' && (await ledger.countCall(key)) <= RESETS) {
      reply.hijack();
      request.raw.socket.destroy();
      return reply;
    }
    const answer = await ledger.authorise(key, request.body);
    const first = answer.ok && !answer.replayed;
    if (first && fault === 'silent') return keepSilent(reply);
    if (first && fault === 'slow') await sleep(slowMs, undefined, { ref: false });
    return send(reply, answer);
  });

  server.post('/v1/captures', { schema: { body: PartBody } }, async (request, reply) => {
    const key = idempotencyKey(request);
    if (!key) return sendProblem(reply, 'idempotency-key-missing');
    return send(reply, await ledger.capture(key, request.body));
  });

  server.post('/v1/voids', { schema: { body: VoidBody } }, async (request, reply) => {
    const key = idempotencyKey(request);
    if (!key) return sendProblem(reply, 'idempotency-key-missing');
    return send(reply, await ledger.void_(key, request.body));
  });

  server.post('/v1/refunds', { schema: { body: PartBody } }, async (request, reply) => {
    const key = idempotencyKey(request);
    if (!key) return sendProblem(reply, 'idempotency-key-missing');
    return send(reply, await ledger.refund(key, request.body));
  });

  server.get<{ Params: { key: string } }>('/v1/operations/:key', async (request, reply) => {
    return ledger.find(request.params.key) ?? sendProblem(reply, 'operation-not-found');
  });

  registerAudit(server, ledger);
  server.get('/healthz', async () => ({ status: 'ok' }));
  return server;
};

/** The header, or `null` when it is absent or no key: sent twice it arrives joined by a blank. */
const idempotencyKey = (request: FastifyRequest): string | null => {
  const key = request.headers['idempotency-key'];
  return typeof key === 'string' && KEY_PATTERN.test(key) ? key : null;
};

const send = (reply: FastifyReply, answer: LedgerAnswer): FastifyReply => {
  if (!answer.ok) return sendProblem(reply, answer.code);
  if (answer.replayed) reply.header('idempotent-replayed', 'true');
  return reply.code(answer.replayed ? 200 : 201).send(answer.record);
};
