import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll } from 'vitest';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A real server for the test file that calls it; gives its port on 127.0.0.1. */
export const openTinyServer = async (handler: Handler): Promise<number> => {
  const server = createServer(handler);
  await new Promise<void>((resolve) => {
    server.listen({ port: 0, host: '127.0.0.1' }, resolve);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
};

/** One that answers nobody for a while, once, from a request on; and keeps a book of how long each took it. */
export const openStallingServer = async (stall: { atRequest: number; forMs: number }) => {
  const tookMs: number[] = [];
  let came = 0;
  let stalledUntil = 0;
  const port = await openTinyServer((_request, response) => {
    came += 1;
    const startedAt = performance.now();
    if (came === stall.atRequest) stalledUntil = startedAt + stall.forMs;
    const answer = (): void => {
      tookMs.push(performance.now() - startedAt);
      response.end('here');
    };
    if (stalledUntil > startedAt) setTimeout(answer, stalledUntil - startedAt);
    else answer();
  });
  return { port, tookMs };
};

const GET = Buffer.from('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n');

/** For loops that run in the test's own process. */
export const nextGet = (): Buffer => GET;

/** What a plan has to say of requests, where the test gives them itself. */
export const UNUSED_SOURCE = { module: 'given by the test', options: undefined };
