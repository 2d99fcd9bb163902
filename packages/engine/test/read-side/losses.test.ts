/** A Redis of this file's own, because it is emptied, restarted and set back. */
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { settledDifferences } from '../../../../test/support/compare-read-side.ts';
import { openReadSide } from '../../../../test/support/read-side.ts';
import { openTestFolder } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { availableOf, stockLevels } from '../../src/modules/inventory/index.ts';
import { readOrdersOf } from '../../src/modules/order/index.ts';
import { ordersOf } from '../../src/modules/order/queries/orders.ts';
import { startEmbeddedRedis } from '../../src/platform/embedded/redis.ts';
import { loadState } from '../../src/platform/read-side/state.ts';
import { createShopLife } from './shop-life.ts';

const NOTICED_MS = 3_000;

const server = { dataDir: await openTestFolder(), log: (): void => {} };
const files = join(server.dataDir, 'redis');
let redis = await startEmbeddedRedis(server);
afterAll(() => redis.stop());
const side = await openReadSide({ redisUrl: redis.url, reconcilePerSecond: 0 });
const life = createShopLife(side.database, 11);
await life.live(200);
side.start();
await side.whole();

const shop = side.slot.replace('cartwright_', '');
const state = async () => {
  const found = await loadState(side.redis, shop);
  if (found === undefined) throw new Error('there is no state');
  return found;
};
/** Waits until all is made anew after a loss: until Redis has another era, and its models are whole. */
const madeAnew = async (before: string): Promise<void> => {
  await until(async () => (await state()).era > before, { deadlineMs: 20_000, what: 'a new era' });
  await until(async () => (await state()).generations.size === 6, {
    deadlineMs: 20_000,
    what: 'every model',
  });
  await side.whole();
};

