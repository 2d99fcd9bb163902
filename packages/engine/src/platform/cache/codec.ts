import { assert } from '../../shared/assert.ts';
import type { Redis } from '../redis.ts';

/** What is known of an entry besides its value; it lies beside it, as `v 1767225600000 12 0`. */
export type Head = {
  /** 0 when it does not expire. */
  expiresAtMs: number;
  /** How long loading it took. */
  loadMs: number;
  /** Hexadecimal digits without leading zeros; `0` for what no stream wrote. */
  version: string;
};

/** A value; that there is none; or that there is one which is too large to be kept here. */
export type Stored<T> =
  | (Head & { kind: 'value'; value: T })
  | (Head & { kind: 'nothing' })
  | (Head & { kind: 'uncacheable' });

/** How entries lie in Redis. A read throws `Undecodable` for what was not written by this codec. */
export type Codec = {
  read<T>(redis: Redis, key: string): Promise<Stored<T> | undefined>;
  /** The value has the fields that exist, of those asked for. */
  readFields<T>(redis: Redis, key: string, fields: readonly string[]): Promise<Stored<T> | undefined>;
  /** The command that writes a whole entry, without its key: `['SET', text]`. */
  write(stored: Stored<object>): string[];
  /** The command that reads a text in which the head is, without its key. */
  headCommand: readonly string[];
  /** How one field is replaced; undefined where only the whole can be. */
  fields?: { setCommand: string; removeCommand: string; path(field: string): string };
};

export class Undecodable extends Error {
  override name = 'Undecodable';
}

const LETTERS = { value: 'v', nothing: 'n', uncacheable: 'x' } as const;
const KINDS = { v: 'value', n: 'nothing', x: 'uncacheable' } as const;
const HEAD = /^([vnx]) (\d+) (\d+) ([0-9a-f]+)$/;

export const encodeHead = (stored: Stored<unknown>): string =>
  `${LETTERS[stored.kind]} ${stored.expiresAtMs} ${stored.loadMs} ${stored.version}`;

/** Throws `Undecodable`; `value` is asked for only if there is one. */
export const decode = <T>(headText: string | undefined, value: () => T): Stored<T> => {
  const [, letter, expiresAtMs, loadMs, version] = HEAD.exec(headText ?? '') ?? [];
  if ((letter !== 'v' && letter !== 'n' && letter !== 'x') || version === undefined)
    throw new Undecodable(`no head of a cache entry: ${headText?.slice(0, 80)}`);
  const head = { expiresAtMs: Number(expiresAtMs), loadMs: Number(loadMs), version };
  const kind = KINDS[letter];
  return kind === 'value' ? { ...head, kind, value: value() } : { ...head, kind };
};

/** Parses what a codec wrote; throws `Undecodable`. */
export const parseJson = <T>(text: string): T => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Undecodable('no JSON', { cause });
  }
};

/** The JSON text of each property that has one. */
export const jsonProperties = (value: object): [name: string, text: string][] => {
  assert(!Array.isArray(value), 'only an object has fields; a list needs the string codec');
  return Object.entries(value).flatMap(([name, property]): [string, string][] => {
    const text: string | undefined = JSON.stringify(property);
    return text === undefined ? [] : [[name, text]];
  });
};
