import { admin, type ImportRun } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { TRAP_LINES, TRAP_LOG, TRAPS_LEFT_OUT } from './traps.ts';

const engine = await openEngine({ currency: 'GBP' });
const staff = engine.as(engine.staffKey);

const send = (query: string, body: string, key = engine.staffKey) =>
  fetch(`${engine.url}/v1/admin/imports?format=online-retail-csv${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
    body: Buffer.from(body),
  });
const ended = async (answer: Response): Promise<ImportRun> => {
  expect(answer.status).toBe(202);
  const { importId } = (await answer.json()) as { importId: string };
  return until(
    async () => {
      const { body } = await staff.call(admin.getImport, { params: { importId } });
      return body.status !== 'running' && body;
    },
    { deadlineMs: 20_000, what: 'the end of the import' },
  );
};
const select = async (sql: string) => (await engine.database.query<Record<string, unknown>>(sql)).rows;

describe('an order log sent over HTTP', () => {
  it('comes in, with units on hand for new products, and tells what became of it', async () => {
    const run = await ended(await send('&onHand=5', TRAP_LOG));
    expect(run).toMatchObject({
      format: 'online-retail-csv',
      status: 'completed',
      error: null,
      read: TRAP_LINES,
      created: 10,
      updated: 0,
      rejected: TRAPS_LEFT_OUT.length,
    });
    expect(run.finishedAt).not.toBeNull();
    expect(run.rejections.map(({ line, reason }) => ({ line, rule: reason.split(':')[0] }))).toEqual(
      TRAPS_LEFT_OUT,
    );
    expect(await select('SELECT DISTINCT on_hand, allocated FROM inventory.stock')).toEqual([
      { on_hand: 5, allocated: 0 },
    ]);
  });

  it('has a report that agrees with the database', async () => {
    const { report } = await ended(await send('', TRAP_LOG));
    if (report === null) throw new Error('there is no report');
    expect(report.orders).toEqual({ created: 0, present: 10 });
    const [sums] = await select(`
      SELECT (SELECT sum(subtotal)::int FROM orders.placed_order) AS goods,
             (SELECT sum(shipping_total)::int FROM orders.placed_order) AS shipping,
             (SELECT sum(amount)::int FROM payment.reversal) AS refunded,
             (SELECT sum(shipping_amount)::int FROM orders.goods_return) AS "shippingBack",
             (SELECT sum(amount)::int FROM payment.attempt WHERE status = 'captured') AS paid`);
    const { accepted } = report;
    expect({
      goods: accepted.goods.amount,
      shipping: accepted.shipping.amount,
      refunded: -accepted.goodsBack.amount - accepted.shippingBack.amount,
      shippingBack: -accepted.shippingBack.amount,
      paid: accepted.goods.amount + accepted.shipping.amount,
    }).toEqual(sums);
    expect(accepted.total.amount).toBe(report.byDay.reduce((sum, day) => sum + day.accepted, 0));
    expect(accepted.total.amount).toBe(report.byCountry.reduce((sum, country) => sum + country.accepted, 0));
    expect(
      await select(`
        SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, sum(amount)::int AS accepted FROM (
          SELECT placed_at AS at, total AS amount FROM orders.placed_order
          UNION ALL SELECT created_at, -amount FROM payment.reversal
        ) AS moved GROUP BY 1 ORDER BY 1`),
    ).toEqual(
      report.byDay.filter(({ accepted }) => accepted !== 0).map(({ day, accepted }) => ({ day, accepted })),
    );
  });

  it('that is none fails with the reason, and without a report', async () => {
    expect(await ended(await send('', 'Handle,Title\na,b\n'))).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/^the header lacks InvoiceNo/),
      created: 0,
      report: null,
    });
  });

  it('is refused with units on hand that are none, and without the right', async () => {
    for (const onHand of ['-1', '1.5', 'many', '1000001'])
      expect((await send(`&onHand=${onHand}`, TRAP_LOG)).status).toBe(400);
    expect((await send('', TRAP_LOG, 'nobody')).status).toBe(401);
  });
});
