import { setTimeout as sleep } from 'node:timers/promises';
import { ClientClosedError, ClientOfflineError, createCluster } from 'redis';
import { ExpectedError } from '../shared/expected-error.ts';
import { CONNECTION_BOUNDS, SOCKET_BOUNDS } from './redis-bounds.ts';

const LOOK_INTERVAL_MS = 1_000;
const DEFAULT_PORT = 6_379;

export type RedisCluster = ReturnType<typeof createNodes>;

/**
 * A client of a Redis Cluster, bound like that of a single server. Any node of the URL tells it the others. A command
 * for a node that is away is refused at once; all others go on. `isReady` means that each slot has a master, as far as
 * is known, and every master is connected. `connect()` resolves when that is so for the first time, and tries for ever.
 * Throws `ExpectedError` for a URL that cannot be read.
 */
export const openCluster = (options: { url: string; onError: (error: Error) => void }): RedisCluster => {
  const cluster = createNodes(parseClusterUrl(options.url));
  cluster.on('error', options.onError).on('node-error', options.onError);
  return keptConnected(cluster, options.onError);
};

const createNodes = ({ nodes, account, tls }: ClusterAddress) =>
  createCluster({
    rootNodes: nodes.map((socket) => ({ socket })),
    // Else whoever looks at the slots waits for the slowest node, and for ever for one that is away.
    minimizeConnections: true,
    // It would not look on behalf of a node that was never reached; `keptConnected` does.
    topologyRefreshOnReconnectionAttemptStrategy: false,
    defaults: {
      ...CONNECTION_BOUNDS,
      ...account,
      socket: tls ? { ...SOCKET_BOUNDS, tls } : SOCKET_BOUNDS,
    },
  });

/**
 * By itself, node-redis gives up when no node answers at the start, lets a command wait for a node that it has not reached
 * yet, queues a `multi()` for one that it has lost, and is ready once it knows the slots. Here it looks for what is
 * missing each second, for ever, and has no client to give for a node that is away.
 */
const keptConnected = (cluster: RedisCluster, onError: (error: Error) => void): RedisCluster => {
  const slots = cluster._slots;
  const connectNode = slots.nodeClient.bind(slots);
  const discover = cluster.connect.bind(cluster);
  const destroyNodes = cluster.destroy.bind(cluster);
  const closed = new AbortController();
  const whole = Promise.withResolvers<void>();
  // Who never called `connect` is not told that it failed.
  whole.promise.catch(() => {});
  let isOpen = false;

  const isWhole = (): boolean =>
    slots.isReady && isCovered(cluster) && cluster.masters.every(({ client }) => client?.isReady === true);

  // A node that was lost reconnects by itself. One that is new, after a failover for example, is reached for now;
  // how that fails is an event of the cluster.
  const reachFor = (node: (typeof cluster.masters)[number]): void => {
    if (node.client === undefined) connectNode(node).catch(() => {});
  };

  slots.nodeClient = async (node) => {
    if (node.client?.isReady === true) return node.client;
    reachFor(node);
    throw new ClientOfflineError();
  };

  const keepLooking = async (): Promise<void> => {
    while (isOpen) {
      try {
        if (!slots.isReady) await discover();
        else if (!isWhole()) await slots.rediscover();
      } catch (error) {
        if (isOpen && error instanceof Error) onError(error);
      }
      if (isOpen) cluster.masters.forEach(reachFor);
      await sleep(LOOK_INTERVAL_MS, undefined, { signal: closed.signal }).catch(() => {});
    }
  };

  cluster.on('node-ready', () => {
    if (isWhole()) whole.resolve();
  });

  return Object.defineProperties(cluster, {
    isReady: { get: isWhole },
    isOpen: { get: () => isOpen },
    connect: {
      value: async (): Promise<RedisCluster> => {
        if (isOpen || closed.signal.aborted) throw new Error('A cluster is connected to once');
        isOpen = true;
        void keepLooking();
        await whole.promise;
        return cluster;
      },
    },
    destroy: {
      value: (): void => {
        isOpen = false;
        closed.abort();
        whole.reject(new ClientClosedError());
        destroyNodes();
      },
    },
  });
};

/** Whether each of the 16,384 slots has a master, as far as the client was told. Takes 5 µs. */
const isCovered = (cluster: RedisCluster): boolean => {
  // Slots of no node are holes in the array, which `every` would pass over.
  for (const shard of cluster.slots) if (shard === undefined) return false;
  return true;
};

type ClusterAddress = {
  nodes: { host: string; port: number }[];
  account: { username?: string; password?: string };
  tls: boolean;
};

/** Whether a URL means a cluster; it may be a bad one all the same. */
export const isClusterUrl = (url: string): boolean => /^rediss?\+cluster:/i.test(url);

/** Takes a cluster's URL apart, for which the standard of URLs has no word: it has several hosts. */
export const parseClusterUrl = (url: string): ClusterAddress => {
  const [, scheme = '', credentials = '', hosts = ''] =
    /^(rediss?)\+cluster:\/\/(?:(.*)@)?([^@/?#]+)\/?$/i.exec(url) ?? [];
  const account = URL.parse(`redis://${credentials}@host`);
  const parts = hosts.split(',');
  const nodes = parts.flatMap((host) => URL.parse(`redis://${host}`) ?? []);
  if (account === null || nodes.length < parts.length || nodes.some(({ hostname }) => hostname === ''))
    throw new ExpectedError(
      'REDIS_URL does not name the nodes of a cluster. It looks like redis+cluster://:password@host1:7000,host2:7001,host3:7002, without a database number.',
    );
  return {
    nodes: nodes.map(({ hostname, port }) => ({
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? DEFAULT_PORT : Number(port),
    })),
    account: {
      ...(account.username === '' ? {} : { username: decodeURIComponent(account.username) }),
      ...(account.password === '' ? {} : { password: decodeURIComponent(account.password) }),
    },
    tls: scheme.toLowerCase() === 'rediss',
  };
};
