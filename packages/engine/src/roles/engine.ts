import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { Registry } from 'prom-client';
import { createServer } from '../http/server.ts';
import { createCartStore } from '../modules/cart/index.ts';
import { followRevocations } from '../modules/customer/index.ts';
import { createPaymentProvider } from '../modules/payment/index.ts';
import type { Config } from '../platform/config.ts';
import { isDatabaseAway, openDatabase } from '../platform/postgres.ts';
import { openRedis } from '../platform/redis.ts';
import { loadShopIdentity } from '../platform/settings.ts';
import { createTokens } from '../platform/tokens.ts';
import { createCheckout } from '../processes/checkout.ts';
import { keepHouse, startSweeper } from '../processes/sweeper.ts';
import { ExpectedError } from '../shared/expected-error.ts';
import { startProjector } from './projector.ts';
import { createProjectorMetrics } from './projector-metrics.ts';
import { openReadSide } from './read-side.ts';

/** What a process of the engine can be: all of it, or one part of several. */
export const ENGINE_ROLES = ['api', 'worker', 'projector'] as const;
export type EngineRole = (typeof ENGINE_ROLES)[number];

export type Engine = { url: string; app: FastifyInstance; stop(): Promise<void> };

/** Starts the whole engine in this process: the API and the sweeper. Needs a migrated database. */
export const startEngine = async (
  config: Config,
  options: { log?: Logger; roles?: readonly EngineRole[] } = {},
): Promise<Engine> => {
  const roles = options.roles ?? ENGINE_ROLES;
  const log = options.log ?? pino({ base: null });
  const onError = (err: Error): void => log.warn({ err }, 'a connection broke');
  const db = openDatabase({
    url: config.databaseUrl,
    poolMax: config.databasePoolMax,
    connectTimeoutMs: config.databaseConnectTimeoutMs,
    statementTimeoutMs: config.databaseStatementTimeoutMs,
    applicationName: 'cartwright',
    onError,
  });
  const redis = openRedis({ url: config.redisUrl, onError });
  // Goes on in the background while Redis is away: the shop opens without it.
  redis.connect().catch(onError);
  const { shopId, tokenSecret } = await onceReachable(() => loadShopIdentity(db));
  const revocations = await followRevocations(db);
  const provider = createPaymentProvider({
    url: config.paymentProviderUrl,
    authoriseDeadlineMs: config.authoriseDeadlineMs,
  });
  const processes = { db, provider, config, log };
  // A shop that was shut for months has no partition for its next order yet.
  await keepHouse(processes);
  const checkout = createCheckout(processes);
  const registry = new Registry();
  const projector = roles.includes('projector')
    ? startProjector({ config, db, shopId, log, metrics: createProjectorMetrics(registry) })
    : undefined;
  const view = { currency: config.currency, publicUrl: config.publicUrl };
  const reading = openReadSide({ config, shopId, db, redis, onError, view, ping: () => projector?.ping() });
  const app = await createServer({
    ...processes,
    redis,
    tokens: createTokens({ secret: tokenSecret, shopId }),
    revocations,
    shopId,
    checkout,
    carts: {
      db,
      store: createCartStore(redis, config.cartTtlSeconds),
      view,
    },
    ...reading,
    registry,
  });
  await listen(app, config.apiPort);
  const sweeper = roles.includes('worker') ? startSweeper(processes) : undefined;
  return {
    app,
    url: `http://localhost:${(app.server.address() as AddressInfo).port}`,
    async stop() {
      await app.close();
      await sweeper?.stop();
      await checkout.stop();
      await projector?.stop();
      await reading.stop();
      await revocations.stop();
      redis.destroy();
      await db.end();
    },
  };
};

const REACHABLE_DEADLINE_MS = 60_000;
const REACHABLE_PAUSE_MS = 500;

/** Waits for PostgreSQL, which may be starting too. Throws `ExpectedError` when it does not come. */
const onceReachable = async <T>(work: () => Promise<T>): Promise<T> => {
  const giveUpAt = Date.now() + REACHABLE_DEADLINE_MS;
  for (;;) {
    try {
      return await work();
    } catch (cause) {
      if (!isDatabaseAway(cause)) throw cause;
      if (Date.now() > giveUpAt)
        throw new ExpectedError(
          'PostgreSQL cannot be reached at DATABASE_URL. Start it, or correct the address; `npm run doctor` says more.',
          { cause },
        );
      await setTimeout(REACHABLE_PAUSE_MS);
    }
  }
};

/** Listens on every address of the machine, also where the kernel knows no IPv6. */
const listen = async (app: FastifyInstance, port: number): Promise<void> => {
  try {
    await app.listen({ port, host: '::' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EAFNOSUPPORT')) throw error;
    await app.listen({ port, host: '0.0.0.0' });
  }
};
