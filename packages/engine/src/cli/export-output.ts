import { once } from 'node:events';
import { createWriteStream, rmSync } from 'node:fs';
import { lstat, rename, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type FileChunk, writeChunks } from '../platform/files/write.ts';
import { ExpectedError } from '../shared/expected-error.ts';

type Progress = { signal: AbortSignal; onChunk: (chunk: FileChunk) => void };

/** Where an export goes. */
export type Output = {
  /** True when all of it is there; false when it was stopped, or nobody reads any more. Throws what writing throws. */
  write(chunks: AsyncIterable<FileChunk>, progress: Progress): Promise<boolean>;
  /** Removes what is not whole; without effect after a `write` that gave true. */
  discard(): void;
};

/** The file of that name, or standard output without one. Throws `ExpectedError` for a name that cannot be written. */
export const openOutput = async (file: string | undefined): Promise<Output> =>
  file === undefined
    ? { write: (chunks, progress) => writeChunks(chunks, process.stdout, progress), discard: () => {} }
    : fileOutput(await regular(file));

/** Written beside its place under another name, and put there when it is whole. */
const fileOutput = (file: string): Output => {
  const unfinished = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  const discard = () => rmSync(unfinished, { force: true });
  // Also where the process ends in the midst of it.
  process.once('exit', discard);
  return {
    discard,
    async write(chunks, progress) {
      // For its owner alone: orders have names and addresses in them. Flushed, so that a crash leaves the old or the new.
      const stream = createWriteStream(unfinished, { flags: 'wx', mode: 0o600, flush: true });
      try {
        await once(stream, 'open');
        const whole = await writeChunks(chunks, stream, progress);
        const closed = once(stream, 'close');
        if (whole) stream.end();
        else stream.destroy();
        await closed;
        if (stream.errored !== null) throw stream.errored;
        if (whole) await rename(unfinished, file);
        return whole;
      } catch (error) {
        stream.destroy();
        throw cannotWrite(file, error);
      }
    },
  };
};

/** The name, where a file can be put under it. What is no file, such as a device, would be replaced by one. */
const regular = async (file: string): Promise<string> => {
  const there = await lstat(file).catch(() => undefined);
  if (there !== undefined && !there.isFile())
    throw new ExpectedError(
      `${file} is there and is no plain file. Name another, or leave out --out and use >.`,
    );
  const folder = await stat(dirname(file)).catch(() => undefined);
  if (folder?.isDirectory() !== true)
    throw new ExpectedError(`The folder ${dirname(file)} is not there. Make it, or name another.`);
  return file;
};

const cannotWrite = (file: string, error: unknown): unknown =>
  error instanceof Error && 'syscall' in error && FILE_CALLS.has(String(error.syscall))
    ? new ExpectedError(`${file} cannot be written: ${error.message}`)
    : error;

const FILE_CALLS = new Set(['open', 'write', 'fsync', 'close', 'rename']);
