import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendProblem } from './errors.ts';

const ends = new WeakMap<FastifyReply, () => void>();

/** Says no at once, before any work, when more is in progress than can be done well. */
export const shedLoad = (app: FastifyInstance, inFlightMax: number): void => {
  let inFlight = 0;
  app.addHook('onRequest', async (request, reply) => {
    inFlight += 1;
    let isCounted = true;
    const end = (): void => {
      if (isCounted) inFlight -= 1;
      isCounted = false;
    };
    ends.set(reply, end);
    // Comes for every answer, also for one whose client has hung up; onResponse does not.
    reply.raw.once('close', end);
    if (inFlight > inFlightMax && !SYSTEM_PATH.test(request.url))
      return sendProblem(reply, 'overloaded', 'Too many requests are in progress. Try again shortly.', {
        retryAfterSeconds: 1,
      });
  });
};

/** Who looks after the process has to see it most of all when it is busy. */
const SYSTEM_PATH = /^\/(healthz|readyz|metrics)(\?|$)/;

/** What has become an open line is no request in progress any more: thousands of them are little work. */
export const isNoRequest = (reply: FastifyReply): void => ends.get(reply)?.();
