import type { FastifyInstance } from 'fastify';
import type { HttpContext } from '../context.ts';
import { sendProblem } from '../errors.ts';
import { createOrderRoute } from './create-order.ts';
import { answerInEnvelopes } from './envelope.ts';
import { orderHistoryRoutes } from './order-history.ts';
import { tutorialProductRoutes } from './products.ts';

const PREFIXES = ['/products', '/orders', '/orderHistory'];

/** The API of the CQRS tutorial: a scope of its own, where every answer is in the tutorial's envelope. */
export const compatRoutes = (app: FastifyInstance, context: HttpContext): void => {
  app.register(async (scope) => {
    answerInEnvelopes(scope, context);
    tutorialProductRoutes(scope, context);
    createOrderRoute(scope, context);
    orderHistoryRoutes(scope, context);
    for (const prefix of PREFIXES) scope.register(answerUnknownPaths, { prefix });
  });
};

/** So that what the tutorial's client asks for in vain also comes in the envelope that it can read. */
const answerUnknownPaths = async (scope: FastifyInstance): Promise<void> => {
  scope.setNotFoundHandler((request, reply) =>
    sendProblem(reply, 'not-found', `There is no ${request.method} ${request.url.split('?')[0]}.`),
  );
};
