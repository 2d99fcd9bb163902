import type { Redis } from '../redis.ts';
import { type Codec, decode, encodeHead, parseJson } from './codec.ts';

/** The head has 4 parts of at most 1, 16, 16 and 40 characters. */
const HEAD_LENGTH_MAX = 76;

/** One text: the head, a new line, the JSON. Smallest and fastest to read whole; fields are replaced by rewriting. */
export const stringCodec: Codec = {
  async read<T>(redis: Redis, key: string) {
    const text = await redis.get(key);
    if (text === null) return undefined;
    const headEnd = text.indexOf('\n');
    return decode<T>(text.slice(0, Math.max(headEnd, 0)), () => parseJson(text.slice(headEnd + 1)));
  },
  readFields(redis, key) {
    return stringCodec.read(redis, key);
  },
  write: (stored) => [
    'SET',
    `${encodeHead(stored)}\n${stored.kind === 'value' ? JSON.stringify(stored.value) : ''}`,
  ],
  headCommand: ['GETRANGE', '0', String(HEAD_LENGTH_MAX)],
};
