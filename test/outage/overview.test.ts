import { admin, createClient } from '@cartwright/contract';
import { pino } from 'pino';
import { afterAll, expect, it } from 'vitest';
import { loadConfig } from '../../packages/engine/src/platform/config.ts';
import { freePort } from '../../packages/engine/src/platform/embedded/ports.ts';
import { startEmbeddedPostgres } from '../../packages/engine/src/platform/embedded/postgres.ts';
import { startEmbeddedRedis } from '../../packages/engine/src/platform/embedded/redis.ts';
import { migrate } from '../../packages/engine/src/platform/migrate.ts';
import { startEngine } from '../../packages/engine/src/roles/engine.ts';
import { openTestFolder } from '../support/stores.ts';
import { until } from '../support/until.ts';

const log = () => {};
const KEY = 'an-owners-key-for-tests';
const dataDir = await openTestFolder();
let [postgres, redis] = await Promise.all([
  startEmbeddedPostgres({ dataDir, log }),
  startEmbeddedRedis({ dataDir, log }),
]);
await migrate(postgres.url);
const config = loadConfig({
  DATABASE_URL: postgres.url,
  REDIS_URL: redis.url,
  CARTWRIGHT_PAYMENT_PROVIDER_URL: 'unused:',
  CARTWRIGHT_API_PORT: String(await freePort()),
  CARTWRIGHT_STAFF_KEY: KEY,
});
const engine = await startEngine(config, { log: pino({ level: 'silent' }) });
afterAll(async () => {
  await engine.stop();
  await Promise.all([postgres.stop(), redis.stop()]);
});
const staff = createClient({ baseUrl: engine.url, token: () => KEY });
const overview = async () => (await staff.call(admin.getOverview)).body;
const untilAlarms = (...codes: string[]) =>
  until(
    async () => {
      const seen = await overview();
      return seen.alarms.map(({ code }) => code).join() === codes.join() && seen;
    },
    { deadlineMs: 60_000, what: `the alarms to be: ${codes.join() || 'none'}` },
  );

it('tells what is away, and all is well again when it is back', { timeout: 200_000 }, async () => {
  await untilAlarms();
  await postgres.stop();
  const without = await until(
    async () => {
      const seen = await overview();
      return seen.alarms[0]?.code === 'postgresql-away' && seen;
    },
    { deadlineMs: 30_000, what: 'the alarm' },
  );
  expect(without).toMatchObject({ slot: null, ordersPerSecond: null, positionKnown: true });
  // A read side that nobody keeps up with is told to be late, too.
  await untilAlarms('postgresql-away', 'read-side-late');
  postgres = await startEmbeddedPostgres({ dataDir, log });
  await untilAlarms();

  await redis.stop();
  expect(
    await until(async () => (await overview()).alarms.find(({ code }) => code === 'redis-away'), {
      deadlineMs: 30_000,
      what: 'the alarm',
    }),
  ).toBeTruthy();
  redis = await startEmbeddedRedis({ dataDir, log });
  await untilAlarms();
});
