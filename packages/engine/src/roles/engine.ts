import type { Logger } from 'pino';
import { createServer } from '../http/server.ts';
import { createVitalServer } from '../http/vitals.ts';
import { createCartStore } from '../modules/cart/index.ts';
import { followRevocations } from '../modules/customer/index.ts';
import { createHolds } from '../modules/inventory/index.ts';
import { createPaymentProvider } from '../modules/payment/index.ts';
import { createWaitingRooms } from '../modules/waiting-room/index.ts';
import { currentEpoch } from '../platform/cdc/index.ts';
import type { Config } from '../platform/config.ts';
import { createTeller } from '../platform/read-side/index.ts';
import { shopNameOf } from '../platform/read-side/names.ts';
import { openRedis } from '../platform/redis.ts';
import { createTokens } from '../platform/tokens.ts';
import { createCheckout } from '../processes/checkout.ts';
import { createCheckoutReads } from '../processes/checkout-reads.ts';
import { createProcessContext, type ProcessContext } from '../processes/context.ts';
import { startHoldSweeper } from '../processes/sweep-holds.ts';
import { keepHouse, startSweeper } from '../processes/sweeper.ts';
import { type Foundation, layFoundation, listen } from './foundation.ts';
import { type RunningProjector, startProjector } from './projector.ts';
import { createProjectorMetrics } from './projector-metrics.ts';
import { openReadSide } from './read-side.ts';

/** What a process of the engine can be: all of it, or one part of several. */
export const ENGINE_ROLES = ['api', 'worker', 'projector'] as const;
export type EngineRole = (typeof ENGINE_ROLES)[number];

type Part = { stop(): Promise<void> };
export type Engine = Part & { url: string };

/** Starts an engine that answers shoppers in this process, with whatever else it is. Needs a migrated database. */
export const startEngine = async (
  config: Config,
  options: { log?: Logger; roles?: readonly EngineRole[] } = {},
): Promise<Engine> => {
  const roles = options.roles ?? ENGINE_ROLES;
  const foundation = await layFoundation(config, options);
  const processes = processesOf(foundation);
  // A shop that was shut for months has no partition for its next order yet.
  await keepHouse(processes);
  const projector = roles.includes('projector') ? follow(foundation) : undefined;
  const api = await serveApi(foundation, { processes, projector });
  const sweepers = roles.includes('worker') ? startSweepers(foundation, processes) : undefined;
  return {
    url: api.url,
    async stop() {
      await api.close();
      await sweepers?.stop();
      await api.finish();
      await projector?.stop();
      await api.release();
      await foundation.db.end();
    },
  };
};

/**
 * Starts the parts of an engine that nobody calls. It opens no port, unless `vitalsPort` says where to tell whether
 * it lives and what Prometheus reads. Needs a migrated database.
 */
export const startBackground = async (
  config: Config,
  options: { log?: Logger; roles: readonly Exclude<EngineRole, 'api'>[]; vitalsPort?: number | undefined },
): Promise<Part> => {
  const { roles, vitalsPort } = options;
  const foundation = await layFoundation(config, options);
  const { registry, log, db } = foundation;
  const parts: Part[] = [];
  if (roles.includes('projector')) parts.push(follow(foundation));
  if (roles.includes('worker')) {
    const processes = processesOf(foundation);
    await keepHouse(processes);
    parts.push(startSweepers(foundation, processes));
  }
  if (vitalsPort !== undefined) {
    const server = createVitalServer({ registry, log });
    await listen(server, vitalsPort);
    parts.push({ stop: () => server.close() });
  }
  return {
    async stop() {
      for (const part of parts.toReversed()) await part.stop();
      await db.end();
    },
  };
};

const follow = ({ config, db, shopId, log, registry }: Foundation): RunningProjector =>
  startProjector({ config, db, shopId, log, metrics: createProjectorMetrics(registry) });

/** Whoever drives on what waits too long: in PostgreSQL, and in Redis. */
const startSweepers = ({ config, db, shopId, log, onError }: Foundation, processes: ProcessContext): Part => {
  const redis = openRedis({ url: config.redisUrl, onError });
  redis.connect().catch(onError);
  const shop = shopNameOf(shopId);
  const teller = createTeller({ redis, shop });
  const intervalMs = config.sweepIntervalMs;
  const holds = startHoldSweeper({ redis, db, shop, teller, settings: config, log, intervalMs });
  const sweeper = startSweeper(processes);
  return {
    async stop() {
      await Promise.all([sweeper.stop(), holds.stop()]);
      await teller.stop();
      redis.destroy();
    },
  };
};

const processesOf = ({ db, config, log }: Foundation): ProcessContext =>
  createProcessContext({
    db,
    config,
    log,
    provider: createPaymentProvider({
      url: config.paymentProviderUrl,
      authoriseDeadlineMs: config.authoriseDeadlineMs,
    }),
  });

/** The API, listening, and the steps by which it ends: taking no more, finishing checkouts, letting go of stores. */
const serveApi = async (
  foundation: Foundation,
  { processes, projector }: { processes: ProcessContext; projector: RunningProjector | undefined },
) => {
  const { config, db, shopId, tokenSecret, registry, log, onError } = foundation;
  const redis = openRedis({ url: config.redisUrl, onError });
  // Goes on in the background while Redis is away: the shop opens without it.
  redis.connect().catch(onError);
  const revocations = await followRevocations(db);
  const shop = shopNameOf(shopId);
  const teller = createTeller({ redis, shop });
  const holds = createHolds({ redis, shop, teller, settings: config });
  const view = { currency: config.currency, publicUrl: config.publicUrl };
  const reads = createCheckoutReads(db, view);
  const checkout = createCheckout(processes, reads);
  const reading = openReadSide({
    config,
    shopId,
    db,
    redis,
    log,
    onError,
    view,
    ping: () => projector?.ping(),
  });
  const tokens = createTokens({ secret: tokenSecret, shopId });
  const rooms = createWaitingRooms({ redis, readSide: reading.readSide, tokens, config, log });
  const app = await createServer({
    ...processes,
    redis,
    tokens,
    rooms,
    revocations,
    shopId,
    checkout,
    reads,
    carts: {
      db,
      store: createCartStore(redis, config.cartTtlSeconds),
      holds,
      view,
      products: reading.products,
    },
    ...reading,
    registry,
    epoch: await currentEpoch(db).catch(() => undefined),
  });
  return {
    url: await listen(app, config.apiPort),
    close: () => app.close(),
    finish: () => checkout.stop(),
    async release() {
      await rooms.stop();
      await teller.stop();
      await reading.stop();
      await revocations.stop();
      redis.destroy();
    },
  };
};
