import type { Redis } from '../redis.ts';
import { type Codec, decode, encodeHead, parseJson, Undecodable } from './codec.ts';

/**
 * A document `{ "head": …, "value": … }` for servers that have JSON.SET (Redis 8, Redis Stack, Valkey with its JSON
 * module, Dragonfly). A property is replaced by JSON.SET with a path: JSON.MERGE would merge what it holds, and
 * drop what is null there, where a hash replaces it.
 */
export const jsonCodec: Codec = {
  async read<T>(redis: Redis, key: string) {
    // By the path `$` the document is in a list of one.
    const reply: unknown = await redis.json.get(key, { path: '$' });
    if (reply === null) return undefined;
    if (!Array.isArray(reply) || reply.length !== 1) throw new Undecodable('not one document');
    const document: { head?: string; value: T } = reply[0];
    return decode(document.head, () => document.value);
  },
  async readFields<T>(redis: Redis, key: string, fields: readonly string[]) {
    const reply: unknown = await redis.json.get(key, { path: ['$.head', ...fields.map(pathOf)] });
    if (reply === null) return undefined;
    if (typeof reply !== 'object') throw new Undecodable('no lists by path');
    // With several paths the reply is an object of lists, one for each path, empty where nothing is.
    const lists = new Map<string, unknown[]>(Object.entries(reply));
    const found = fields.flatMap((field) =>
      (lists.get(pathOf(field)) ?? []).map((value) => `${JSON.stringify(field)}:${JSON.stringify(value)}`),
    );
    const [head] = lists.get('$.head') ?? [];
    return decode<T>(typeof head === 'string' ? head : undefined, () => parseJson(`{${found.join()}}`));
  },
  write: (stored) => [
    'JSON.SET',
    '$',
    JSON.stringify({
      head: encodeHead(stored),
      ...(stored.kind === 'value' ? { value: stored.value } : {}),
    }),
  ],
  headCommand: ['JSON.GET', '$.head'],
  fields: { setCommand: 'JSON.SET', removeCommand: 'JSON.DEL', path: (field) => pathOf(field) },
};

const pathOf = (field: string): string => `$.value[${JSON.stringify(field)}]`;
