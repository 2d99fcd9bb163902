import type { Redis } from '../redis.ts';
import type { Codec } from './codec.ts';
import { hashCodec } from './hash-codec.ts';
import { jsonCodec } from './json-codec.ts';
import type { CodecName } from './port.ts';
import { stringCodec } from './string-codec.ts';

const hasJson = new WeakMap<Redis, Promise<boolean>>();

/**
 * The codec of that name, or hash for `json` where the server has no JSON commands; `log` hears of that once for
 * each client. The server is asked once for each client; throws when it could not be asked, and asks again next time.
 */
export const chooseCodec = async (
  redis: Redis,
  options: { codec: CodecName; log: (message: string) => void },
): Promise<Codec> => {
  switch (options.codec) {
    case 'string':
      return stringCodec;
    case 'hash':
      return hashCodec;
    case 'json':
      return (await askOnce(redis, options.log)) ? jsonCodec : hashCodec;
    default:
      return options.codec satisfies never;
  }
};

const askOnce = (redis: Redis, log: (message: string) => void): Promise<boolean> => {
  const known = hasJson.get(redis);
  if (known !== undefined) return known;
  const asking = redis.commandInfo(['JSON.SET']).then(([command]) => {
    const has = command !== undefined && command !== null;
    if (!has)
      log('This Redis has no JSON commands: caches that are to keep JSON documents keep hashes instead');
    return has;
  });
  hasJson.set(redis, asking);
  asking.catch(() => hasJson.delete(redis));
  return asking;
};
