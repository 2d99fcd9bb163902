import { resolve } from 'node:path';
import { ExpectedError } from '../shared/expected-error.ts';
import type { CacheStrategy, CodecName } from './cache/port.ts';

export type HoldPolicy = 'cart' | 'checkout' | 'none';

/** What a process of the engine is told from outside. Every limit here has its unit in its name. */
export type Config = {
  databaseUrl: string;
  redisUrl: string;
  paymentProviderUrl: string;
  apiPort: number;
  storefrontPort: number;
  /** Where browsers reach this engine; picture addresses start with it. */
  publicUrl: string;
  /** Origins whose pages may send cookies along (credentialed CORS, unsafe requests). */
  allowedOrigins: string[];
  /** Accepted as an owner's API key. */
  staffKey: string | undefined;
  currency: string;
  production: boolean;
  databasePoolMax: number;
  databaseConnectTimeoutMs: number;
  databaseStatementTimeoutMs: number;
  bodyLimitBytes: number;
  importLimitBytes: number;
  mediaLimitBytes: number;
  sessionTtlSeconds: number;
  cartTtlSeconds: number;
  /** Whether units are held from the moment they are in a cart, from checkout on, or not at all. */
  holdPolicy: HoldPolicy;
  /** How long a cart's line keeps its units. */
  holdSeconds: number;
  /** How long a hold is kept for a checkout whose outcome nobody has told: longer than any placement takes. */
  holdPinMs: number;
  /** What the carts of one shopper may hold: lines, units in all, units of one SKU. */
  holdLinesMax: number;
  holdUnitsMax: number;
  holdUnitsPerSkuMax: number;
  /** How long a checkout waits for its outcome when the caller does not say. */
  checkoutWaitMs: number;
  payWindowSeconds: number;
  /** Whether orders share transactions, or each has its own; see docs/architecture.md. */
  placement: 'batched' | 'one-by-one';
  authoriseDeadlineMs: number;
  /** How long one process may drive a payment before the sweeper takes it over. */
  paymentLeaseMs: number;
  sweepIntervalMs: number;
  /** Orders younger than this are in the read side; older ones are read from PostgreSQL. */
  orderHistoryDays: number;
  /** Orders that the read side keeps of one customer or session, and of one status. */
  orderHistoryPerOwnerMax: number;
  orderHistoryPerStatusMax: number;
  /** Documents of the read side that are compared with PostgreSQL in a second; 0 for none. */
  reconcilePerSecond: number;
  /** How products are kept for those who read them, and in which form Redis has them; see docs/caching.md. */
  productCache: CacheStrategy;
  cacheCodec: CodecName;
  /** Ready answers that a process keeps, in bytes. */
  readyBytesMax: number;
  /** Products that a process keeps in memory for its lists; a larger catalogue is listed by PostgreSQL. */
  listIndexMax: number;
  /** Places in the line of one sale; whoever comes when it is full gets 503. */
  waitingRoomMax: number;
  /** Who waits in line and gives no sign for so long has gone. */
  waitingRoomGoneSeconds: number;
  /** How often each process looks at its waiting rooms, and lets shoppers in. */
  waitingRoomTickMs: number;
  /** How long a shopper who was let in may claim. */
  admissionSeconds: number;
  /** A claim or a checkout that takes longer says that the shop has too much to do: fewer are let in. */
  answerTargetMs: number;
  /** Requests in progress beyond which new ones get 503 at once. */
  inFlightMax: number;
  /** Sign-in and sign-up attempts per address and minute: hashing a password is dear on purpose. */
  authAttemptsPerMinute: number;
};

