import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { MultiErrorReply } from 'redis';
import { assert } from '../shared/assert.ts';
import { isCluster, type Redis } from './redis.ts';

/** A Lua script of a module: run by its hash, sent whole only to a server that does not know it yet. */
export type Script = {
  text: string;
  sha1: string;
  run(redis: Redis, call: { keys: string[]; args: string[] }): Promise<unknown>;
};

/** A run of a script. All of its keys share a hash tag. */
export type ScriptCall = { script: Script; keys: [string, ...string[]]; args: string[] };

/** Calls in one `pipeline`: as many fit into the client's queue several times over, and Redis is busy for some 10 ms. */
export const PIPELINE_CALLS_MAX = 2_000;

/** Reads a script once, at module load: one file, or several that stand one after another. */
export const loadScript = (...files: [URL, ...URL[]]): Script => {
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  const sha1 = createHash('sha1').update(text).digest('hex');
  return {
    text,
    sha1,
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

/**
 * Runs at most `PIPELINE_CALLS_MAX` calls in one go and returns their replies in order.
 *
 * On one server they are one transaction: done in the order given, with nobody else's command in between. On a cluster
 * that holds among the calls whose first keys have the same hash tag (or are the same); those of different tags run side
 * by side, and others may see some of them done and some not.
 *
 * Throws the first error that came. Redis rolls nothing back: a script's own error leaves the other calls done, and with
 * a connection that broke any part may have been done, so calls have to stand being repeated. Like everything that
 * talks to Redis it goes into `withRedis`, which makes `Unavailable` of a server that is away.
 */
export const pipeline = async (redis: Redis, calls: readonly ScriptCall[]): Promise<unknown[]> => {
  assert(calls.length <= PIPELINE_CALLS_MAX, `${calls.length} calls in one pipeline`);
  if (calls.length === 0) return [];
  if (!isCluster(redis)) return transaction(redis, calls);
  const numbered = calls.map((call, position) => ({ call, position }));
  const groups = [...Map.groupBy(numbered, ({ call }) => hashTag(call.keys[0])).values()];
  // Settled all, so that nothing of this pipeline still runs when its caller tries again.
  const outcomes = await Promise.allSettled(
    groups.map((group) =>
      together(
        redis,
        group.map(({ call }) => call),
      ),
    ),
  );
  const replies = new Array<unknown>(calls.length);
  for (const [number, outcome] of outcomes.entries()) {
    if (outcome.status === 'rejected') throw outcome.reason;
    for (const [index, { position }] of (groups[number] ?? []).entries())
      replies[position] = outcome.value[index];
  }
  return replies;
};

const together = async (redis: Redis, calls: readonly ScriptCall[]): Promise<unknown[]> => {
  const [only] = calls;
  // Most groups of a cluster are one call, which is one step by itself.
  return only !== undefined && calls.length === 1
    ? [await only.script.run(redis, only)]
    : transaction(redis, calls);
};

/**
 * The first call of each script brings its text along. With hashes alone, a script that the server has lost would fail in
 * the middle of the transaction, when the calls around it are done and may not be repeated.
 */
const transaction = async (redis: Redis, calls: readonly ScriptCall[]): Promise<unknown[]> => {
  const brought = new Set<string>();
  const multi = redis.multi();
  for (const { script, keys, args } of calls) {
    if (brought.has(script.sha1)) multi.evalSha(script.sha1, { keys, arguments: args });
    else multi.eval(script.text, { keys, arguments: args });
    brought.add(script.sha1);
  }
  try {
    return await multi.exec();
  } catch (error) {
    throw error instanceof MultiErrorReply ? [...error.errors()][0] : error;
  }
};

/** The part of a key that decides about its slot: what is between the first braces, unless that is nothing. */
const hashTag = (key: string): string => /^[^{]*\{([^}]+)\}/.exec(key)?.[1] ?? key;
