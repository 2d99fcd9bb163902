import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Requests in progress get this long to be answered when the server closes. */
const GRACE_MS = 10_000;

/**
 * Lets a server close in bounded time. Node counts a connection on which no request came yet, as browsers open them
 * ahead, neither as idle nor as busy, and would wait for it until its header time-out of a minute.
 */
export const closeInTime = (app: FastifyInstance): void => {
  const unused = new Set<Socket>();
  app.server.on('connection', (socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  app.server.on('request', ({ socket }) => unused.delete(socket));
  app.addHook('preClose', async () => {
    for (const socket of unused) socket.destroy();
    setTimeout(() => app.server.closeAllConnections(), GRACE_MS).unref();
  });
};