/** Reads the configuration from the environment; throws `ExpectedError` that names the variable at fault. */
export const loadConfig = (env: NodeJS.ProcessEnv): Config => {
  const apiPort = port(env, 'CARTWRIGHT_API_PORT', 4000);
  const storefrontPort = port(env, 'CARTWRIGHT_STOREFRONT_PORT', 3000);
  const origins = env.CARTWRIGHT_ALLOWED_ORIGINS;
  return {
    databaseUrl: required(env, 'DATABASE_URL'),
    redisUrl: required(env, 'REDIS_URL'),
    paymentProviderUrl: required(env, 'CARTWRIGHT_PAYMENT_PROVIDER_URL'),
    apiPort,
    storefrontPort,
    publicUrl: publicUrlOf(env),
    allowedOrigins:
      origins === undefined || origins === ''
        ? [`http://localhost:${storefrontPort}`, `http://127.0.0.1:${storefrontPort}`]
        : origins.split(',').map((origin) => origin.trim()),
    staffKey: env.CARTWRIGHT_STAFF_KEY || undefined,
    currency: currencyOf(env),
    production: env.NODE_ENV === 'production',
    databasePoolMax: integer(env, 'CARTWRIGHT_DATABASE_POOL_MAX', { fallback: 20, min: 2, max: 500 }),
    databaseConnectTimeoutMs: 3_000,
    databaseStatementTimeoutMs: 15_000,
    bodyLimitBytes: 1_048_576,
    importLimitBytes: 4_294_967_296,
    mediaLimitBytes: 10_485_760,
    sessionTtlSeconds: 30 * 86_400,
    cartTtlSeconds: 14 * 86_400,
    holdPolicy: oneOf(env, 'CARTWRIGHT_HOLD_POLICY', ['cart', 'checkout', 'none']),
    holdSeconds: integer(env, 'CARTWRIGHT_HOLD_SECONDS', { fallback: 600, min: 1, max: 86_400 }),
    holdPinMs: 60_000,
    holdLinesMax: integer(env, 'CARTWRIGHT_HOLD_LINES_MAX', { fallback: 300, min: 1, max: 2_000 }),
    holdUnitsMax: integer(env, 'CARTWRIGHT_HOLD_UNITS_MAX', { fallback: 10_000, min: 1, max: 1_000_000 }),
    holdUnitsPerSkuMax: integer(env, 'CARTWRIGHT_HOLD_UNITS_PER_SKU_MAX', {
      fallback: 999,
      min: 1,
      max: 1_000_000,
    }),
    checkoutWaitMs: 5_000,
    payWindowSeconds: integer(env, 'CARTWRIGHT_PAY_WINDOW_SECONDS', { fallback: 600, min: 1, max: 86_400 }),
    placement: oneOf(env, 'CARTWRIGHT_PLACEMENT', ['batched', 'one-by-one']),
    authoriseDeadlineMs: integer(env, 'CARTWRIGHT_AUTHORISE_DEADLINE_MS', {
      fallback: 8_000,
      min: 100,
      max: 60_000,
    }),
    paymentLeaseMs: integer(env, 'CARTWRIGHT_PAYMENT_LEASE_MS', { fallback: 15_000, min: 200, max: 600_000 }),
    sweepIntervalMs: integer(env, 'CARTWRIGHT_SWEEP_INTERVAL_MS', { fallback: 1_000, min: 50, max: 60_000 }),
    orderHistoryDays: integer(env, 'CARTWRIGHT_ORDER_HISTORY_DAYS', { fallback: 90, min: 31, max: 3_650 }),
    orderHistoryPerOwnerMax: 200,
    orderHistoryPerStatusMax: 100_000,
    reconcilePerSecond: integer(env, 'CARTWRIGHT_RECONCILE_PER_SECOND', {
      fallback: 100,
      min: 0,
      max: 10_000,
    }),
    productCache: oneOf(env, 'CARTWRIGHT_PRODUCT_CACHE', ['cdc', 'aside', 'through', 'none']),
    cacheCodec: oneOf(env, 'CARTWRIGHT_CACHE_CODEC', ['string', 'hash', 'json']),
    readyBytesMax: integer(env, 'CARTWRIGHT_READY_BYTES_MAX', {
      fallback: 134_217_728,
      min: 1_048_576,
      max: 17_179_869_184,
    }),
    listIndexMax: integer(env, 'CARTWRIGHT_LIST_INDEX_MAX', { fallback: 200_000, min: 0, max: 2_000_000 }),
    waitingRoomMax: integer(env, 'CARTWRIGHT_WAITING_ROOM_MAX', {
      fallback: 100_000,
      min: 1,
      max: 1_000_000,
    }),
    waitingRoomGoneSeconds: integer(env, 'CARTWRIGHT_WAITING_ROOM_GONE_SECONDS', {
      fallback: 120,
      min: 1,
      max: 86_400,
    }),
    waitingRoomTickMs: integer(env, 'CARTWRIGHT_WAITING_ROOM_TICK_MS', {
      fallback: 500,
      min: 20,
      max: 5_000,
    }),
    admissionSeconds: integer(env, 'CARTWRIGHT_ADMISSION_SECONDS', { fallback: 300, min: 1, max: 86_400 }),
    answerTargetMs: integer(env, 'CARTWRIGHT_ANSWER_TARGET_MS', { fallback: 2_000, min: 10, max: 60_000 }),
    inFlightMax: integer(env, 'CARTWRIGHT_IN_FLIGHT_MAX', { fallback: 2_000, min: 1, max: 100_000 }),
    authAttemptsPerMinute: integer(env, 'CARTWRIGHT_AUTH_ATTEMPTS_PER_MINUTE', {
      fallback: 60,
      min: 1,
      max: 100_000,
    }),
  };
};

