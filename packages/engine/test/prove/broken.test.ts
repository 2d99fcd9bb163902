/** A shop that is tampered with while the proof runs: each promise, broken, is seen. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { startProof } from '../../../../test/support/proof-process.ts';
import { openTestFolder } from '../../../../test/support/stores.ts';
import { prove } from '../../src/prove/index.ts';
import { planOf } from '../../src/prove/plan.ts';
import type { Servers } from '../../src/prove/servers.ts';
import type { Verdict } from '../../src/prove/verdict.ts';
import { newId } from '../../src/shared/ids.ts';

const engine = await openEngine({ authoriseDeadlineMs: 1_500 });
const { database, redis, providerUrl } = engine;
const servers: Servers = {
  urls: [engine.url],
  databaseUrl: engine.config.databaseUrl,
  ledgerUrl: providerUrl,
  own: false,
};

const OPTIONS = {
  ...{ buyers: 24, units: 8, kill: false, sale: false },
  ...{ spreadSeconds: 2, patienceMs: 20_000, currency: 'USD' },
};

/** The first seed whose buyers do not cancel what is tampered with, and do not make one wait. */
const seed = (() => {
  for (let number = 0; ; number += 1) {
    const options = { ...OPTIONS, seed: `broken ${number}` };
    const plans = Array.from({ length: OPTIONS.buyers }, (_, buyer) => planOf(buyer, options));
    const quick = plans.every(
      ({ cancels, comesBack, tokens: [first] }) =>
        !cancels && comesBack === 0 && first !== 'tok_timeout' && first !== 'tok_slow',
    );
    if (quick) return options.seed;
  }
})();

/** A proof during which `tamper` is called again and again, until it has found something to tamper with. */
const proveWhile = async (
  tamper: () => Promise<boolean>,
  over: { sale?: boolean } = {},
): Promise<{ verdict: Verdict; promises: string[] }> => {
  let ended = false;
  const tampering = (async () => {
    while (!ended && !(await tamper())) await sleep(20);
  })();
  const { verdict } = await prove(
    servers,
    { ...OPTIONS, seed, ...over },
    { stopping: new AbortController().signal, say: () => {}, onProgress: () => {} },
  ).finally(() => {
    ended = true;
  });
  await tampering;
  return { verdict, promises: verdict.findings.listed.map(({ promise }) => promise) };
};

const nothing = async (): Promise<boolean> => true;

/** Runs a statement that writes; whether it wrote. */
const wrote =
  (sql: string, values: unknown[] = []) =>
  async (): Promise<boolean> =>
    ((await database.query(sql, values)).rowCount ?? 0) > 0;

/** A confirmed order of a buyer of a proof, which has been confirmed long enough for her to have been told. */
const CONFIRMED = `
  SELECT order_id FROM orders.placed_order
  WHERE status = 'confirmed' AND email LIKE '%@proof.invalid' AND placed_at > $1
    AND updated_at < now() - interval '300 ms' LIMIT 1`;

const orderSince = async (since: Date) => {
  const { rows } = await database.query<{ order_id: string; total: string }>(
    `SELECT order_id, total FROM orders.placed_order WHERE order_id = (${CONFIRMED})`,
    [since],
  );
  const [row] = rows;
  return row === undefined ? undefined : { orderId: row.order_id, total: Number(row.total) };
};

