import { assert } from '../../shared/assert.ts';
import type { Redis } from '../redis.ts';
import { type Codec, decode, encodeHead, jsonProperties, parseJson } from './codec.ts';

/** The field that holds the head. No property may have this name, nor that which the client's objects cannot have. */
const HEAD_FIELD = '@cache';

/** A field for each top-level property, its JSON as text: some can be read or replaced without the others. */
export const hashCodec: Codec = {
  async read<T>(redis: Redis, key: string) {
    const { [HEAD_FIELD]: head, ...properties } = await redis.hGetAll(key);
    if (head === undefined) return undefined;
    return decode<T>(head, () => parseJson(objectText(Object.entries(properties))));
  },
  async readFields<T>(redis: Redis, key: string, fields: readonly string[]) {
    const [head, ...texts] = await redis.hmGet(key, [HEAD_FIELD, ...fields]);
    if (head === undefined || head === null) return undefined;
    const found = fields.flatMap((field, at): [string, string][] => {
      const text = texts[at];
      return text === undefined || text === null ? [] : [[field, text]];
    });
    return decode<T>(head, () => parseJson(objectText(found)));
  },
  write: (stored) => [
    'HSET',
    HEAD_FIELD,
    encodeHead(stored),
    ...(stored.kind === 'value'
      ? jsonProperties(stored.value).flatMap(([name, text]) => [fieldOf(name), text])
      : []),
  ],
  headCommand: ['HGET', HEAD_FIELD],
  fields: { setCommand: 'HSET', removeCommand: 'HDEL', path: (field) => fieldOf(field) },
};

const fieldOf = (name: string): string => {
  assert(name !== HEAD_FIELD && name !== '__proto__', `a cached value has a property called ${name}`);
  return name;
};

/** Parsed once as a whole, which is faster than field by field. */
const objectText = (properties: [name: string, text: string][]): string =>
  `{${properties.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join()}}`;
