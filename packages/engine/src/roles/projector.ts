import type { Logger } from 'pino';
import { productProjection, structureProjection } from '../modules/catalog/index.ts';
import { stockProjection } from '../modules/inventory/index.ts';
import { openCartProjection, orderProjection, trendingProjection } from '../modules/order/index.ts';
import { saleProjection } from '../modules/sale/index.ts';
import { type Batch, describeState, findSlot, follow } from '../platform/cdc/index.ts';
import type { Config } from '../platform/config.ts';
import type { Database } from '../platform/postgres.ts';
import type { Projection } from '../platform/read-side/index.ts';
import { createKeeper } from '../platform/read-side/keeper.ts';
import { shopNameOf, slotOf } from '../platform/read-side/names.ts';
import { createProjector } from '../platform/read-side/projector.ts';
import { taskChanges } from '../platform/read-side/tasks.ts';
import { saveWalk } from '../platform/read-side/walks.ts';
import { openRedis } from '../platform/redis.ts';
import type { ProjectorMetrics } from './projector-metrics.ts';

/** Everything that is made from the change stream. */
export const projectionsOf = (config: Config): Projection[] => [
  stockProjection,
  orderProjection({
    historyDays: config.orderHistoryDays,
    perOwnerMax: config.orderHistoryPerOwnerMax,
    perStatusMax: config.orderHistoryPerStatusMax,
  }),
  openCartProjection({ cartTtlSeconds: config.cartTtlSeconds }),
  productProjection({ currency: config.currency }),
  structureProjection(),
  saleProjection,
  trendingProjection,
];

export const PUBLICATION = 'cartwright';

const WATCH_SLOT_MS = 5_000;
/** Of the WAL that the server would keep for the slot: from here on somebody should look. */
const ALARM_SHARE = 0.5;

export type RunningProjector = { ping(): void; stop(): Promise<void> };

/** Follows the change stream in the background, if no other process does. Starts without any store being there. */
export const startProjector = (options: {
  config: Config;
  db: Database;
  shopId: string;
  log: Logger;
  metrics: ProjectorMetrics;
}): RunningProjector => {
  const { config, db, log, metrics } = options;
  const redis = openRedis({
    url: config.redisUrl,
    onError: (err) => log.warn({ err }, 'the projector lost Redis'),
  });
  redis.connect().catch(() => {});
  const projections = projectionsOf(config);
  const tables = [...new Set([taskChanges, ...projections.flatMap(({ tables: of }) => of)])];
  const slot = slotOf(options.shopId);

  const shop = shopNameOf(options.shopId);
  const projector = createProjector({
    shop,
    db,
    redis,
    projections,
    onLead(leadership) {
      if (leadership.lost !== undefined) log.warn({ why: leadership.lost }, 'the read side is made anew');
      metrics.leads(true);
      keeper.begin();
    },
    onRest: () => metrics.leads(false),
    onApplied: metrics.applied,
  });
  const follower = follow({
    url: config.databaseUrl,
    db,
    slot,
    publication: PUBLICATION,
    tables,
    connectTimeoutMs: config.databaseConnectTimeoutMs,
    sink: {
      ...projector,
      async apply(batch) {
        await projector.apply(batch);
        heed(batch);
      },
    },
    onState(state) {
      if (state.state === 'leading') log.info('this process follows the changes of PostgreSQL');
      else if (state.state === 'broken') log.warn({ err: state.error }, describeState(state));
      else if (state.state !== 'standby') log.error(describeState(state));
    },
  });
  const keeper = createKeeper({
    shop,
    url: config.databaseUrl,
    db,
    redis,
    projector,
    projections,
    connectTimeoutMs: config.databaseConnectTimeoutMs,
    reconcilePerSecond: config.reconcilePerSecond,
    ping: follower.ping,
    onRebuilt: (rebuilt) => log.info(rebuilt, 'a read model was made'),
    onDrift: metrics.drift,
    onWalked: (projection, findings) =>
      // For people only: without Redis there is nothing to tell, and the next walk tells it.
      void saveWalk(redis, { shop, projection, walked: { ...findings, endedAtMs: Date.now() } }).catch(
        () => {},
      ),
    onError: (err) => log.warn({ err }, 'the read side could not be looked after; it is tried again'),
  });

  /** What concerns the read side itself, and not one model of it. */
  const heed = ({ transactions }: Batch): void => {
    for (const { changes } of transactions)
      for (const { table, kind } of changes) {
        if (table.name === taskChanges.name) {
          if (kind === 'insert') keeper.look();
        } else if (kind === 'truncate')
          for (const { name, tables: of } of projections)
            if (of.some((one) => one.name === table.name)) keeper.redo(name);
      }
  };

  const watchSlot = async (): Promise<void> => {
    const found = await findSlot(db, slot);
    if (found === undefined) return;
    metrics.retained(found.retainedBytes);
    const { retainedBytes, retainedMaxBytes } = found;
    if (retainedMaxBytes !== null && retainedBytes > retainedMaxBytes * ALARM_SHARE)
      log.error(
        { retainedBytes, retainedMaxBytes },
        'PostgreSQL keeps much WAL for the read side; beyond max_slot_wal_keep_size the read side is made anew',
      );
  };
  const timer = setInterval(() => void watchSlot().catch(() => {}), WATCH_SLOT_MS);

  return {
    ping: follower.ping,
    async stop() {
      clearInterval(timer);
      await follower.stop();
      await keeper.stop();
      redis.destroy();
    },
  };
};
