import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { createServer } from '../http/server.ts';
import { createCartStore } from '../modules/cart/index.ts';
import { followRevocations } from '../modules/customer/index.ts';
import { createPaymentProvider } from '../modules/payment/index.ts';
import type { Config } from '../platform/config.ts';
import { openDatabase } from '../platform/postgres.ts';
import { openRedis } from '../platform/redis.ts';
import { loadShopIdentity } from '../platform/settings.ts';
import { createTokens } from '../platform/tokens.ts';
import { createCheckout } from '../processes/checkout.ts';
import { startSweeper } from '../processes/sweeper.ts';

export type Engine = { url: string; app: FastifyInstance; stop(): Promise<void> };

/** Starts the whole engine in this process: the API and the sweeper. Needs a migrated database. */
export const startEngine = async (
  config: Config,
  options: { log?: Logger; host?: string } = {},
): Promise<Engine> => {
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
  const { shopId, tokenSecret } = await loadShopIdentity(db);
  const revocations = await followRevocations(db);
  const provider = createPaymentProvider({
    url: config.paymentProviderUrl,
    authoriseDeadlineMs: config.authoriseDeadlineMs,
  });
  const processes = { db, provider, config, log };
  const checkout = createCheckout(processes);
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
      view: { currency: config.currency, publicUrl: config.publicUrl },
    },
  });
  await app.listen({ port: config.apiPort, host: options.host ?? '::' });
  const sweeper = startSweeper(processes);
  return {
    app,
    url: `http://localhost:${(app.server.address() as AddressInfo).port}`,
    async stop() {
      await app.close();
      await sweeper.stop();
      await checkout.stop();
      await revocations.stop();
      redis.destroy();
      await db.end();
    },
  };
};
