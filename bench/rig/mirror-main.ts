/** The limit of a read: a bare `node:http` server that sends one recorded answer again and again. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from '../core/child.ts';
import type { RecordedAnswer } from './mirror.ts';

/** As the engine has it, so that `Keep-Alive` is the same text. */
const KEEP_ALIVE_MS = 72_000;

answerParent(async ({ status, headers, body }: RecordedAnswer) => {
  const bytes = Buffer.from(body);
  const flat = headers.flat();
  const server = createServer((_request, response) => {
    response.writeHead(status, flat).end(bytes);
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, resolve);
  });
  return (server.address() as AddressInfo).port;
});
