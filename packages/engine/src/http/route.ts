import type { Endpoint } from '@cartwright/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Static, TSchema } from 'typebox';

type StaticOf<T> = T extends TSchema ? Static<T> : undefined;
type Part<E, K extends string> = E extends { [key in K]: infer S } ? StaticOf<S> : undefined;

/** A parsed call of an endpoint: what the contract declares, validated. */
export type Call<E extends Endpoint> = {
  params: Part<E, 'params'>;
  query: Part<E, 'query'>;
  body: Part<E, 'body'>;
  raw: FastifyRequest;
  /** For headers of the answer; the body goes through the return value. */
  reply: FastifyReply;
};

/** An answer: one of the endpoint's statuses with the body that belongs to it. */
export type Answer<E extends Endpoint> = {
  [S in keyof E['answers']]: { status: S; body: StaticOf<E['answers'][S]> };
}[keyof E['answers']];

/** The answer has been sent already, as bytes that were ready. */
export const SENT = Symbol('sent');
type Sent = typeof SENT;

/** Registers an endpoint of the contract: its schemas validate the call, shape the answer and make the OpenAPI page. */
export const route = <E extends Endpoint>(
  app: FastifyInstance,
  endpoint: E,
  handle: (call: Call<E>) => Promise<Answer<E> | Sent>,
): void => {
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    schema: {
      tags: [endpoint.tag],
      summary: endpoint.summary,
      ...(endpoint.params === undefined ? {} : { params: endpoint.params }),
      ...(endpoint.query === undefined ? {} : { querystring: endpoint.query }),
      ...(endpoint.headers === undefined ? {} : { headers: endpoint.headers }),
      ...(endpoint.body === undefined ? {} : { body: endpoint.body }),
      response: endpoint.answers,
    },
    handler: async (request, reply) => {
      const call = { params: request.params, query: request.query, body: request.body, raw: request, reply };
      // Fastify has validated these three parts by the very schemas that their types come from.
      const answer = await handle(call as Call<E>);
      if (answer === SENT) return reply;
      return reply.code(Number(answer.status)).send(answer.body);
    },
  });
};

export const ok = <T>(body: T) => ({ status: 200 as const, body });
export const created = <T>(body: T) => ({ status: 201 as const, body });
export const noContent = () => ({ status: 204 as const, body: null });
