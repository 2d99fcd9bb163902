/** How shoppers are let in: bounded by units, by the cap, and by how the shop answers; and for how long it counts. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { marginOf, WINDOW_FIRST } from '../../src/modules/waiting-room/domain/pace.ts';
import { guest } from '../http/shop.ts';
import { claim, order, problemOf } from '../sale/sale.ts';
import { join, look, openRoom, untilState } from './room.ts';

const engine = await openEngine({ waitingRoomTickMs: 50, waitingRoomMax: 60, admissionSeconds: 3 });

/** That many guests, each with a place, in the order of the line. */
const crowd = async (saleId: string, size: number) => {
  const shoppers = [];
  for (let i = 0; i < size; i += 1) {
    const who = await guest(engine);
    shoppers.push({ ...who, ticket: (await join(who, saleId)).ticket });
  }
  return shoppers;
};
const admittedOf = (saleId: string) => engine.redis.hGet(`room:{${saleId}}`, 'admitted').then(Number);
const metric = async (name: string, saleId: string): Promise<number | undefined> => {
  const text = await (await fetch(`${engine.url}/metrics`)).text();
  const line = text
    .split('\n')
    .find((one) => one.startsWith(`cartwright_waiting_room_${name}{sale="${saleId}"}`));
  return line === undefined ? undefined : Number(line.split(' ')[1]);
};

describe('shoppers are let in', () => {
  it('in the order of the line, and only as many as there are units, with a margin', async () => {
    const { saleId } = await openRoom(engine, { allocation: 10, startsAt: new Date(Date.now() + 2_000) });
    const shoppers = await crowd(saleId, 40);
    const most = 10 + marginOf(10);
    await until(async () => (await admittedOf(saleId)) >= most, { deadlineMs: 8_000, what: 'the first' });
    await sleep(300);
    expect(await admittedOf(saleId)).toBe(most);
    const states = await Promise.all(shoppers.map(({ ticket, ...who }) => look(who, saleId, ticket)));
    expect(states.map(({ state }) => state)).toEqual(
      states.map((_, place) => (place < most ? 'admitted' : 'waiting')),
    );
    expect(states.slice(most).map(({ position }) => position)).toEqual(
      states.slice(most).map((_, index) => index + 1),
    );
    expect(await metric('waiting', saleId)).toBe(40 - most);
    expect(await metric('admitted', saleId)).toBe(most);
    expect(await metric('window', saleId)).toBe(WINDOW_FIRST);
    // Those let in buy, and others follow until nothing is left.
    const buyers = shoppers.slice(0, 10);
    for (const [index, buyer] of buyers.entries()) {
      const made = await claim(buyer, saleId, { admissionToken: states[index]?.admissionToken ?? '' });
      await order(buyer, made.body.cartId);
    }
    const last = shoppers[39] as (typeof shoppers)[number];
    await until(async () => (await look(last, saleId, last.ticket)).because === 'soldOut', {
      deadlineMs: 5_000,
      what: 'the last to hear that all is sold',
    });
    // While units were still there when those before them had claimed, a few more were let in; never many.
    expect(await admittedOf(saleId)).toBeLessThanOrEqual(10 + most);
  });

  it('no faster than the sale’s cap', async () => {
    const { saleId } = await openRoom(engine, {
      allocation: 20,
      admissionPerSecond: 4,
      startsAt: new Date(Date.now() + 1_500),
    });
    await crowd(saleId, 20);
    await until(async () => (await admittedOf(saleId)) > 0, { deadlineMs: 8_000, what: 'the first' });
    const begun = performance.now();
    await until(async () => (await admittedOf(saleId)) >= 14, { deadlineMs: 8_000, what: 'fourteen' });
    // Four at once, and ten more at four a second.
    expect(performance.now() - begun).toBeGreaterThan(2_000);
  });

  it('more slowly once claims and checkouts are answered late', async () => {
    const slow = await openRoom(engine, { allocation: 20, perBuyerLimit: 1 });
    const ada = await guest(engine);
    await untilState(ada, slow.saleId);
    expect(await metric('window', slow.saleId)).toBe(WINDOW_FIRST);
    // The provider takes three seconds for these, and the shop should take two at most.
    const shoppers = await Promise.all(Array.from({ length: 3 }, () => guest(engine)));
    await Promise.all(
      shoppers.map(async (who) => {
        const { admissionToken = '' } = await untilState(who, slow.saleId);
        const made = await claim(who, slow.saleId, { admissionToken });
        await order(who, made.body.cartId, { token: 'tok_slow' });
      }),
    );
    await until(async () => ((await metric('window', slow.saleId)) ?? WINDOW_FIRST) < WINDOW_FIRST / 2, {
      deadlineMs: 5_000,
      what: 'the window to be cut',
    });
  });
});

describe('an admission', () => {
  it('ends after its time, is told so, and a new place can be taken', async () => {
    const { saleId } = await openRoom(engine);
    const ada = await guest(engine);
    const { ticket, admissionToken = '', admittedUntil = '' } = await untilState(ada, saleId);
    expect(Date.parse(admittedUntil) - Date.now()).toBeLessThanOrEqual(3_000);
    await until(async () => (await look(ada, saleId, ticket)).because === 'tooLate', {
      deadlineMs: 6_000,
      what: 'the admission to end',
    });
    expect(await problemOf(claim(ada, saleId, { admissionToken }))).toMatchObject({ code: 'not-admitted' });
    expect((await untilState(ada, saleId)).state).toBe('admitted');
  });
});

describe('a line', () => {
  it('that is full answers 503 with Retry-After, and keeps those who have a place', async () => {
    const { saleId } = await openRoom(engine, { startsAt: new Date(Date.now() + 600_000) });
    const [first] = await crowd(saleId, 60);
    const refused = await problemOf(join(await guest(engine), saleId));
    expect(refused).toMatchObject({ status: 503, code: 'overloaded', retryAfterSeconds: 10 });
    expect(refused.headers.get('retry-after')).toBe('10');
    if (first !== undefined) expect(await join(first, saleId)).toMatchObject({ position: 1 });
  });
});