/** Where browsers reach the engine, without a slash at the end. */
export const publicUrlOf = (env: NodeJS.ProcessEnv): string =>
  (env.CARTWRIGHT_PUBLIC_URL ?? `http://localhost:${port(env, 'CARTWRIGHT_API_PORT', 4000)}`).replace(
    /\/+$/,
    '',
  );

/** The one currency that the shop sells in. */
export const currencyOf = (env: NodeJS.ProcessEnv): string => env.CARTWRIGHT_CURRENCY || 'USD';

/** The folder of the embedded servers' data, logs and keys: absolute. */
export const dataDirOf = (env: NodeJS.ProcessEnv, projectRoot: string): string =>
  resolve(env.CARTWRIGHT_DATA_DIR || `${projectRoot}/.cartwright`);

/** A TCP port from the environment; throws `ExpectedError` when it is none. */
export const port = (env: NodeJS.ProcessEnv, name: string, fallback: number): number =>
  integer(env, name, { fallback, min: 1, max: 65_535 });

const integer = (
  env: NodeJS.ProcessEnv,
  name: string,
  bounds: { fallback: number; min: number; max: number },
): number => {
  const text = env[name];
  if (text === undefined || text === '') return bounds.fallback;
  const value = Number(text);
  if (Number.isInteger(value) && value >= bounds.min && value <= bounds.max) return value;
  throw new ExpectedError(
    `${name} is “${text}”, which is no whole number from ${bounds.min} to ${bounds.max}. Correct it or unset it (then ${bounds.fallback}).`,
  );
};

/** One of some words, the first of which is what holds without any. */
const oneOf = <W extends string>(env: NodeJS.ProcessEnv, name: string, words: readonly [W, ...W[]]): W => {
  const text = env[name];
  if (text === undefined || text === '') return words[0];
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw new ExpectedError(
    `${name} is “${text}”, which is none of ${words.join(', ')}. Correct it or unset it (then ${words[0]}).`,
  );
};

const required = (env: NodeJS.ProcessEnv, name: string): string => {
  const value = env[name];
  if (value === undefined || value === '')
    throw new ExpectedError(
      `${name} is not set. \`npm start\` sets it for you; a process started alone needs it.`,
    );
  return value;
};
