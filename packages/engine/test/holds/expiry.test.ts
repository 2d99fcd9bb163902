/** Holds that end: on time, only they, and without anybody's order being harmed. */
import { store } from '@cartwright/contract';
import { describe, expect, it, vi } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { holdCall, holdReply } from '../../src/modules/inventory/holds/scripts.ts';
import { sweepHolds } from '../../src/modules/inventory/index.ts';
import { createTeller, liveGeneration } from '../../src/platform/read-side/index.ts';
import { shopNameOf } from '../../src/platform/read-side/names.ts';
import { loadShopIdentity } from '../../src/platform/settings.ts';
import { newId } from '../../src/shared/ids.ts';
import { guest, sell } from '../http/shop.ts';
import { problemOf } from '../sale/sale.ts';
import { availableAt, heldAt, put, untilSold, untilWhole } from './holding.ts';

const HOLD_SECONDS = 2;
const engine = await openEngine({
  holdSeconds: HOLD_SECONDS,
  holdPinMs: 1_000,
  holdLinesMax: 2_000,
  holdUnitsPerSkuMax: 100_000,
});
await untilWhole(engine);
const shop = shopNameOf((await loadShopIdentity(engine.database)).shopId);

const untilHeld = (sku: string, units: number) =>
  until(async () => (await heldAt(engine, sku)) === units, {
    deadlineMs: 10_000,
    what: `${units} held of ${sku}`,
  });

describe('a hold whose time is over', () => {
  it('ends by itself and on time, its line stays in sight, and others may have the units', async () => {
    const { sku } = await sell(engine, { onHand: 2 });
    const [ada, eve] = [await guest(engine), await guest(engine)];
    const cart = await ada.cartWith(sku, 2);
    const endsAt = Date.parse(cart.lines[0]?.heldUntil ?? '');
    await until(async () => (await availableAt(engine, sku)) === 2, { deadlineMs: 10_000, what: 'its end' });
    expect(Date.now()).toBeGreaterThanOrEqual(endsAt - 50);
    expect(Date.now() - endsAt).toBeLessThan(3_000);
    const after = (await ada.client.call(store.getCart, { params: { cartId: cart.cartId } })).body;
    expect(after.lines).toEqual(cart.lines);
    await eve.cartWith(sku, 1);
    expect(await problemOf(put(ada, cart.cartId, sku, 2))).toMatchObject({
      code: 'insufficient-stock',
      available: 1,
    });
  });

  it('is taken anew at checkout, or the checkout is refused: nobody orders what another holds', async () => {
    const { sku } = await sell(engine, { onHand: 2 });
    const [ada, eve] = [await guest(engine), await guest(engine)];
    const cart = await ada.cartWith(sku, 2);
    await untilHeld(sku, 0);
    const hers = await eve.cartWith(sku, 1);
    expect(await problemOf(ada.checkout(cart.cartId))).toMatchObject({
      status: 409,
      code: 'insufficient-stock',
      available: 1,
    });
    await eve.client.call(store.removeCartLine, { params: { cartId: hers.cartId, sku } });
    await untilHeld(sku, 0);
    expect((await ada.checkout(cart.cartId)).status).toBe(201);
    await untilSold(engine, sku, { allocated: 2, held: 0 });
  });

  it('takes no other with it', async () => {
    const { sku } = await sell(engine, { onHand: 9 });
    const [ada, eve] = [await guest(engine), await guest(engine)];
    await ada.cartWith(sku, 2);
    const cart = await eve.cartWith(sku, 3);
    let renewed = 0;
    await until(
      async () => {
        await put(eve, cart.cartId, sku, 3);
        renewed += 1;
        return (await heldAt(engine, sku)) === 3;
      },
      { deadlineMs: 10_000, what: 'the first to end' },
    );
    expect(renewed).toBeGreaterThan(1);
    await untilHeld(sku, 0);
  });

  it('is over by the clock of Redis, whatever this machine believes', async () => {
    const { sku } = await sell(engine, { onHand: 3 });
    const ada = await guest(engine);
    const real = Date.now.bind(Date);
    const jump = vi.spyOn(Date, 'now').mockImplementation(() => real() + 600_000);
    try {
      await ada.cartWith(sku, 1);
      expect(await heldAt(engine, sku)).toBe(1);
    } finally {
      jump.mockRestore();
    }
    expect(await heldAt(engine, sku)).toBe(1);
    await untilHeld(sku, 0);
  });
});

