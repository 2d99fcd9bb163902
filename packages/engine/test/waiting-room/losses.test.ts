import { createClient } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine, type TestEngine } from '../../../../test/support/engine.ts';
import { openEngineProcess } from '../../../../test/support/engine-process.ts';
import { openStores, openTestFolder } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { startEmbeddedRedis } from '../../src/platform/embedded/redis.ts';
import { guest } from '../http/shop.ts';
import { audit, claim, problemOf } from '../sale/sale.ts';
import { join, look, openRoom, readStream, untilState } from './room.ts';

describe('a Redis that is emptied', () => {
  it('loses the line and says so; who asks again has a new place, and nothing is oversold', {
    timeout: 60_000,
  }, async () => {
    const engine = await openEngine({ waitingRoomTickMs: 50 });
    const { saleId } = await openRoom(engine, { allocation: 3, startsAt: new Date(Date.now() + 4_000) });
    const [ada, bob] = [await guest(engine), await guest(engine)];
    const places = [await join(ada, saleId), await join(bob, saleId)];
    const { ticket } = places[0] as (typeof places)[number];
    const told = readStream(engine, ada, { saleId, ticket }, (all) => all.at(-1)?.state === 'expired');
    await until(async () => (await look(ada, saleId, ticket)).position === 1, {
      deadlineMs: 2_000,
      what: 'a place',
    });
    await engine.redis.flushDb();
    expect((await told).at(-1)).toMatchObject({ state: 'expired', because: 'lost' });
    expect(await look(bob, saleId, places[1]?.ticket ?? '')).toMatchObject({
      state: 'expired',
      because: 'lost',
    });
    expect(await join(bob, saleId)).toMatchObject({ state: 'waiting', position: 1 });
    expect(await join(ada, saleId)).toMatchObject({ state: 'waiting', position: 2, ticket });
    // Those who are let in once more, after a second loss, claim no more than there is.
    const shoppers = await Promise.all(Array.from({ length: 4 }, () => guest(engine)));
    const tokens = await Promise.all(
      shoppers.map(async (who) => (await untilState(who, saleId)).admissionToken),
    );
    await engine.redis.flushDb();
    const claims = await Promise.allSettled(
      shoppers.map((who, index) => claim(who, saleId, { admissionToken: tokens[index] ?? '' })),
    );
    expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    await audit(engine.database);
  });
});

describe('a Redis that is away', () => {
  it('gives no places, 503 with Retry-After at once, and is no way around the line', {
    timeout: 40_000,
  }, async () => {
    const redis = await startEmbeddedRedis({ dataDir: await openTestFolder(), log: () => {} });
    const engine = await openEngine({ waitingRoomTickMs: 50, redisUrl: redis.url });
    const { saleId } = await openRoom(engine);
    const ada = await guest(engine);
    const { ticket } = await untilState(ada, saleId);
    await redis.stop();
    for (const call of [() => join(ada, saleId), () => look(ada, saleId, ticket)]) {
      const refused = await until(
        async () => {
          const problem = await problemOf(call());
          return problem.status === 503 && problem;
        },
        { deadlineMs: 5_000, what: 'a 503' },
      );
      expect(refused).toMatchObject({ code: 'unavailable' });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    expect(await problemOf(claim(await guest(engine), saleId))).toMatchObject({
      status: 403,
      code: 'not-admitted',
    });
    await engine.stop();
  });
});

describe('the process that paces, killed', () => {
  it('is replaced within seconds by another, and the line goes on where it was', {
    timeout: 120_000,
  }, async () => {
    const stores = await openStores();
    const [first, second] = [await openEngineProcess(stores), await openEngineProcess(stores)];
    await first.start();
    const asEngine = ({ url, staffKey }: typeof first) =>
      ({
        ...{ url, staffKey, database: stores.database },
        client: createClient({ baseUrl: url }),
        as: (token: string) => createClient({ baseUrl: url, token: () => token }),
      }) as TestEngine;
    const engine = asEngine(first);
    const { saleId } = await openRoom(engine, { onHand: 100, allocation: 80, admissionPerSecond: 1 });
    const shoppers = await Promise.all(Array.from({ length: 60 }, () => guest(engine)));
    const tickets = [];
    for (const who of shoppers) tickets.push((await join(who, saleId)).ticket);
    const head = async () => Number(await stores.redis.hGet(`room:{${saleId}}`, 'head'));
    await until(async () => (await head()) >= 2, { deadlineMs: 10_000, what: 'the first to be let in' });
    const leader = await stores.redis.hGet(`room:{${saleId}}`, 'leader');
    await second.start();
    expect(await stores.redis.hGet(`room:{${saleId}}`, 'leader')).toBe(leader);
    await first.kill();
    const before = await head();
    await until(async () => (await head()) > before, { deadlineMs: 5_000, what: 'the next to be let in' });
    expect(await stores.redis.hGet(`room:{${saleId}}`, 'leader')).not.toBe(leader);
    const other = asEngine(second);
    for (const [index, who] of shoppers.entries()) {
      const place = await look({ client: other.as(who.token) }, saleId, tickets[index] ?? '');
      expect(place.state === 'admitted' || place.position <= 60 - before).toBe(true);
    }
  });
});
