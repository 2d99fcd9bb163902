import { Problem } from '@cartwright/contract';
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';

/** The OpenAPI document, made from the routes' own schemas, at `/openapi.json`; a page to read it at `/docs`. */
export const documentation = async (app: FastifyInstance): Promise<void> => {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Cartwright',
        version: '0.1.0',
        description:
          'The HTTP API of the shop. Money is in integer minor units; errors are problem+json (RFC 9457) with a stable `code`; commands that may be repeated carry an `Idempotency-Key`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: 'A session token, a staff token or an API key',
          },
        },
      },
      security: [{}, { bearer: [] }],
    },
    // Every route may also answer with a problem; the tutorial's have their own envelope for it.
    transform: ({ schema, url }) => {
      const { response } = schema as { response?: Record<string, unknown> };
      const { tags } = schema as { tags?: readonly string[] };
      if (response === undefined || tags?.includes('Compatibility')) return { schema, url };
      const problem = {
        description: 'A problem (RFC 9457)',
        content: { 'application/problem+json': { schema: Problem } },
      };
      return { schema: { ...schema, response: { ...response, default: problem } }, url };
    },
  });
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    uiConfig: { docExpansion: 'list', defaultModelsExpandDepth: 0 },
    theme: { title: 'Cartwright API' },
  });
  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
};