describe('the read side is as the tables are after', { timeout: 60_000 }, () => {
  it('Redis was emptied under writes, which is noticed within three seconds; reads are right all the while', async () => {
    const { era } = await state();
    const owners = await side.database.query<{ id: string }>(
      'SELECT DISTINCT session_id AS id FROM orders.placed_order WHERE customer_id IS NULL LIMIT 5',
    );
    const { rows: stocked } = await side.database.query<{ sku: string }>(
      'SELECT sku FROM inventory.stock LIMIT 10',
    );
    const skus = stocked.map(({ sku }) => sku);
    const pages = () =>
      owners.rows.map(({ id }) => ({ owner: { sessionId: id, customerId: null }, before: null, limit: 500 }));
    // Of what nobody writes to meanwhile, so that reads can be held against PostgreSQL.
    const truth = await Promise.all(pages().map((page) => ordersOf(side.database, page)));
    const levels = await stockLevels(side.database, skus);
    let wrong = 0;
    let reads = 0;
    let ended = false;
    const reading = (async () => {
      while (!ended) {
        const reader = side.reader();
        const found = await Promise.all(pages().map((page) => readOrdersOf(reader, page)));
        const available = await availableOf(reader, skus);
        reads += 1;
        if (found.some((orders, at) => orders.length !== truth[at]?.length)) wrong += 1;
        for (const [sku, units] of available) {
          const level = levels.get(sku);
          if (level !== undefined && units !== level.onHand - level.allocated - level.setAside) wrong += 1;
        }
      }
    })();
    const writing = (async () => {
      for (let sku = 0; !ended; sku += 1)
        await side.database.query('INSERT INTO inventory.stock (sku, on_hand) VALUES ($1, 1)', [
          `new-${sku}`,
        ]);
    })();
    await until(() => reads > 3, { deadlineMs: 10_000, what: 'some reads' });
    await side.redis.flushAll();
    const lostAt = performance.now();
    await until(async () => (await state()).era > era, { deadlineMs: 10_000, what: 'it to be noticed' });
    expect(performance.now() - lostAt).toBeLessThan(NOTICED_MS);
    await madeAnew(era);
    ended = true;
    await Promise.all([reading, writing]);
    expect(reads).toBeGreaterThan(10);
    expect(wrong).toBe(0);
    expect(await settledDifferences(side)).toEqual([]);
  });

  it('Redis came back without its memory', async () => {
    const { era } = await state();
    const end = life.begin();
    await redis.stop();
    await rm(files, { recursive: true });
    redis = await startEmbeddedRedis(server);
    await madeAnew(era);
    await end();
    expect(await settledDifferences(side)).toEqual([]);
  });

  it('Redis came back with a file of earlier', async () => {
    await side.caughtUp();
    await redis.stop();
    await cp(files, `${files}.earlier`, { recursive: true });
    redis = await startEmbeddedRedis(server);
    await until(() => side.redis.isReady, { deadlineMs: 10_000, what: 'Redis' });
    await life.live(60);
    await side.caughtUp();
    const { position } = await state();
    // Until PostgreSQL has forgotten what the file does not have.
    const confirmed = async () => {
      const { rows } = await side.database.query<{ past: boolean }>(
        'SELECT confirmed_flush_lsn >= $1::pg_lsn AS past FROM pg_replication_slots WHERE slot_name = $2',
        [`${(position >> 32n).toString(16)}/${(position & 0xffff_ffffn).toString(16)}`, side.slot],
      );
      return rows[0]?.past;
    };
    await until(confirmed, { deadlineMs: 15_000, what: 'it to be acknowledged' });
    const { era } = await state();
    await redis.stop();
    await rm(files, { recursive: true });
    await cp(`${files}.earlier`, files, { recursive: true });
    redis = await startEmbeddedRedis(server);
    await madeAnew(era);
    expect(await settledDifferences(side)).toEqual([]);
  });

  it('Redis lost the last moments before it was killed, which are streamed again', async () => {
    await side.caughtUp();
    const { era } = await state();
    await redis.stop();
    await rm(`${files}.earlier`, { recursive: true, force: true });
    await cp(files, `${files}.earlier`, { recursive: true });
    redis = await startEmbeddedRedis(server);
    await until(() => side.redis.isReady, { deadlineMs: 10_000, what: 'Redis' });
    await life.live(20);
    await side.caughtUp();
    await redis.stop();
    await rm(files, { recursive: true });
    await cp(`${files}.earlier`, files, { recursive: true });
    redis = await startEmbeddedRedis(server);
    await until(() => side.redis.isReady, { deadlineMs: 10_000, what: 'Redis' });
    expect(await settledDifferences(side)).toEqual([]);
    expect((await state()).era).toBe(era);
  });

  it('every connection to PostgreSQL was cut, several times', async () => {
    const { era } = await state();
    const end = createShopLife(side.database, 5).begin();
    for (let cut = 0; cut < 3; cut += 1) {
      const { position } = await state();
      await side.database.query(
        `SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = $1`,
        [side.slot],
      );
      await until(async () => (await state()).position > position, {
        deadlineMs: 10_000,
        what: 'the stream to go on',
      });
    }
    await end();
    expect(await settledDifferences(side)).toEqual([]);
    expect((await state()).era).toBe(era);
  });

  it('PostgreSQL got another history: all is made anew, and what was of the old one counts as older', async () => {
    const { era } = await state();
    await side.redis.hSet(`read-side:{${shop}}:state`, 'epoch', 'another/1');
    // A version of a later place in the old history must not outlive the new one.
    await side.redis.hSet(`stock:live-${shop}:{new-0}`, { v: `${era}ffffffffffffffff000000`, onHand: '77' });
    await side.database.query(
      'SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = $1',
      [side.slot],
    );
    await madeAnew(era);
    expect(await settledDifferences(side)).toEqual([]);
    expect(await availableOf(side.reader(), ['new-0'])).toEqual(new Map([['new-0', 1]]));
  });
});
