import { get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import { afterAll, expect, it } from 'vitest';
import { until } from '../../../../test/support/until.ts';
import { sendDownload } from '../../src/http/download.ts';

const STALL_MS = 1_000;
const app = Fastify({ forceCloseConnections: true });
const closing = new AbortController();
const sent: Awaited<ReturnType<typeof sendDownload>>[] = [];
let closed = 0;

async function* chunks(count: number) {
  try {
    for (let at = 0; at < count; at += 1) yield { text: 'x'.repeat(1_000_000), records: 1 };
  } finally {
    closed += 1;
  }
}

app.get<{ Querystring: { megabytes: string } }>('/file', async (request, reply) => {
  const download = {
    fileName: 'x.txt',
    contentType: 'text/plain',
    chunks: chunks(Number(request.query.megabytes)),
  };
  sent.push(await sendDownload(reply, download, { closing: closing.signal, stallMs: STALL_MS }));
});
await app.listen({ port: 0, host: '127.0.0.1' });
afterAll(() => app.close());

const ask = (megabytes: number): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const { port } = app.server.address() as AddressInfo;
    get(`http://127.0.0.1:${port}/file?megabytes=${megabytes}`, { agent: false }, resolve).once(
      'error',
      reject,
    );
  });

it('ends for a client that stops reading, and closes what it reads from', async () => {
  const answer = await ask(200);
  await until(() => sent.length === 1 && closed === 1, { deadlineMs: 10_000, what: 'the end' });
  expect(sent[0]?.whole).toBe(false);
  expect(sent[0]?.records).toBeLessThan(200);
  answer.destroy();
});

it('waits for a client that reads slowly, for longer than it waits for one that does not read', async () => {
  const answer = await ask(60);
  const startedAt = performance.now();
  let bytes = 0;
  // A megabyte each 50 ms: the whole takes several times as long as a client may do nothing.
  for await (const part of answer) {
    bytes += part.length;
    await until(() => performance.now() - startedAt >= bytes / 20_000, {
      deadlineMs: 5_000,
      what: 'its time',
    });
  }
  expect(bytes).toBe(60_000_000);
  expect(performance.now() - startedAt).toBeGreaterThan(2 * STALL_MS);
  await until(() => closed === 2, { deadlineMs: 5_000, what: 'the end' });
  expect(sent[1]).toEqual({ records: 60, whole: true });
});
