import { afterAll, describe, expect, it } from 'vitest';
import { openRedisCluster, type TestNode } from '../../../../test/support/redis-cluster.ts';
import { openTestRedis } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { examineRedis } from '../../src/platform/external-servers.ts';
import { loadScript, pipeline } from '../../src/platform/lua.ts';
import { isCluster, openRedis, type Redis, withRedis } from '../../src/platform/redis.ts';
import { parseClusterUrl } from '../../src/platform/redis-cluster.ts';
import { Unavailable } from '../../src/shared/expected-error.ts';

const AT_ONCE_MS = 500;
/** A node that says nothing is given up after two seconds. */
const HUNG_MS = 6_000;

const cluster = await openRedisCluster();
const [first, second] = cluster.nodes;
const write = loadScript(new URL('../../src/modules/cart/lua/write.lua', import.meta.url));

const opened: Redis[] = [];
const open = (): Redis => {
  const redis = openRedis({ url: cluster.url, onError: () => {} });
  opened.push(redis);
  return redis;
};
afterAll(() => {
  for (const redis of opened) redis.destroy();
});
const redis = open();
await redis.connect();

const ready = (client: Redis) =>
  until(() => client.isReady, { deadlineMs: 30_000, what: 'every master to be connected' });

/** What a shop does with the keys of one tag: a command, a step of several, a script, many scripts. */
const uses = (client: Redis, tag: string): Record<string, () => Promise<unknown>> => {
  const key = `cart:{${tag}}`;
  const call = { keys: [key] satisfies [string], args: ['nobody', 'nobody', '60', '10'] };
  return {
    command: () => client.get(`other:{${tag}}`),
    multi: () => client.multi().hGetAll(key).pExpireTime(key).exec(),
    script: () => write.run(client, call),
    pipeline: () =>
      pipeline(client, [
        { script: write, ...call },
        { script: write, ...call },
      ]),
  };
};

const expectRefused = async (client: Redis, tag: string, withinMs: number): Promise<void> => {
  for (const [name, use] of Object.entries(uses(client, tag))) {
    const askedAt = performance.now();
    await expect(withRedis(client, use), name).rejects.toThrow(Unavailable);
    expect(performance.now() - askedAt, name).toBeLessThan(withinMs);
  }
};

const expectServed = async (client: Redis, tag: string): Promise<void> => {
  for (const [name, use] of Object.entries(uses(client, tag)))
    await expect(withRedis(client, use), name).resolves.toBeDefined();
};

const slotOf = async (node: TestNode, tag: string): Promise<string> =>
  String(await node.command('CLUSTER', 'KEYSLOT', tag));

describe('which it is', () => {
  it('can be asked for', async () => {
    expect([isCluster((await openTestRedis()).redis), isCluster(redis)]).toEqual([false, true]);
  });

  it('is in the URL, with its nodes and its account', () => {
    expect(parseClusterUrl('redis+cluster://ada:p%40ss,word@a:7000,[::1]:7001,c/')).toEqual({
      nodes: [
        { host: 'a', port: 7_000 },
        { host: '::1', port: 7_001 },
        { host: 'c', port: 6_379 },
      ],
      account: { username: 'ada', password: 'p@ss,word' },
      tls: false,
    });
    expect(parseClusterUrl('rediss+cluster://a')).toMatchObject({ account: {}, tls: true });
  });

  it.each([
    'redis+cluster://',
    'redis+cluster://a:7000/1',
    'redis+cluster://a:7000,',
    'redis+cluster://:x@a:b',
  ])('cannot be told by %s', (url) => {
    expect(() => openRedis({ url, onError: () => {} })).toThrow('REDIS_URL does not name');
  });
});

