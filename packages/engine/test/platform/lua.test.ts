import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { openRedisCluster } from '../../../../test/support/redis-cluster.ts';
import { openTestFolder, openTestRedis } from '../../../../test/support/stores.ts';
import { loadScript, PIPELINE_CALLS_MAX, pipeline, type ScriptCall } from '../../src/platform/lua.ts';
import { openRedis, type Redis } from '../../src/platform/redis.ts';

const cluster = await openRedisCluster();
const opened: Redis[] = [];
const open = (url: string): Redis => {
  const redis = openRedis({ url, onError: () => {} });
  opened.push(redis);
  return redis;
};
afterAll(() => {
  for (const redis of opened) if (redis.isOpen) redis.destroy();
});

const single = await openTestRedis();
const onCluster = open(cluster.url);
await onCluster.connect();

const folder = await openTestFolder();
const script = async (text: string) => {
  const file = join(await mkdtemp(join(folder, 'lua-')), 'script.lua');
  // Each is another script to the servers, so that none is known to them from an earlier test.
  await writeFile(file, `-- ${randomUUID()}\n${text}`);
  return loadScript(pathToFileURL(file));
};
const append = (text = '') => script(`${text} return redis.call('RPUSH', KEYS[1], ARGV[1])`);

const servers: { server: string; redis: Redis }[] = [
  { server: 'one server', redis: single.redis },
  { server: 'a cluster', redis: onCluster },
];

describe.each(servers)('on $server', ({ redis }) => {
  it('commands, and several of one key in one step, do what they say', async () => {
    const key = `a:{${randomUUID()}}`;
    await redis.set(key, '1', { expiration: { type: 'EX', value: 60 } });
    expect(await redis.get(key)).toBe('1');
    expect(await redis.del(key)).toBe(1);
    const [, , fields, end] = await redis
      .multi()
      .hSet(key, { a: '1', b: '2' })
      .expire(key, 60)
      .hGetAll(key)
      .pExpireTime(key)
      .exec<'typed'>();
    expect({ ...fields }).toEqual({ a: '1', b: '2' });
    expect(Number(end)).toBeGreaterThan(Date.now());
  });

  it('a script is run where it is not known yet, and where it is', async () => {
    const counting = await script("return redis.call('INCRBY', KEYS[1], ARGV[1])");
    const keys = Array.from({ length: 12 }, () => `counter:{${randomUUID()}}`);
    for (const total of [3, 6])
      for (const key of keys) expect(await counting.run(redis, { keys: [key], args: ['3'] })).toBe(total);
  });

  it('a pipeline gives all replies in order, and does the calls of one hash tag in order', async () => {
    const [first, second] = [await append(), await append('local other = 1')];
    const tags = Array.from({ length: 40 }, () => randomUUID());
    const calls = Array.from({ length: 1_000 }, (_, number): ScriptCall => {
      const tag = tags[(number * 7) % tags.length] ?? '';
      return { script: number % 3 === 0 ? first : second, keys: [`list:{${tag}}`], args: [String(number)] };
    });
    const seen = new Map<string, string[]>();
    const expected = calls.map(({ keys: [key], args: [word = ''] }) => {
      const list = [...(seen.get(key) ?? []), word];
      seen.set(key, list);
      return list.length;
    });
    expect(await pipeline(redis, calls)).toEqual(expected);
    for (const [key, list] of seen) expect(await redis.lRange(key, 0, -1)).toEqual(list);
  });

  it('a pipeline runs each call once also where the server has forgotten its scripts', async () => {
    const appending = await append();
    const calls = Array.from({ length: 90 }, (_, number): ScriptCall => {
      return {
        script: appending,
        keys: [`forgotten:{${number % 30}}:${randomUUID()}`],
        args: [String(number)],
      };
    });
    await pipeline(redis, calls);
    await forgetScripts();
    expect(await pipeline(redis, calls)).toEqual(calls.map(() => 2));
  });

  it('a pipeline throws what a script threw, and has done the calls around it', async () => {
    const [good, bad] = [await append(), await script("return redis.error_reply('NOPE it is not good')")];
    const key = `list:{${randomUUID()}}`;
    const calls: ScriptCall[] = [good, bad, good].map((each) => ({ script: each, keys: [key], args: ['x'] }));
    await expect(pipeline(redis, calls)).rejects.toThrow('NOPE it is not good');
    expect(await redis.lLen(key)).toBe(2);
  });

  it('a pipeline of nothing is nothing, and of too much a bug', async () => {
    const call: ScriptCall = { script: await append(), keys: ['{a}'], args: ['x'] };
    expect(await pipeline(redis, [])).toEqual([]);
    const tooMany = Array.from({ length: PIPELINE_CALLS_MAX + 1 }, () => call);
    await expect(pipeline(redis, tooMany)).rejects.toThrow('calls in one pipeline');
  });
});

const forgetScripts = async (): Promise<void> => {
  await single.redis.scriptFlush();
  for (const node of cluster.nodes) await node.command('SCRIPT', 'FLUSH');
};

describe('a pipeline', () => {
  it('is one step on one server, whatever its keys', async () => {
    const key = `watched:${randomUUID()}`;
    const adding = await script("return redis.call('INCR', KEYS[1])");
    const other = open(single.url);
    await other.connect();
    const keys = [key, `${key}:other`];
    const calls = Array.from({ length: 200 }, (_, number): ScriptCall => {
      return { script: adding, keys: [keys[number % 2] ?? key], args: [] };
    });
    const writing = Promise.all(Array.from({ length: 20 }, () => pipeline(single.redis, calls)));
    let done = false;
    void writing.then(() => {
      done = true;
    });
    while (!done) {
      const [one, two] = await other.mGet(keys);
      expect(one).toBe(two);
    }
  });

  it('is one step for each hash tag of a cluster', async () => {
    const key = `watched:{${randomUUID()}}`;
    const adding = await script("return redis.call('INCR', KEYS[1])");
    const other = open(cluster.url);
    await other.connect();
    const keys = [key, `other:${key}`];
    const calls = Array.from({ length: 200 }, (_, number): ScriptCall => {
      return { script: adding, keys: [keys[number % 2] ?? key], args: [] };
    });
    const writing = Promise.all(Array.from({ length: 20 }, () => pipeline(onCluster, calls)));
    let done = false;
    void writing.then(() => {
      done = true;
    });
    while (!done) {
      const [one, two] = await other.mGet(keys);
      expect(one).toBe(two);
    }
  });
});
