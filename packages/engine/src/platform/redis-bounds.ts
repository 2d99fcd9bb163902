const CONNECT_TIMEOUT_MS = 2_000;
const RECONNECT_DELAY_MIN_MS = 50;
const RECONNECT_DELAY_MAX_MS = 1_000;
const QUEUE_MAX = 10_000;
// A server that is there and says nothing is found out by these: a ping each second, and a connection on which nothing
// came for two is given up with all that waits on it, and made anew. The client's own time-out for each command is not
// used: it ends with the sending, and its AbortSignal took 19 % of the time of a process that read orders.
const PING_INTERVAL_MS = 1_000;
const SILENCE_MAX_MS = 2_000;

/**
 * What every connection to a Redis keeps to, be it a server or a node of a cluster: it is made again for ever and, while
 * it is away, commands are refused instead of gathered.
 */
export const CONNECTION_BOUNDS = {
  disableOfflineQueue: true,
  commandsQueueMaxLength: QUEUE_MAX,
  pingInterval: PING_INTERVAL_MS,
};

/** How long a connection may take, or be silent, and after how long it is made again. */
export const SOCKET_BOUNDS = {
  connectTimeout: CONNECT_TIMEOUT_MS,
  socketTimeout: SILENCE_MAX_MS,
  reconnectStrategy: (retries: number): number =>
    Math.min(RECONNECT_DELAY_MIN_MS * 2 ** Math.min(retries, 5), RECONNECT_DELAY_MAX_MS),
};
