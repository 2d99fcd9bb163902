import type { FastifyReply } from 'fastify';

/** Connections held without an answer at once; beyond it the next one is cut, which tells its caller as little. */
const HELD_MAX = 1_000;
/** Longest silence; every sensible caller has long gone. */
const HELD_MAX_MS = 60_000;

/** Takes a reply away from the server and never sends it: the connection stays open until the caller leaves. */
export const createSilence = (): ((reply: FastifyReply) => FastifyReply) => {
  let held = 0;

  return (reply) => {
    const { socket } = reply.raw;
    reply.hijack();
    if (!socket || socket.destroyed) return reply;
    if (held >= HELD_MAX) {
      socket.destroy();
      return reply;
    }
    held += 1;
    const timer = setTimeout(() => socket.destroy(), HELD_MAX_MS).unref();
    socket.once('close', () => {
      held -= 1;
      clearTimeout(timer);
    });
    return reply;
  };
};
