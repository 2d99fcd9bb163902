import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from './redis.ts';

/** A Lua script of a module: run by its hash, sent whole only to a server that does not know it yet. */
export type Script = { run(redis: Redis, call: { keys: string[]; args: string[] }): Promise<unknown> };

/** Reads a script once, at module load. */
export const loadScript = (file: URL): Script => {
  const text = readFileSync(file, 'utf8');
  const sha1 = createHash('sha1').update(text).digest('hex');
  return {
    async run(redis, { keys, args }) {
      try {
        return await redis.evalSha(sha1, { keys, arguments: args });
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
        return await redis.eval(text, { keys, arguments: args });
      }
    },
  };
};
