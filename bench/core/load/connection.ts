/**
 * One keep-alive connection that sends prepared bytes and reads HTTP/1.1 answers as far as it must: status and
 * Content-Length. Node's own client costs several times the CPU, which on two cores the server would lack.
 */
import { createConnection, type Socket } from 'node:net';

/** Headers of an answer; more is taken for an answer that this reader cannot read. */
const HEAD_BYTES_MAX = 65_536;
const HEAD_END = Buffer.from('\r\n\r\n');
// As Node writes it by itself, and as Fastify does. Others are found the slow way.
const LENGTH_NAMES = [Buffer.from('\r\ncontent-length: '), Buffer.from('\r\nContent-Length: ')];

export type Connection = { send(request: Buffer): void; close(): void };

export type ConnectionOptions = {
  port: number;
  /** The whole answer to the last `send` is here. */
  onAnswer(connection: Connection, status: number): void;
  /** It is of no use any more. Whether a request was under way is known to whoever sent it. */
  onBroken(connection: Connection, reason: string): void;
};

/** Connects to a server on this machine. One request at a time: the next `send` after the answer. */
export const openConnection = (options: ConnectionOptions): Connection => {
  const socket = createConnection({ host: '127.0.0.1', port: options.port, noDelay: true });
  let over = false;
  const breakOff = (reason: string): void => {
    if (over) return;
    over = true;
    socket.destroy();
    options.onBroken(connection, reason);
  };
  const connection: Connection = {
    send: (request) => void socket.write(request),
    close: () => {
      over = true;
      socket.destroy();
    },
  };
  readAnswers(socket, {
    onAnswer: (status) => {
      if (!over) options.onAnswer(connection, status);
    },
    onUnreadable: breakOff,
  });
  socket.on('error', (error) => breakOff(error.message));
  socket.on('close', () => breakOff('the server closed the connection'));
  return connection;
};

/** Calls `onAnswer` at the last byte of each answer. */
const readAnswers = (
  socket: Socket,
  on: { onAnswer(status: number): void; onUnreadable(reason: string): void },
): void => {
  let head: Buffer | undefined;
  let status = 0;
  // Of the body that is being read; 0 between answers.
  let missing = 0;
  socket.on('data', (chunk) => {
    let rest: Buffer = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    // At least a byte fewer each time.
    while (rest.length > 0) {
      if (missing > 0) {
        const taken = Math.min(missing, rest.length);
        missing -= taken;
        rest = rest.subarray(taken);
        if (missing === 0) on.onAnswer(status);
        continue;
      }
      const all: Buffer = head === undefined ? rest : Buffer.concat([head, rest]);
      const end = all.indexOf(HEAD_END);
      if (end < 0) {
        if (all.length > HEAD_BYTES_MAX) return on.onUnreadable('an answer without an end of its headers');
        head = all;
        return;
      }
      const answer = readHead(all, end);
      if (typeof answer === 'string') return on.onUnreadable(answer);
      ({ status, length: missing } = answer);
      head = undefined;
      rest = all.subarray(end + HEAD_END.length);
      if (missing === 0) on.onAnswer(status);
    }
  });
};

/** Status and length of the body, or what is wrong. */
const readHead = (answer: Buffer, end: number): { status: number; length: number } | string => {
  // “HTTP/1.1 200 OK”
  const status = numberAt(answer, 9);
  if (status < 100 || status > 599) return 'an answer without a status';
  if (status === 204 || status === 304) return { status, length: 0 };
  for (const name of LENGTH_NAMES) {
    const at = answer.indexOf(name);
    if (at >= 0 && at < end) return { status, length: numberAt(answer, at + name.length) };
  }
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer.toString('latin1', 0, end))?.[1];
  if (length === undefined) return 'an answer without Content-Length, which is all that this reader knows';
  return { status, length: Number(length) };
};

/** The decimal number that begins at `at`. */
const numberAt = (bytes: Buffer, at: number): number => {
  let value = 0;
  for (let index = at; index < bytes.length; index += 1) {
    const digit = (bytes[index] ?? 0) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  return value;
};
