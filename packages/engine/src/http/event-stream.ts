import type { FastifyReply } from 'fastify';
import { isNoRequest } from './in-flight.ts';
import { HttpProblem } from './problem.ts';
import type { Watch } from './watch.ts';

/** A comment at least this often keeps proxies from closing a silent line. */
const KEEP_ALIVE_MS = 15_000;
/** A client that lets this much pile up does not read; it may come back and gets the present value. */
const BACKLOG_BYTES_MAX = 262_144;
/** Lines open at once in one process, of one kind. */
const STREAMS_MAX = 5_000;

/**
 * Answers with server-sent events (WHATWG HTML, 9.2): the present value of each key first, then every change.
 * An id is opaque: whoever resumes with `Last-Event-ID` gets the present value, which is all there is to resume.
 */
export const sendEvents = (
  reply: FastifyReply,
  stream: {
    event: string;
    keys: readonly string[];
    watch: Pick<Watch, 'follow' | 'size'>;
    closing: AbortSignal;
    /** Lines of this kind that may be open; `STREAMS_MAX` unless it is said. */
    max?: number;
  },
): void => {
  if (stream.watch.size() >= (stream.max ?? STREAMS_MAX))
    throw new HttpProblem('overloaded', 'Too many streams are open. Ask again instead.', {
      retryAfterSeconds: 5,
    });
  const { raw } = reply;
  reply.hijack();
  isNoRequest(reply);
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    // The line ends with the stream: kept alive, it would hold up an engine that stops.
    connection: 'close',
  });
  const write = (text: string): void => {
    if (raw.writableLength > BACKLOG_BYTES_MAX) raw.destroy();
    else raw.write(text);
  };
  write(': open\n\n');
  let sent = 0;
  const unfollow = stream.watch.follow(stream.keys, (_key, json) => {
    sent += 1;
    write(`id: ${Date.now().toString(36)}-${sent}\nevent: ${stream.event}\ndata: ${json}\n\n`);
  });
  const timer = setInterval(() => write(': still here\n\n'), KEEP_ALIVE_MS);
  const end = (): void => {
    raw.end();
  };
  stream.closing.addEventListener('abort', end, { once: true });
  raw.once('close', () => {
    unfollow();
    clearInterval(timer);
    stream.closing.removeEventListener('abort', end);
  });
};