/** Asks the provider for money behind the shop's back. */
const atProvider = async (path: string, body: unknown): Promise<{ authorisationId: string }> => {
  const answer = await fetch(new URL(path, providerUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': newId() },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(201);
  return (await answer.json()) as { authorisationId: string };
};

describe('a proof', { timeout: 60_000 }, () => {
  it('finds every promise kept when nobody tampers, from the shelf and through a sale', async () => {
    for (const sale of [false, true]) {
      const { verdict } = await proveWhile(nothing, { sale });
      expect(verdict.findings.listed).toEqual([]);
      expect(verdict).toMatchObject({ oversold: 0, lost: 0, doubled: 0, refused: {}, unanswered: 0 });
      expect(verdict.sold).toBeGreaterThan(0);
      expect(verdict.confirmed + verdict.soldOut + verdict.declined).toBe(24);
      expect(verdict.notChecked).toEqual([expect.stringContaining('killed')]);
    }
  });

  it('goes against a running shop by a command, and takes its goods out of the window', async () => {
    const run = startProof(
      await openTestFolder(),
      [
        '--url',
        engine.url,
        '--ledger',
        providerUrl,
        '--buyers',
        '10',
        '--units',
        '4',
        '--spread',
        '1',
        '--json',
      ],
      { DATABASE_URL: engine.config.databaseUrl, REDIS_URL: engine.config.redisUrl },
    );
    expect(await run.ended, run.said.err).toBe(0);
    const verdict: Verdict = JSON.parse(run.said.out);
    expect(verdict).toMatchObject({ oversold: 0, lost: 0, doubled: 0, findings: { total: 0 } });
    expect(verdict.orders).toBeGreaterThan(0);
    const { rows } = await database.query(
      `SELECT DISTINCT status FROM catalog.product WHERE product_id LIKE 'PROOF-%'`,
    );
    expect(rows).toEqual([{ status: 'draft' }]);
  });

  describe('finds units oversold', () => {
    afterEach(() =>
      database.query(`
        DROP TRIGGER IF EXISTS tamper ON inventory.movement;
        UPDATE inventory.stock SET on_hand = greatest(allocated + set_aside, (
          SELECT sum(on_hand_delta) FROM inventory.movement WHERE movement.sku = stock.sku))`),
    );

    it('when the shelf never empties', async () => {
      await database.query(`
        CREATE OR REPLACE FUNCTION tamper() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
          UPDATE inventory.stock SET on_hand = on_hand + 1 WHERE sku = NEW.sku AND NEW.kind = 'allocation';
          RETURN NEW;
        END $$;
        CREATE TRIGGER tamper AFTER INSERT ON inventory.movement FOR EACH ROW EXECUTE FUNCTION tamper()`);
      const { verdict, promises } = await proveWhile(nothing);
      expect(verdict.oversold).toBeGreaterThan(0);
      expect(promises).toContain('oversold');
      // The buyers themselves, and PostgreSQL.
      const what = verdict.findings.listed.map((one) => one.what).join('\n');
      expect(what).toMatch(/buyers were told that \d+ units are theirs at one moment, and there were 8/);
      expect(what).toMatch(/orders hold \d+ units, and there were 8/);
    });
  });

  it('finds an order lost that a buyer was told is confirmed', async () => {
    const since = new Date();
    const { verdict } = await proveWhile(
      wrote(`DELETE FROM orders.placed_order WHERE order_id = (${CONFIRMED})`, [since]),
    );
    expect(verdict.lost).toBeGreaterThan(0);
    const what = verdict.findings.listed.map((one) => one.what).join('\n');
    expect(what).toMatch(/which a buyer was told is confirmed, does not exist/);
    expect(what).toMatch(/The provider has \d+ for the order/);
  });

  it('finds money lost that was paid back behind the shop’s back', async () => {
    const since = new Date();
    const { verdict } = await proveWhile(async () => {
      const order = await orderSince(since);
      if (order === undefined) return false;
      const { rows } = await database.query(
        `SELECT authorisation_id FROM payment.attempt WHERE order_id = $1 AND status = 'captured'`,
        [order.orderId],
      );
      const amount = { amount: order.total, currency: 'USD' };
      await atProvider('/v1/refunds', { authorisationId: rows[0]?.authorisation_id, amount });
      return true;
    });
    expect(verdict.findings.listed.map((one) => one.what).join('\n')).toMatch(/, and 0 was charged\./);
    expect(verdict.lost).toBeGreaterThan(0);
  });

  it('finds a second order of one wish', async () => {
    const since = new Date();
    const { verdict } = await proveWhile(async () => {
      const order = await orderSince(since);
      if (order === undefined) return false;
      const { rows } = await database.query(
        `SELECT array_agg(column_name::text) AS names FROM information_schema.columns
         WHERE table_schema = 'orders' AND table_name = 'placed_order' AND column_name <> 'order_id'`,
      );
      const names = rows[0]?.names.join(', ');
      return wrote(
        `INSERT INTO orders.placed_order (order_id, ${names})
         SELECT $1, ${names} FROM orders.placed_order WHERE order_id = $2`,
        [newId(), order.orderId],
      )();
    });
    expect(verdict.doubled).toBe(1);
    expect(verdict.findings.listed.map((one) => one.what).join('\n')).toMatch(/wanted one order and has 2/);
  });

  it('finds an order charged twice', async () => {
    const since = new Date();
    const { verdict } = await proveWhile(async () => {
      const order = await orderSince(since);
      if (order === undefined) return false;
      const amount = { amount: order.total, currency: 'USD' };
      const { authorisationId } = await atProvider('/v1/authorisations', {
        amount,
        token: 'tok_ok',
        reference: order.orderId,
      });
      await atProvider('/v1/captures', { authorisationId, amount });
      return true;
    });
    expect(verdict.doubled).toBe(1);
    expect(verdict.findings.listed.map((one) => one.what)).toEqual([
      expect.stringMatching(/comes to (\d+), and \d+ was charged/),
    ]);
  });

  it('finds orders that the read side has lost', async () => {
    const { promises } = await proveWhile(async () => {
      const keys = await redis.keys('order:*');
      if (keys.length > 0) await redis.del(keys);
      return false;
    });
    expect(promises).toContain('readSide');
  });
});
