import { createClient } from 'redis';
import { Unavailable } from '../shared/expected-error.ts';
import { CONNECTION_BOUNDS, SOCKET_BOUNDS } from './redis-bounds.ts';
import { isClusterUrl, openCluster, type RedisCluster } from './redis-cluster.ts';

/**
 * A client of one server or of a cluster. Callers need not know which, as long as the keys of one command, script or
 * `multi()` share a hash tag, for on a cluster they have to be on one node. `isReady` says that all of it is there: the
 * server, or every master of the cluster. `lua.ts` runs scripts on it, one or many in one go.
 */
export type Redis = RedisNode | RedisCluster;
export type RedisNode = ReturnType<typeof openNode>;

export type RedisOptions = {
  /** `redis://:password@host:port/0` or `redis+cluster://:password@host:port,host:port`; `rediss` with TLS. */
  url: string;
  onError: (error: Error) => void;
};

/**
 * A client that reconnects for ever and, while the server is away, refuses commands at once instead of
 * gathering them: a cart that answers 503 now is better than one that answers in a minute. Throws `ExpectedError` for
 * a cluster's URL that cannot be read.
 */
export const openRedis = (options: RedisOptions): Redis =>
  isClusterUrl(options.url) ? openCluster(options) : openNode(options);

const openNode = (options: RedisOptions) => {
  const client = createClient({
    url: options.url,
    ...CONNECTION_BOUNDS,
    socket: SOCKET_BOUNDS,
  });
  client.on('error', options.onError);
  return client;
};

/** Whether it is a cluster: what is done in one step there is done on the keys of one hash tag. */
export const isCluster = (redis: Redis): redis is RedisCluster => 'masters' in redis;

/** Wraps what talks to Redis: any failure of the connection becomes `Unavailable`. */
export const withRedis = async <T>(redis: Redis, work: (redis: Redis) => Promise<T>): Promise<T> => {
  // A cluster that lacks one of its masters goes on with the others, and refuses by itself what is on that one.
  if (!isCluster(redis) && !redis.isReady) throw new Unavailable('Redis is away');
  try {
    return await work(redis);
  } catch (cause) {
    if (isRedisAway(cause)) throw new Unavailable('Redis is away', { cause });
    throw cause;
  }
};

const AWAY = new Set([
  'ClientClosedError',
  'ClientOfflineError',
  'SocketClosedUnexpectedlyError',
  'DisconnectsClientError',
  'ConnectionTimeoutError',
  'CommandTimeoutDuringExecutionError',
  'TimeoutError',
  'AbortError',
  'SocketTimeoutError',
  // Of a cluster: nobody says who has which slots, or each says that another has them.
  'RootNodesUnavailableError',
  'MaxCommandRedirectionsError',
]);

const isRedisAway = (error: unknown): boolean =>
  error instanceof Error &&
  (AWAY.has(error.constructor.name) ||
    ('code' in error && ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(String(error.code))) ||
    // -LOADING while it reads its file, -READONLY and -MASTERDOWN during a failover, -OOM when it is full.
    /^(LOADING|READONLY|MASTERDOWN|OOM|BUSY|CLUSTERDOWN|TRYAGAIN)\b/.test(error.message) ||
    // node-redis' own words for a redirection to a node that it does not find, and for a slot that no node serves.
    /^Cannot find node |^Cannot read properties of undefined \(reading '(master|replicas)'\)$/.test(
      error.message,
    ));
