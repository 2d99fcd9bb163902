import { createServer, type IncomingMessage } from 'node:http';
import { afterAll } from 'vitest';

/** What happens to a request on its way: it is answered here, its answer is lost, or (undefined) nothing. */
export type Fault = { status: number; code: string; retryAfter?: string } | 'answer lost' | undefined;

/** Stands before a shop and does to its requests what `fault` says; ends with the test file. */
export const openProxy = async (
  shopUrl: string,
  fault: (request: { method: string; path: string; key: string | undefined }) => Promise<Fault> | Fault,
): Promise<string> => {
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/' } = request;
    const key = request.headers['idempotency-key'];
    const wanted = await fault({ method, path: url, key: typeof key === 'string' ? key : undefined });
    if (typeof wanted === 'object') {
      const { status, code, retryAfter } = wanted;
      response.writeHead(status, {
        'content-type': 'application/problem+json',
        ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
      });
      response.end(JSON.stringify({ type: 'about:blank', title: code, status, code, detail: code }));
      return;
    }
    const headers = Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' && !/^(host|connection|content-length)$/.test(name) ? [[name, value]] : [],
    );
    const body = await bodyOf(request);
    const answer = await fetch(new URL(url, shopUrl), {
      method,
      headers,
      ...(body.length > 0 ? { body } : {}),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (wanted === 'answer lost') return void request.socket.destroy();
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'application/json',
      ...(answer.headers.has('idempotent-replayed') ? { 'idempotent-replayed': 'true' } : {}),
    });
    response.end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  afterAll(() => server.close().closeAllConnections());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
};

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};
