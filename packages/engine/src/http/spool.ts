import { once } from 'node:events';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addAbortSignal, type Readable } from 'node:stream';

/** The body is larger than was allowed. */
export class BodyTooLarge extends Error {
  override name = 'BodyTooLarge';
}

export type Spool = {
  /** Settles when the body has come whole; rejects when it broke off, or is too large. */
  received: Promise<void>;
  /** What has come, from the start on, as it comes; throws where the body broke off. To be read once. */
  content: AsyncIterable<Buffer>;
  /** Removes the file, once the body has come or broken off. */
  remove: () => Promise<void>;
};

const READ_BYTES = 65_536;

/**
 * Takes a body to a temporary file as fast as it comes, while it is read from there as fast as its reader can:
 * a slow reader does not keep the client waiting, and memory stays the same. `signal` ends both.
 */
export const spool = async (
  body: Readable,
  options: { limitBytes: number; signal: AbortSignal },
): Promise<Spool> => {
  addAbortSignal(options.signal, body);
  const folder = await mkdtemp(join(tmpdir(), 'cartwright-upload-'));
  const file = await open(join(folder, 'body'), 'w+');
  // An open file lives on without its name, so a killed process leaves none behind; where the system allows it.
  await rm(folder, { recursive: true, force: true }).catch(() => {});
  const news = new EventTarget();
  const state: State = { bytes: 0, ended: false, failure: undefined };
  const tell = () => news.dispatchEvent(new Event('more'));
  // A body that is too large is left standing, so that its sender can still be told.
  const received = receive(body.iterator({ destroyOnReturn: false }), {
    file,
    state,
    tell,
    limitBytes: options.limitBytes,
  });
  // Its reader gets to know too.
  received.catch(() => {});
  return {
    received,
    content: read({ file, state, news, signal: options.signal }),
    remove: async () => {
      await received.catch(() => {});
      await file.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

type State = { bytes: number; ended: boolean; failure: unknown };

const receive = async (
  body: AsyncIterable<Uint8Array>,
  to: { file: FileHandle; state: State; tell: () => void; limitBytes: number },
): Promise<void> => {
  const { file, state, tell, limitBytes } = to;
  try {
    for await (const chunk of body) {
      if (state.bytes + chunk.length > limitBytes)
        throw new BodyTooLarge(`the file is larger than ${limitBytes} bytes`);
      await file.write(chunk, 0, chunk.length, state.bytes);
      state.bytes += chunk.length;
      tell();
    }
  } catch (cause) {
    state.failure =
      cause instanceof BodyTooLarge
        ? cause
        : new Error(`the upload broke off after ${state.bytes} bytes`, { cause });
    throw state.failure;
  } finally {
    state.ended = true;
    tell();
  }
};

async function* read(from: {
  file: FileHandle;
  state: State;
  news: EventTarget;
  signal: AbortSignal;
}): AsyncGenerator<Buffer, void, undefined> {
  const { file, state, news, signal } = from;
  let position = 0;
  for (;;) {
    signal.throwIfAborted();
    if (position < state.bytes) {
      const length = Math.min(READ_BYTES, state.bytes - position);
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, position);
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    } else if (state.failure !== undefined) throw state.failure;
    else if (state.ended) return;
    else await once(news, 'more', { signal });
  }
}
