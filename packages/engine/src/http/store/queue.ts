import { store } from '@cartwright/contract';
import type { FastifyInstance } from 'fastify';
import type { NoPlace, PlaceFound } from '../../modules/waiting-room/index.ts';
import type { HttpContext } from '../context.ts';
import { sendEvents } from '../event-stream.ts';
import { HttpProblem } from '../problem.ts';
import { ok, route } from '../route.ts';
import { resolveSession } from '../sessions.ts';

/** Lines to those who wait, open at once in one process. */
const WAITING_STREAMS_MAX = 20_000;

/** The waiting room of a sale: a place in its line, and how it moves. */
export const queueRoutes = (app: FastifyInstance, context: HttpContext): void => {
  const { rooms } = context;
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  measureAnswers(app, context);

  route(app, store.joinQueue, async ({ params, raw, reply }) => {
    const { sessionId } = await resolveSession(context, raw, reply);
    return { status: 202 as const, body: placeOf(await rooms.join({ ...params, sessionId })) };
  });

  route(app, store.getQueuePlace, async ({ params, raw, reply }) => {
    const { sessionId } = await resolveSession(context, raw, reply);
    reply.header('cache-control', 'no-store');
    return ok(placeOf(await rooms.look({ ...params, sessionId })));
  });

  app.get<{ Params: { saleId: string; ticket: string } }>(
    '/v1/sales/:saleId/queue/:ticket/stream',
    { schema: { tags: ['Sales'], summary: 'Events `place`, one’s own place in the line, as it moves' } },
    async (request, reply) => {
      const { sessionId } = await resolveSession(context, request, reply);
      const found = await rooms.follow({ ...request.params, sessionId });
      if (!found.ok) throw noPlace(found.code);
      const { ticket } = request.params;
      sendEvents(reply, {
        event: 'place',
        keys: [ticket],
        watch: {
          follow: (_keys, tell) => found.follow((place) => tell(ticket, JSON.stringify(place))),
          size: rooms.following,
        },
        closing: closing.signal,
        max: WAITING_STREAMS_MAX,
      });
    },
  );
};

const placeOf = (found: PlaceFound) => {
  if (!found.ok) throw noPlace(found.code);
  return found.place;
};

const FULL_RETRY_AFTER_SECONDS = 10;

/** The problem that it is to have no place. */
const noPlace = (code: NoPlace): HttpProblem => {
  switch (code) {
    case 'no-sale':
      return new HttpProblem('not-found', 'There is no such sale.');
    case 'not-yours':
      return new HttpProblem('not-found', 'There is no such ticket for this session.');
    case 'no-room':
      return new HttpProblem('conflict', 'This sale has no waiting room: claim at once.');
    case 'full':
      return new HttpProblem('overloaded', 'The line of this sale is as long as it may be.', {
        retryAfterSeconds: FULL_RETRY_AFTER_SECONDS,
      });
    case 'soldOut':
      return new HttpProblem('sold-out', 'Nothing is left in this sale.', { available: 0 });
    case 'ended':
    case 'stopped':
      return new HttpProblem('not-open', 'This sale is over.');
    default:
      return code satisfies never;
  }
};

/** What the pace is measured by. */
const MEASURED = new Set(['/v1/sales/:saleId/claims', '/v1/carts/:cartId/checkout', '/v1/orders']);

const measureAnswers = (app: FastifyInstance, { rooms, config }: HttpContext): void => {
  app.addHook('onResponse', async (request, reply) => {
    if (request.method !== 'POST' || !MEASURED.has(request.routeOptions.url ?? '')) return;
    rooms.answered(reply.statusCode === 503 || reply.elapsedTime > config.answerTargetMs);
  });
};