describe('a hold that is being paid for', () => {
  const stores = { db: engine.database, redis: engine.redis, shop };
  const pin = async (sku: string, cartId: string, units: number): Promise<string> => {
    const at = { generation: liveGeneration(shop), sku };
    const call = holdCall({ at, cartId, units, ms: 500, pin: true });
    const reply = holdReply(await call.script.run(engine.redis, call));
    if (reply.state !== 'held') throw new Error(`the hold is ${reply.state}`);
    return reply.holdId;
  };
  const allocation = (sku: string, holdId: string, agoSeconds: number) =>
    engine.database.query(
      `INSERT INTO inventory.movement (movement_id, sku, kind, on_hand_delta, allocated_delta, hold_id, at)
       VALUES ($1, $2, 'allocation', 0, 0, $3, now() - make_interval(secs => $4))`,
      [newId(), sku, holdId, agoSeconds],
    );

  it('cannot be changed from another tab', async () => {
    const { sku } = await sell(engine, { onHand: 3 });
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku, 1);
    await pin(sku, cart.cartId, 1);
    expect(await problemOf(put(ada, cart.cartId, sku, 2))).toMatchObject({
      status: 409,
      code: 'checkout-in-progress',
    });
  });

  it('goes back when its checkout died before anything was placed', async () => {
    const { sku } = await sell(engine, { onHand: 3 });
    const ada = await guest(engine);
    const cart = await ada.cartWith(sku, 2);
    await pin(sku, cart.cartId, 2);
    await untilHeld(sku, 0);
    // And the same cart may go on.
    expect((await ada.checkout(cart.cartId)).status).toBe(201);
    await untilSold(engine, sku, { allocated: 2, held: 0 });
  });

  it('stays while its order may be on its way by the change stream, and goes when that has passed', async () => {
    const { sku } = await sell(engine, { onHand: 3 });
    const teller = createTeller({ redis: engine.redis, shop });
    // As if the stream had brought the order without its hold: it is written before the hold is there.
    const cartId = newId();
    const holdId = await pin(sku, cartId, 2);
    await engine.database.query('ALTER PUBLICATION cartwright DROP TABLE inventory.movement');
    await allocation(sku, holdId, 0);
    const sweep = { ...stores, teller, settings: { ...engine.config, holdSeconds: 600 } };
    const due = `holds-due:{${shop}}`;
    const lookNow = async () => {
      for (const member of await engine.redis.zRange(`holds-end:${liveGeneration(shop)}:{${sku}}`, 0, -1))
        await engine.redis.zAdd(`holds-end:${liveGeneration(shop)}:{${sku}}`, { score: 1, value: member });
      await engine.redis.zAdd(due, { score: 1, value: sku });
      await sweepHolds(sweep);
    };
    await lookNow();
    expect(await heldAt(engine, sku)).toBe(2);
    await allocation(sku, holdId, 0);
    await engine.database.query(`ALTER TABLE inventory.movement DISABLE TRIGGER movement_append_only`);
    await engine.database.query(
      `UPDATE inventory.movement SET at = now() - interval '2 minutes' WHERE hold_id = $1`,
      [holdId],
    );
    await engine.database.query(`ALTER TABLE inventory.movement ENABLE TRIGGER movement_append_only`);
    await engine.database.query(
      'ALTER PUBLICATION cartwright ADD TABLE inventory.movement (movement_id, sku, hold_id)',
    );
    await lookNow();
    await untilHeld(sku, 0);
    await teller.stop();
  });
});

describe('many sweepers', () => {
  it('end every hold once, also those that are taken while they look', async () => {
    const { sku } = await sell(engine, { onHand: 90_000 });
    const teller = createTeller({ redis: engine.redis, shop });
    const sweep = {
      db: engine.database,
      redis: engine.redis,
      shop,
      teller,
      settings: { ...engine.config, holdSeconds: 1 },
    };
    let sweeping = true;
    const sweepers = Array.from({ length: 4 }, async () => {
      while (sweeping) await sweepHolds(sweep);
    });
    const shoppers = await Promise.all(Array.from({ length: 6 }, () => guest(engine)));
    const stopAt = Date.now() + 4_000;
    try {
      await Promise.all(
        shoppers.map(async (one) => {
          for (let turn = 1; Date.now() < stopAt; turn += 1) {
            const cart = await one.cartWith(sku, (turn % 5) + 1);
            if (turn % 3 === 0) await put(one, cart.cartId, sku, 0);
          }
        }),
      );
      await untilHeld(sku, 0);
    } finally {
      sweeping = false;
      await Promise.all(sweepers);
    }
    await teller.stop();
    expect(await availableAt(engine, sku)).toBe(90_000);
    expect(await engine.redis.zScore(`holds-due:{${shop}}`, sku)).toBeNull();
  });
});
