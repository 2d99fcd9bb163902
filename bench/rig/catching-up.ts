/** The projector of the bench's own, seen from the case that measures it. */
import { join } from 'node:path';
import { createClient } from 'redis';
import { loadConfig } from '../../packages/engine/src/platform/config.ts';
import { shopNameOf } from '../../packages/engine/src/platform/read-side/names.ts';
import type { Projection } from '../../packages/engine/src/platform/read-side/projection.ts';
import { loadState } from '../../packages/engine/src/platform/read-side/state.ts';
import { loadShopIdentity } from '../../packages/engine/src/platform/settings.ts';
import { projectionsOf } from '../../packages/engine/src/roles/projector.ts';
import type { Bench } from '../core/case.ts';
import { startChild } from '../core/child.ts';
import { cpuBetween, cpuMicrosOf } from '../core/load/cpu-time.ts';
import type { CpuMicros } from '../core/load/plan.ts';
import { CATCH_UP_DATABASE } from './catch-up-databases.ts';
import type { CaughtUp, ProjectorQuestion } from './projector-main.ts';
import type { Rig } from './rig.ts';

export type CatchingUp = {
  /** Makes the read models whole before the WAL that begins at `startLsn` is made. */
  prepare(startLsn: string): Promise<void>;
  /** Decodes the stretch from `slot` to `endLsn` and applies it. Throws when Redis does not equal PostgreSQL then. */
  catchUp(wal: { slot: string; endLsn: string }): Promise<CaughtUp & { cpuMicros: CpuMicros | undefined }>;
};

export const openCatchingUp = async ({ rig, onEnd }: Pick<Bench, 'rig' | 'onEnd'>): Promise<CatchingUp> => {
  const child = await startChild({
    script: join(import.meta.dirname, 'projector-main.ts'),
    env: { DATABASE_URL: rig.databaseUrl, REDIS_URL: rig.redisUrl },
    logPath: join(rig.folder, 'catching-up.log'),
  });
  onEnd(() => child.stop());
  const ask = <Reply>(question: ProjectorQuestion): Promise<Reply> => child.ask(question);
  const { postgres = 0, redis = 0 } = rig.pids;
  const watch = { projector: child.pid, postgres, redis };
  return {
    async prepare(startLsn) {
      await ask({ ask: 'make-whole', startLsn });
    },
    async catchUp({ slot, endLsn }) {
      await ask({ ask: 'go-back' });
      const before = cpuMicrosOf(watch);
      const caughtUp = await ask<CaughtUp>({ ask: 'catch-up', slot, endLsn });
      const cpuMicros = cpuBetween(before, cpuMicrosOf(watch));
      await verify(rig);
      return { ...caughtUp, cpuMicros };
    },
  };
};

const PORTION = 1_000;

const projectionOf = (name: string, stores: Readonly<Record<string, string>>): Projection => {
  const config = loadConfig({ ...stores, CARTWRIGHT_PAYMENT_PROVIDER_URL: 'unused:' });
  const projection = projectionsOf(config).find((one) => one.name === name);
  if (projection === undefined) throw new Error(`there is no projection ${name}`);
  return projection;
};

/** Compares the stock of every SKU and the number of orders with PostgreSQL. */
const verify = async ({ database, databaseUrl, redisUrl }: Rig): Promise<void> => {
  const redis = createClient({ url: `${redisUrl}/${CATCH_UP_DATABASE}` });
  redis.on('error', () => {});
  await redis.connect();
  try {
    const { shopId } = await loadShopIdentity(database);
    const state = await loadState(redis, shopNameOf(shopId));
    const generationOf = (name: string): string => state?.generations.get(name)?.generation ?? '';
    const { rows } = await database.query<{ sku: string; is: string }>(
      `SELECT sku, concat_ws(' ', on_hand, allocated, set_aside) AS is FROM inventory.stock`,
    );
    for (let at = 0; at < rows.length; at += PORTION)
      await Promise.all(
        rows.slice(at, at + PORTION).map(async ({ sku, is }) => {
          const key = `stock:${generationOf('stock')}:{${sku}}`;
          const has = (await redis.hmGet(key, ['onHand', 'allocated', 'setAside'])).join(' ');
          if (has !== is) throw new Error(`Redis has the stock ${has} of ${sku} where PostgreSQL has ${is}`);
        }),
      );
    let orders = 0;
    const match = { MATCH: `order:${generationOf('orders')}:{*`, COUNT: PORTION };
    for await (const keys of redis.scanIterator(match)) orders += keys.length;
    // Of those that are recent enough to be kept.
    const wanted = await projectionOf('orders', { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }).count(
      database,
    );
    if (orders !== wanted) throw new Error(`Redis has ${orders} orders where PostgreSQL has ${wanted}`);
  } finally {
    redis.destroy();
  }
};
