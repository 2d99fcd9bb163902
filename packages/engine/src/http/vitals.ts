import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { collectDefaultMetrics, type Registry } from 'prom-client';

/** Alive, and what Prometheus reads: what every process tells of itself. */
export const vitalRoutes = (app: FastifyInstance, registry: Registry): void => {
  collectDefaultMetrics({ register: registry });

  app.get('/healthz', { schema: { tags: ['System'], summary: 'The process is alive' } }, async () => ({
    status: 'alive',
  }));

  app.get('/metrics', { schema: { tags: ['System'], summary: 'Prometheus metrics' } }, async (_, reply) => {
    reply.type(registry.contentType);
    return registry.metrics();
  });
};

/** A server of these alone, not yet listening: for a process that answers no shopper. */
export const createVitalServer = (options: { registry: Registry; log: Logger }): FastifyInstance => {
  const app = Fastify({ loggerInstance: options.log }) as unknown as FastifyInstance;
  vitalRoutes(app, options.registry);
  return app;
};
