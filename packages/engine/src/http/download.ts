import type { Endpoint } from '@cartwright/contract';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type FileChunk, writeChunks } from '../platform/files/write.ts';
import type { Call } from './route.ts';

/** A client that takes nothing for this long has stopped reading; a slow one takes some bytes. */
const STALL_MS = 60_000;
/** Longest that one file may take: whoever reads drop by drop would hold a connection to the database for ever. */
const DURATION_MS_MAX = 7_200_000;

/** A file that is made while it is sent. */
export type Download = {
  fileName: string;
  contentType: string;
  /** Is closed, however the sending ends. */
  chunks: AsyncGenerator<FileChunk, void, undefined>;
};

/** Registers an endpoint of the contract whose answer is a file, to be sent by `handle` with `sendDownload`. */
export const downloadRoute = <E extends Endpoint>(
  app: FastifyInstance,
  endpoint: E,
  handle: (call: Pick<Call<E>, 'query' | 'raw' | 'reply'>) => Promise<void>,
): void => {
  app.route({
    method: endpoint.method,
    url: endpoint.path,
    // Asking for the headers alone would make the whole file.
    exposeHeadRoute: false,
    schema: {
      tags: [endpoint.tag],
      summary: endpoint.summary,
      ...(endpoint.query === undefined ? {} : { querystring: endpoint.query }),
      response: endpoint.answers,
    },
    handler: async (request, reply) => {
      const call = { query: request.query, raw: request, reply };
      // Fastify has validated the query by the very schema that its type comes from.
      await handle(call as Pick<Call<E>, 'query' | 'raw' | 'reply'>);
    },
  });
};

/**
 * Sends a file as fast as the client takes it. What fails before the first chunk is thrown, so that it becomes a
 * problem. After that there is no other way to tell than to break the connection: an answer that ends tidily is
 * whole. Returns how many records were taken and what broke the sending, when the client has all of it, or is
 * gone: because it hung up, took nothing for `stallMs`, or `closing` told us to stop.
 */
export const sendDownload = async (
  reply: FastifyReply,
  download: Download,
  until: { closing: AbortSignal; stallMs?: number },
): Promise<{ records: number; whole: boolean; err?: unknown }> => {
  const { chunks } = download;
  const first = await chunks.next();
  const { raw } = reply;
  reply.hijack();
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, {
    'content-type': download.contentType,
    'content-disposition': `attachment; filename="${download.fileName}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // Kept alive, the line would hold up an engine that stops.
    connection: 'close',
  });
  raw.setTimeout(until.stallMs ?? STALL_MS, () => raw.destroy());
  let records = 0;
  try {
    const whole = await writeChunks(resumed(first, chunks), raw, {
      signal: AbortSignal.any([until.closing, AbortSignal.timeout(DURATION_MS_MAX)]),
      onChunk: (chunk) => {
        records += chunk.records;
      },
    });
    if (whole) raw.end();
    else raw.destroy();
    return { records, whole };
  } catch (err) {
    raw.destroy();
    return { records, whole: false, err };
  }
};

async function* resumed<T>(
  first: IteratorResult<T, void>,
  rest: AsyncGenerator<T, void, undefined>,
): AsyncGenerator<T, void, undefined> {
  try {
    if (first.done === true) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return();
  }
}
