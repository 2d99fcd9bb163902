/**
 * A real Redis Cluster for the test file that calls it: three masters with a third of the slots each, no replicas, and
 * a password.
 *
 *   const cluster = await openRedisCluster();
 *
 * at the top of a test file is all; its processes end and its folder goes when the file is done.
 *
 *   await runOnRedisCluster();
 *   await import('./sessions.test.ts');
 *
 * is a test file that runs another one, its engines on a cluster.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from 'redis';
import { afterAll } from 'vitest';
import { freePort } from '../../packages/engine/src/platform/embedded/ports.ts';
import {
  type RedisProgram,
  redisProgram,
} from '../../packages/engine/src/platform/embedded/redis-program.ts';
import { type Launched, launch } from '../../packages/engine/src/platform/embedded/server-process.ts';
import { openTestFolder } from './stores.ts';
import { until } from './until.ts';

export type TestNode = {
  host: string;
  port: number;
  /** A new hash tag whose keys this node has: `cart:{tag}`. */
  tag(): Promise<string>;
  /** Runs one command on this node alone, whatever the cluster thinks. */
  command(...words: string[]): Promise<unknown>;
  /** Ends it by SIGKILL. */
  kill(): Promise<void>;
  /** Makes it say nothing more, and go on. */
  freeze(): void;
  thaw(): void;
  /** Starts it again with its data and its place in the cluster; returns when it answers. */
  start(): Promise<void>;
};
export type TestCluster = { url: string; nodes: readonly [TestNode, TestNode, TestNode] };

let inUse: TestCluster | undefined;

/** From now on, every engine that this test file opens runs on one cluster, which is returned. */
export const runOnRedisCluster = async (): Promise<TestCluster> => {
  inUse ??= await openRedisCluster();
  return inUse;
};

/** The URL of the cluster on which engines run, if they run on one. */
export const redisClusterInUse = (): string | undefined => inUse?.url;

const HOST = '127.0.0.1';
type SlotRange = readonly [from: number, to: number];
const LOW: SlotRange = [0, 5_460];
const MIDDLE: SlotRange = [5_461, 10_922];
const HIGH: SlotRange = [10_923, 16_383];
const TRIES_MAX = 5;

export const openRedisCluster = async (): Promise<TestCluster> => {
  const folder = await openTestFolder();
  const program = await redisProgram({ dataDir: folder, log: () => {} });
  const password = randomBytes(16).toString('hex');
  const open = (range: SlotRange): ReturnType<typeof openNode> =>
    openNode({ folder: join(folder, `slots-from-${range[0]}`), program, password, range });
  const [first, second, third] = await Promise.all([open(LOW), open(MIDDLE), open(HIGH)]);
  for (const { node, busPort } of [second, third])
    await first.node.command('CLUSTER', 'MEET', HOST, String(node.port), String(busPort));
  const nodes = [first.node, second.node, third.node] as const;
  await until(async () => (await Promise.all(nodes.map(isWhole))).every(Boolean), {
    deadlineMs: 30_000,
    what: 'the cluster to be whole',
  });
  const addresses = nodes.map(({ host, port }) => `${host}:${port}`);
  return { url: `redis+cluster://:${password}@${addresses.join(',')}`, nodes };
};

const isWhole = async (node: TestNode): Promise<boolean> => {
  const info = String(await node.command('CLUSTER', 'INFO'));
  return info.includes('cluster_state:ok') && info.includes('cluster_known_nodes:3');
};

type NodeOptions = {
  folder: string;
  program: RedisProgram;
  password: string;
  range: SlotRange;
};

/** Starts a node, on other ports when somebody was faster, and gives it its slots. */
const openNode = async (options: NodeOptions): Promise<{ node: TestNode; busPort: number }> => {
  await mkdir(options.folder);
  for (let attempt = 1; ; attempt += 1) {
    const [port, busPort] = await Promise.all([freePort(), freePort()]);
    await writeFile(join(options.folder, 'redis.conf'), configuration({ ...options, port, busPort }));
    const node = nodeOn(port, options);
    try {
      await node.start();
      const [from, to] = options.range;
      await node.command('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to));
      return { node, busPort };
    } catch (error) {
      if (attempt === TRIES_MAX) throw error;
    }
  }
};

const nodeOn = (port: number, { folder, program, password, range }: NodeOptions): TestNode => {
  let server: Launched | undefined;
  const command = async (...words: string[]): Promise<unknown> => {
    const client = createClient({
      url: `redis://:${password}@${HOST}:${port}`,
      socket: { reconnectStrategy: false, connectTimeout: 2_000 },
    });
    client.on('error', () => {});
    try {
      await client.connect();
      return await client.sendCommand(words);
    } finally {
      client.destroy();
    }
  };
  const signal = (name: NodeJS.Signals): void => {
    if (server !== undefined) process.kill(server.pid, name);
  };
  afterAll(() => server?.stop());
  return {
    host: HOST,
    port,
    tag: async () => {
      for (;;) {
        const tag = randomUUID();
        const slot = Number(await command('CLUSTER', 'KEYSLOT', tag));
        if (range[0] <= slot && slot <= range[1]) return tag;
      }
    },
    command,
    kill: async () => {
      signal('SIGKILL');
      await server?.ended;
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    start: async () => {
      const launched = await launch({
        program: program.path,
        args: [join(folder, 'redis.conf')],
        cwd: folder,
        env: program.env,
        logPath: join(folder, 'redis.log'),
        stopWith: [{ signal: 'SIGTERM', waitMs: 10_000 }],
      });
      server = launched;
      let end: string | undefined;
      void launched.ended.then(({ how }) => {
        end = how;
      });
      await until(async () => end !== undefined || (await command('PING')) === 'PONG', {
        deadlineMs: 30_000,
        what: `the Redis on port ${port}`,
      });
      if (end !== undefined) throw new Error(`The Redis on port ${port} ${end}; see ${folder}/redis.log`);
    },
  };
};

const configuration = (at: NodeOptions & { port: number; busPort: number }): string =>
  [
    `bind ${HOST}`,
    `port ${at.port}`,
    `requirepass ${at.password}`,
    `masterauth ${at.password}`,
    `dir "${at.folder}"`,
    'appendonly yes',
    'save ""',
    'maxmemory-policy noeviction',
    'cluster-enabled yes',
    `cluster-port ${at.busPort}`,
    `cluster-announce-ip ${HOST}`,
    'cluster-config-file nodes.conf',
    'cluster-node-timeout 2000',
    // A node that is away takes its own slots with it, not all of them.
    'cluster-require-full-coverage no',
    '',
  ].join('\n');
