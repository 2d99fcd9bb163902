import type { Column } from '../sql.ts';

/** Reads a value in PostgreSQL's text format from `buffer[start, end)`. */
export type ReadValue = (buffer: Buffer, start: number, end: number) => unknown;

/** How a column of the declared type is read; throws for a type that the change stream does not know. */
export const readerOf = ({ pgType }: Column<unknown>): ReadValue => {
  const read = READERS[pgType];
  if (read === undefined) throw new TypeError(`The change stream cannot read the type ${pgType}`);
  return read;
};

// Most values of a shop are short and ASCII, for which latin1 is the fastest way to a string and the same as UTF-8.
const text: ReadValue = (buffer, start, end) => {
  for (let at = start; at < end; at += 1)
    if ((buffer[at] ?? 0) > 0x7f) return buffer.toString('utf8', start, end);
  return buffer.toString('latin1', start, end);
};

const ascii: ReadValue = (buffer, start, end) => buffer.toString('latin1', start, end);

const MINUS = 0x2d;
const ZERO = 0x30;

// Digit by digit: no string is made, a third of the time of Number(text).
const integer = (buffer: Buffer, start: number, end: number): number => {
  const negative = buffer[start] === MINUS;
  let value = 0;
  for (let at = negative ? start + 1 : start; at < end; at += 1)
    value = value * 10 + ((buffer[at] ?? 0) - ZERO);
  return negative ? -value : value;
};

const safeInteger: ReadValue = (buffer, start, end) => {
  const value = integer(buffer, start, end);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`the int8 ${buffer.toString('latin1', start, end)} is beyond the safe integers`);
  return value;
};

const TRUE = 0x74;

/** `{a,"b c",NULL}`: one dimension, as every array column here has. */
const array =
  (element: (text: string) => unknown): ReadValue =>
  (buffer, start, end) => {
    const source = buffer.toString('utf8', start, end);
    const values: unknown[] = [];
    const item = /"((?:[^"\\]|\\.)*)"|([^,{}"]+)/g;
    for (const [, quoted, plain] of source.matchAll(item))
      values.push(
        quoted !== undefined
          ? element(quoted.replace(/\\(.)/g, '$1'))
          : plain === 'NULL'
            ? null
            : element(plain ?? ''),
      );
    return values;
  };

const READERS: Readonly<Record<string, ReadValue>> = {
  text,
  uuid: ascii,
  int4: integer,
  int8: safeInteger,
  float8: (buffer, start, end) => Number(buffer.toString('latin1', start, end)),
  bool: (buffer, start) => buffer[start] === TRUE,
  bytea: (buffer, start, end) => Buffer.from(buffer.toString('latin1', start + 2, end), 'hex'),
  // 2026-11-24 13:31:49.123456+00: the connection asks for ISO dates in UTC, whatever the database's settings.
  timestamptz: (buffer, start, end) => timestamp(buffer.toString('latin1', start, end)),
  jsonb: (buffer, start, end) => JSON.parse(buffer.toString('utf8', start, end)) as unknown,
  'text[]': array((value) => value),
  'uuid[]': array((value) => value),
  'int4[]': array(Number),
};

const DATE_MAX_MS = 8_640_000_000_000_000;

/** Whole milliseconds; what a `Date` cannot be is the nearest that it can. */
const timestamp = (value: string): Date => {
  if (value === 'infinity') return new Date(DATE_MAX_MS);
  if (value === '-infinity') return new Date(-DATE_MAX_MS);
  const [, year, rest, bc] = /^(\d{4,6})(-.*)\+00( BC)?$/.exec(value) ?? [];
  // ISO 8601 has years beyond four digits with a sign and six, and a year 0 where this calendar has 1 BC.
  const iso = bc === undefined ? Number(year) : 1 - Number(year);
  const signed = `${iso < 0 ? '-' : '+'}${String(Math.abs(iso)).padStart(6, '0')}`;
  const ms = Date.parse(`${signed}${rest?.replace(' ', 'T')}Z`);
  if (!Number.isNaN(ms)) return new Date(ms);
  if (Number(year) > 9_999) return new Date(bc === undefined ? DATE_MAX_MS : -DATE_MAX_MS);
  throw new RangeError(`the time “${value}” cannot be read`);
};
