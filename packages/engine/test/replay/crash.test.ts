import { createClient } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngineProcess } from '../../../../test/support/engine-process.ts';
import { openStores } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { logLine, replayHere, stockSkus } from './support.ts';

const stores = await openStores();
const engine = await openEngineProcess(stores);
const { url } = engine;

const placed = async (): Promise<number> =>
  Number(
    (await stores.database.query<{ count: string }>('SELECT count(*) FROM orders.placed_order')).rows[0]
      ?.count,
  );

describe('an engine killed and started again amid a replay', { timeout: 180_000 }, () => {
  it('costs repeated calls, and neither loses an order nor makes one twice', async () => {
    await engine.start();
    await stockSkus(createClient({ baseUrl: url, token: () => engine.staffKey }), {
      LAMP: 1_000,
      MUG: 1_000,
    });
    const lines = Array.from({ length: 120 }, (_, index) => [
      logLine(String(index), 'LAMP', 2, { customer: String(index % 40) }),
      logLine(String(index), 'MUG', 1, { customer: String(index % 40) }),
    ]).flat();
    const replaying = replayHere(
      { url, database: stores.database },
      { lines, options: { payments: 'ok', seed: 'killed' } },
    );
    for (const orders of [10, 50]) {
      await until(async () => (await placed()) >= orders, { deadlineMs: 60_000, what: `${orders} orders` });
      await engine.kill();
      await engine.start();
    }
    const report = await replaying;
    expect(report.findings).toEqual({ total: 0, listed: [] });
    expect(report.retried.connection).toBeGreaterThan(0);
    expect(report).toMatchObject({ walks: 120, gaveUp: 0, refused: {}, undecided: 0 });
    expect(report.confirmed + report.abandoned).toBe(120);
    expect(await placed()).toBe(report.confirmed);
  });
});
