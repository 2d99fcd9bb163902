import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type CsvError, type Info, parse } from 'csv-parse';
import { decodeUtf8, NOT_UTF_8, startsAsUtf16, UTF_16 } from './lines.ts';
import { doubleEscapedQuotes } from './quotes.ts';
import { UnreadableFile } from './unreadable-file.ts';

/** Largest row in bytes; the text of one product may have 100,000 characters. Beyond it, a quote was not closed. */
const ROW_BYTES_MAX = 1_048_576;

/** A row of a CSV file. Of a broken one the start of its text is known, as it is in the file. */
export type CsvRow = { line: number; bytes: number } & (
  | { fields: string[]; problem?: undefined }
  | { problem: string; start: string }
);

/**
 * The rows of a CSV file in UTF-8: with or without a byte order mark, any line ends, quotes doubled or escaped
 * with a backslash, quoted line breaks. A broken row is told and the next one is read on with; throws
 * `UnreadableFile` where that cannot be, and what the source throws, then after the rows that came; the last of
 * them may be cut. Holds one row and one chunk of the source.
 */
export async function* readCsv(source: AsyncIterable<Uint8Array>): AsyncGenerator<CsvRow, void, undefined> {
  const lines = new LineCounter();
  const parser = parse({
    // One byte a character: fields are decoded here, so that bytes which are no UTF-8 are noticed.
    encoding: 'latin1',
    columns: false,
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: ROW_BYTES_MAX,
    // Pushed in between the rows, so that it comes in its place.
    on_skip: (error, raw): undefined => {
      parser.push({ error, raw: raw ?? '' } satisfies Skipped);
    },
  });
  const breakage: { cause?: unknown } = {};
  const content = lines.watch(doubleEscapedQuotes(untilBroken(withoutMark(source), breakage)));
  const feeding = pipeline(Readable.from(content, { objectMode: false }), parser);
  // Its failure destroys the parser, whose reader below then throws.
  feeding.catch(() => {});
  let end = 0;
  let brokenLine = 0;
  try {
    for await (const given of parser as AsyncIterable<Parsed | Skipped>) {
      if ('error' in given) {
        const line = lines.lineAt(Number(given.error?.bytes ?? end));
        // One row may be broken in several places.
        if (line !== brokenLine) yield broken(given, line);
        brokenLine = line;
      } else {
        const bytes = given.info.bytes - end;
        end = given.info.bytes;
        const line = lines.lineAt(end - 1) - lineBreaks(given.record);
        yield { ...decode(given.record), line, bytes };
      }
    }
  } finally {
    parser.destroy();
  }
  if ('cause' in breakage) throw breakage.cause;
}

type Parsed = { record: string[]; info: Info; raw: string };
type Skipped = { error: CsvError | undefined; raw: string };

const broken = ({ error, raw }: Skipped, line: number): CsvRow => {
  if (error?.code === 'CSV_MAX_RECORD_SIZE')
    throw new UnreadableFile(
      `the row that begins in line ${line} is longer than ${ROW_BYTES_MAX} bytes; is one of its quotes not closed?`,
    );
  const problem =
    error?.code === 'CSV_QUOTE_NOT_CLOSED'
      ? 'ends within a quoted field: the file was cut short'
      : 'has a quote where none can be; a quote within a quoted field has to be doubled';
  return { line, bytes: raw.length, problem, start: raw.replace(/^[\r\n]+/, '') };
};

const decode = (record: readonly string[]): { fields: string[] } | { problem: string; start: string } => {
  const fields: string[] = [];
  for (const latin1 of record) {
    const text = /^[\0-\x7f]*$/.test(latin1) ? latin1 : decodeUtf8(Buffer.from(latin1, 'latin1'));
    if (text === undefined) return { problem: NOT_UTF_8, start: record.map(quoted).join(',') };
    fields.push(text);
  }
  return { fields };
};

/** A field as it may have stood in the file. */
const quoted = (field: string): string =>
  /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;

const lineBreaks = (record: readonly string[]): number =>
  record.reduce((sum, field) => sum + (field.match(/\r\n|\r|\n/g)?.length ?? 0), 0);

/** Ends where the source fails and notes why: a failing stream would drop the rows that are ready to be read. */
async function* untilBroken(
  source: AsyncIterable<Uint8Array>,
  breakage: { cause?: unknown },
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* source;
  } catch (cause) {
    breakage.cause = cause;
  }
}

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

async function* withoutMark(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let head: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of source) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < MARK.length) continue;
    if (startsAsUtf16(head)) throw new UnreadableFile(UTF_16);
    yield head.subarray(MARK.equals(head.subarray(0, MARK.length)) ? MARK.length : 0);
    head = undefined;
  }
  if (head !== undefined && head.length > 0) yield head;
}

/** Which line a byte is in. The parser's own count takes a quoted CRLF for two lines. */
class LineCounter {
  #bytes = 0;
  #line = 1;
  /** Where the lines begin that nobody has asked beyond yet; no more than the parser has in hand. */
  #begins: number[] = [];
  #afterCr = false;

  async *watch(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length; at += 1) {
        const byte = chunk[at];
        if (byte === 10 && this.#afterCr) this.#begins[this.#begins.length - 1] = this.#bytes + at + 1;
        else if (byte === 10 || byte === 13) this.#begins.push(this.#bytes + at + 1);
        this.#afterCr = byte === 13;
      }
      this.#bytes += chunk.length;
      yield chunk;
    }
  }

  /** The line of a byte; bytes are asked for in rising order. */
  lineAt(byte: number): number {
    const later = this.#begins.findIndex((begin) => begin > byte);
    const passed = later === -1 ? this.#begins.length : later;
    this.#line += passed;
    this.#begins.splice(0, passed);
    return this.#line;
  }
}