describe('a cluster', { timeout: 90_000 }, () => {
  it('refuses at once what is on a node that was killed, does all else, and has it back with its data', async () => {
    const [lost, kept] = [await first.tag(), await second.tag()];
    await redis.set(`kept:{${lost}}`, 'still here');
    await first.kill();
    await until(() => !redis.isReady, { deadlineMs: 5_000, what: 'the loss' });
    await expectRefused(redis, lost, AT_ONCE_MS);
    await expectServed(redis, kept);

    await first.start();
    await ready(redis);
    await until(() => redis.get(`kept:{${lost}}`), { deadlineMs: 15_000, what: 'the node to serve again' });
    expect(await redis.get(`kept:{${lost}}`)).toBe('still here');
    await expectServed(redis, lost);
  });

  it('gives up a node that hangs within seconds, and does all else', async () => {
    const [lost, kept] = [await first.tag(), await second.tag()];
    first.freeze();
    try {
      await Promise.all([expectRefused(redis, lost, HUNG_MS), expectServed(redis, kept)]);
    } finally {
      first.thaw();
    }
    await ready(redis);
    await until(() => expectServed(redis, lost).then(() => true), { deadlineMs: 15_000, what: 'the node' });
  });

  it('is used as far as it is there by a client that comes while a node is away', async () => {
    const [lost, kept] = [await first.tag(), await second.tag()];
    await first.kill();
    const late = open();
    await expectRefused(late, kept, AT_ONCE_MS);
    const connected = late.connect();
    await until(() => expectServed(late, kept).then(() => true), { deadlineMs: 5_000, what: 'the others' });
    await expectRefused(late, lost, AT_ONCE_MS);
    expect(late.isReady).toBe(false);

    await first.start();
    await connected;
    expect(late.isReady).toBe(true);
  });

  it('is waited for when none of its nodes is there', async () => {
    const tags = await Promise.all(cluster.nodes.map((node) => node.tag()));
    await Promise.all(cluster.nodes.map((node) => node.kill()));
    const late = open();
    const connected = late.connect();
    for (const tag of tags) await expectRefused(late, tag, AT_ONCE_MS);
    await Promise.all(cluster.nodes.map((node) => node.start()));
    await connected;
    await ready(redis);
    for (const tag of tags)
      for (const client of [redis, late])
        await until(() => expectServed(client, tag).then(() => true), { deadlineMs: 15_000, what: 'a node' });
  });

  it('is followed when a slot moves to another node', async () => {
    const tag = await first.tag();
    const slot = await slotOf(first, tag);
    const [heir, owner] = [
      String(await second.command('CLUSTER', 'MYID')),
      String(await first.command('CLUSTER', 'MYID')),
    ];
    // A node that imports a slot takes a newer epoch with it, and so nobody believes an older message of its owner.
    await second.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', owner);
    await first.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', heir);
    for (const node of [second, first, ...cluster.nodes.slice(2)])
      await node.command('CLUSTER', 'SETSLOT', slot, 'NODE', heir);
    await redis.set(`moved:{${tag}}`, 'here');
    expect(await second.command('GET', `moved:{${tag}}`)).toBe('here');
  });

  it('lacks a slot that no node has, and finds it when one has it', async () => {
    const tag = await second.tag();
    const slot = await slotOf(second, tag);
    for (const node of cluster.nodes) await node.command('CLUSTER', 'DELSLOTS', slot);
    const late = open();
    late.connect().catch(() => {});
    await until(() => expectServed(late, 'any').then(() => true), { deadlineMs: 5_000, what: 'the others' });
    await expectRefused(late, tag, AT_ONCE_MS);
    await expectRefused(redis, tag, AT_ONCE_MS);
    expect(late.isReady).toBe(false);

    await second.command('CLUSTER', 'ADDSLOTS', slot);
    await ready(late);
    await until(() => expectServed(late, tag).then(() => true), { deadlineMs: 15_000, what: 'the slot' });
  });

  it('that is left takes no more commands, and lets nobody wait', async () => {
    const leaving = open();
    const connected = leaving.connect();
    leaving.destroy();
    await expect(connected).rejects.toThrow('closed');
    await expectRefused(leaving, 'any', AT_ONCE_MS);
    expect(leaving.isOpen).toBe(false);
  });
});

describe('a look at a cluster', () => {
  it('tells its version and masters, and warns of one that throws data away and of one that is away', async () => {
    const fine = await examineRedis(cluster.url);
    const addresses = cluster.nodes.map(({ host, port }) => `${host}:${port}`);
    expect(fine).toMatchObject({ warnings: [] });
    expect(fine.problem).toBeUndefined();
    for (const address of addresses) expect(fine.about).toContain(address);
    expect(fine.about).toMatch(/^Redis \d+\.\d+\.\d+, a cluster/);

    await second.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    await first.kill();
    const { warnings } = await examineRedis(cluster.url);
    await first.start();
    expect(warnings.sort()).toEqual(
      [
        `${addresses[0]} cannot be reached: start it, or carts on it are refused`,
        `the maxmemory-policy of ${addresses[1]} is allkeys-lru: set it to noeviction, or carts and holds vanish when it is full`,
      ].sort(),
    );
  });

  it('says what is wrong with a URL: nobody there, no cluster, or a cluster that is told as one server', async () => {
    const { url } = await openTestRedis();
    const node = cluster.url.replace('+cluster', '').replace(/,.*/, '');
    const server = url.replace('redis:', 'redis+cluster:').replace(/\/\d+$/, '');
    expect((await examineRedis('redis+cluster://127.0.0.1:1')).problem).toContain('ECONNREFUSED');
    expect((await examineRedis(server)).problem).toContain('cluster support disabled');
    expect((await examineRedis(node)).problem).toContain('it is a node of a cluster');
    expect((await examineRedis('redis+cluster://a:7000/1')).problem).toContain('does not name the nodes');
    expect((await examineRedis(url)).problem).toBeUndefined();
  });
});
