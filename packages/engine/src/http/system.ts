import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram } from 'prom-client';
import { pingDatabase } from '../platform/postgres.ts';
import { Unavailable } from '../shared/expected-error.ts';
import { cacheMetrics } from './cache-metrics.ts';
import type { HttpContext } from './context.ts';
import { vitalRoutes } from './vitals.ts';
import { waitingRoomMetrics } from './waiting-room-metrics.ts';

/** Upper bounds in seconds, from a cached read to a payment that is waited for. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Alive, ready, and what Prometheus reads. */
export const systemRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const { registry } = context;
  vitalRoutes(app, registry);
  cacheMetrics(context);
  waitingRoomMetrics(context);
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of the answer',
    labelNames: ['method', 'route', 'status'],
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
  new Gauge({
    name: 'cartwright_read_side_lag_seconds',
    help: 'How old the read side is that this process answers from; -1 while it knows of none',
    registers: [registry],
    collect() {
      const lagMs = context.readSide.feed.lagMs();
      this.set(lagMs === undefined ? -1 : lagMs / 1_000);
    },
  });
  new Counter({
    name: 'cartwright_ready_answers_total',
    help: 'Answers that were ready as bytes; they are not among http_request_duration_seconds',
    labelNames: ['route', 'status'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [counted, count] of context.fastPath.counts()) {
        const [route = '', status = ''] = counted.split(' ');
        this.inc({ route, status }, count);
      }
    },
  });
  new Gauge({
    name: 'cartwright_ready_answers_bytes',
    help: 'Answers that this process keeps as ready bytes',
    registers: [registry],
    collect() {
      this.set(context.ready.stats().bytes);
    },
  });
  app.addHook('onResponse', async (request, reply) => {
    durations.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1_000,
    );
  });

  app.get(
    '/readyz',
    { schema: { tags: ['System'], summary: 'Can serve; says what is missing' } },
    async (_, reply) => {
      const missing: string[] = [];
      await pingDatabase(context.db).catch((error: unknown) => {
        if (!(error instanceof Unavailable)) throw error;
        missing.push('postgresql');
      });
      if (!context.redis.isReady) missing.push('redis');
      const { feed } = context.readSide;
      if (feed.position() === undefined) missing.push('read-side');
      // Without Redis the shop still sells, slower; without PostgreSQL it still shows everything and fills carts.
      const ready = !missing.includes('postgresql') || feed.generation('products') !== undefined;
      reply.code(ready ? 200 : 503);
      return { status: missing.length === 0 ? 'ready' : ready ? 'degraded' : 'unavailable', missing };
    },
  );
};
