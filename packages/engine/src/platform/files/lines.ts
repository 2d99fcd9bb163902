import { UnreadableFile } from './unreadable-file.ts';

/** Longest line: a product of 2,000 variants has some 600 kB. */
const LINE_BYTES_MAX = 4_194_304;

export type Line = {
  number: number;
  text: string;
  bytes: number;
  /** Why the text is not the line's: it was too long, or no UTF-8. */
  problem?: string;
};

const NEWLINE = 10;

/** The lines of a UTF-8 file, trimmed. Holds one line at most; of a longer one than LINE_BYTES_MAX nothing is kept. */
export async function* readLines(source: AsyncIterable<Uint8Array>): AsyncGenerator<Line, void, undefined> {
  let number = 1;
  let parts: Buffer[] = [];
  let bytes = 0;
  const keep = (part: Buffer): void => {
    bytes += part.length;
    if (bytes > LINE_BYTES_MAX) parts = [];
    else parts.push(part);
  };
  const take = (): Line => {
    const line = toLine({ number, bytes, content: Buffer.concat(parts) });
    number += 1;
    parts = [];
    bytes = 0;
    return line;
  };
  for await (const piece of source) {
    const chunk = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, end));
      yield take();
      from = end + 1;
    }
    keep(chunk.subarray(from));
  }
  if (bytes > 0) yield take();
}

const toLine = (raw: { number: number; bytes: number; content: Buffer }): Line => {
  const { number, bytes, content } = raw;
  if (bytes > LINE_BYTES_MAX)
    return { number, bytes, text: '?', problem: `is longer than ${LINE_BYTES_MAX} bytes` };
  if (number === 1 && startsAsUtf16(content)) throw new UnreadableFile(UTF_16);
  const text = decodeUtf8(content);
  if (text === undefined) return { number, bytes, text: '?', problem: NOT_UTF_8 };
  return { number, bytes, text: text.trim() };
};

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Text of UTF-8 bytes without a byte order mark, or undefined when they are not UTF-8: nothing is guessed. */
export const decodeUtf8 = (bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
};

export const NOT_UTF_8 = 'is not UTF-8; save the file with the encoding UTF-8';
export const UTF_16 = 'the file is UTF-16; save it with the encoding UTF-8';

export const startsAsUtf16 = (content: Uint8Array): boolean =>
  (content[0] === 0xff && content[1] === 0xfe) || (content[0] === 0xfe && content[1] === 0xff);
