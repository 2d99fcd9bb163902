/** The limit measured beside a read: the same status, headers and bytes from a bare `node:http` server. */
import { type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { assert } from '../../packages/engine/src/shared/assert.ts';
import { startChild } from '../core/child.ts';

export type RecordedAnswer = { status: number; headers: [name: string, value: string][]; body: Uint8Array };

/** Node makes these anew for every answer, in the mirror as in the engine. */
const MADE_BY_NODE = new Set(['date', 'connection', 'keep-alive']);

/** Starts a process that sends `answer` to everybody, and proves that it is the same. */
export const startMirror = async (
  answer: RecordedAnswer,
  options: { folder: string; onEnd: (stop: () => Promise<void>) => void },
): Promise<{ port: number; pid: number }> => {
  const child = await startChild({
    script: join(import.meta.dirname, 'mirror-main.ts'),
    logPath: join(options.folder, 'mirror.log'),
  });
  options.onEnd(() => child.stop());
  const own = answer.headers.filter(([name]) => !MADE_BY_NODE.has(name.toLowerCase()));
  const port = await child.ask<number>({ ...answer, headers: own });
  const mirrored = await record({ port, path: '/' });
  assert(mirrored.status === answer.status, `the mirror answers ${mirrored.status}, not ${answer.status}`);
  assert(Buffer.compare(mirrored.body, answer.body) === 0, 'the mirror sends another body');
  const [ours, its] = [namesOf(answer), namesOf(mirrored)];
  assert(ours === its, `the mirror sends the headers ${its} instead of ${ours}`);
  return { port, pid: child.pid };
};

const namesOf = ({ headers }: RecordedAnswer): string =>
  headers
    .map(([name]) => name.toLowerCase())
    .toSorted()
    .join(', ');

/** Of this many answers the one of median length stands for all; their keys are picked like those of the load. */
const CANDIDATES = 101;

/** Gets the answer that a mirror has to send: one of median length. Throws when one is no 2xx. */
export const recordTypical = async (options: {
  port: number;
  /** Gives a path as the load asks for it. */
  nextPath: () => string;
  headers?: Readonly<Record<string, string>>;
}): Promise<RecordedAnswer> => {
  const answers: RecordedAnswer[] = [];
  for (let index = 0; index < CANDIDATES; index += 1) {
    const path = options.nextPath();
    const answer = await record({ ...options, path });
    if (answer.status < 200 || answer.status > 299)
      throw new Error(
        `GET ${path} was answered with ${answer.status}: ${Buffer.from(answer.body).toString()}`,
      );
    answers.push(answer);
  }
  answers.sort((a, b) => a.body.length - b.body.length);
  const typical = answers[Math.floor(CANDIDATES / 2)];
  assert(typical !== undefined, 'nothing was recorded');
  return typical;
};

const ANSWER_DEADLINE_MS = 20_000;

const record = async (from: {
  port: number;
  path: string;
  headers?: Readonly<Record<string, string>>;
}): Promise<RecordedAnswer> => {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port: from.port,
        path: from.path,
        // Otherwise Node's client asks for `Connection: close`, which no request of the load does.
        headers: { host: 'localhost', connection: 'keep-alive', ...from.headers },
        timeout: ANSWER_DEADLINE_MS,
      },
      resolve,
    );
    sent.on('timeout', () =>
      sent.destroy(new Error(`No answer to GET ${from.path} in ${ANSWER_DEADLINE_MS} ms`)),
    );
    sent.on('error', reject);
    sent.end();
  });
  const parts: Uint8Array[] = [];
  for await (const part of response) parts.push(part);
  const { rawHeaders, statusCode: status = 0 } = response;
  const headers: RecordedAnswer['headers'] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2)
    headers.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  return { status, headers, body: Buffer.concat(parts) };
};
