import { createClient } from 'redis';
import { Unavailable } from '../shared/expected-error.ts';

const RECONNECT_DELAY_MAX_MS = 1_000;
const CONNECT_TIMEOUT_MS = 2_000;
const COMMAND_TIMEOUT_MS = 2_000;
const QUEUE_MAX = 10_000;
// The command time-out ends with the sending. A server that is there and says nothing is found out by these: a
// ping each second, and a connection on which nothing came for two is given up and made anew.
const PING_INTERVAL_MS = 1_000;
const SILENCE_MAX_MS = 2_000;

export type RedisOptions = { url: string; onError: (error: Error) => void };

/**
 * A client that reconnects for ever and, while the server is away, refuses commands at once instead of
 * gathering them: a cart that answers 503 now is better than one that answers in a minute.
 */
export const openRedis = (options: RedisOptions) => {
  const client = createClient({
    url: options.url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: QUEUE_MAX,
    commandOptions: { timeout: COMMAND_TIMEOUT_MS },
    pingInterval: PING_INTERVAL_MS,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_MAX_MS,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 5), RECONNECT_DELAY_MAX_MS),
    },
  });
  client.on('error', options.onError);
  return client;
};
export type Redis = ReturnType<typeof openRedis>;

/** Wraps what talks to Redis: any failure of the connection becomes `Unavailable`. */
export const withRedis = async <T>(redis: Redis, work: (redis: Redis) => Promise<T>): Promise<T> => {
  if (!redis.isReady) throw new Unavailable('Redis is away');
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
]);

const isRedisAway = (error: unknown): boolean =>
  error instanceof Error &&
  (AWAY.has(error.constructor.name) ||
    ('code' in error && ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(String(error.code))) ||
    // -LOADING while it reads its file, -READONLY and -MASTERDOWN during a failover, -OOM when it is full.
    /^(LOADING|READONLY|MASTERDOWN|OOM|BUSY|CLUSTERDOWN|TRYAGAIN)\b/.test(error.message));
