import { store } from '@cartwright/contract';
import { describe, expect, it } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { stopSale } from '../../src/modules/sale/index.ts';
import { transaction } from '../../src/platform/postgres.ts';
import { newId } from '../../src/shared/ids.ts';
import { guest, shopper, signUp } from '../http/shop.ts';
import { claim, MINUTE_MS, openSale, order, problemOf, saleOf } from '../sale/sale.ts';
import { join, look, openRoom, readStream, untilState } from './room.ts';

const engine = await openEngine({ waitingRoomTickMs: 50 });
const soon = () => new Date(Date.now() + (60 * MINUTE_MS) / 2);

describe('a place in line', () => {
  it('is one per session, the same at every asking, and nobody else’s', async () => {
    const { saleId } = await openRoom(engine, { startsAt: soon() });
    const [ada, bob] = [await guest(engine), await guest(engine)];
    const first = await join(ada, saleId);
    expect(first).toMatchObject({ state: 'waiting', position: 1 });
    expect(first.estimatedWaitSeconds).toBeGreaterThan(1_500);
    expect(await join(bob, saleId)).toMatchObject({ state: 'waiting', position: 2 });
    expect(await join(ada, saleId)).toMatchObject({ ticket: first.ticket, position: 1 });
    expect(await look(ada, saleId, first.ticket)).toMatchObject({ ticket: first.ticket, position: 1 });
    expect(await problemOf(look(bob, saleId, first.ticket))).toMatchObject({
      status: 404,
      code: 'not-found',
    });
    expect(await problemOf(look(ada, saleId, newId()))).toMatchObject({ status: 404, code: 'not-found' });
    const foreign = readStream(engine, bob, { saleId, ticket: first.ticket }, () => true);
    await expect(foreign).rejects.toThrow('answered 404');
    await until(async () => (await saleOf(engine, saleId)).queueLength === 2, {
      deadlineMs: 5_000,
      what: 'the sale to tell how long its line is',
    });
    expect(await saleOf(engine, saleId)).toMatchObject({ waitingRoom: true });
  });

  it('is only to be had where there is a waiting room and something to wait for', async () => {
    const ada = await guest(engine);
    expect(await problemOf(join(ada, newId()))).toMatchObject({ status: 404, code: 'not-found' });
    expect(await problemOf(join(ada, 'no-sale'))).toMatchObject({ status: 404, code: 'not-found' });
    const free = await openSale(engine);
    expect(await problemOf(join(ada, free.saleId))).toMatchObject({ status: 409, code: 'conflict' });
    const { saleId } = await openRoom(engine);
    await transaction(engine.database, (tx) => stopSale(tx, { saleId, at: new Date() }));
    await until(async () => (await problemOf(join(ada, saleId))).code === 'not-open', {
      deadlineMs: 5_000,
      what: 'the line to be closed',
    });
  });

  it('goes with a shopper who signs in, before she is let in and after', async () => {
    const early = await openRoom(engine, { startsAt: soon() });
    const open = await openRoom(engine);
    const [bob, ada] = [await guest(engine), await guest(engine)];
    await join(bob, early.saleId);
    const place = await join(ada, early.saleId);
    const { admissionToken = '' } = await untilState(ada, open.saleId);
    const signedIn = shopper(engine, (await signUp(engine, ada)).token);
    const after = await join(signedIn, early.saleId);
    expect(after).toMatchObject({ state: 'waiting', position: 2 });
    expect(after.ticket).not.toBe(place.ticket);
    // The admission was the ended session's; hers is asked for with the new one.
    expect(await problemOf(claim(signedIn, open.saleId, { admissionToken }))).toMatchObject({
      status: 403,
      code: 'not-admitted',
    });
    const again = await join(signedIn, open.saleId);
    expect(again.state).toBe('admitted');
    expect((await claim(signedIn, open.saleId, { admissionToken: again.admissionToken ?? '' })).status).toBe(
      201,
    );
  });
});

describe('an admission', () => {
  it('lets its session claim, and no claim is made without', async () => {
    const { saleId } = await openRoom(engine);
    const [ada, bob] = [await guest(engine), await guest(engine)];
    expect(await problemOf(claim(ada, saleId))).toMatchObject({ status: 403, code: 'not-admitted' });
    const { admissionToken = '' } = await untilState(ada, saleId);
    expect(await problemOf(claim(bob, saleId, { admissionToken }))).toMatchObject({ code: 'not-admitted' });
    const other = await openRoom(engine);
    expect(await problemOf(claim(ada, other.saleId, { admissionToken }))).toMatchObject({
      code: 'not-admitted',
    });
    const forged = `${admissionToken.slice(0, -2)}${admissionToken.endsWith('A') ? 'B' : 'A'}${admissionToken.slice(-1)}`;
    for (const bad of [forged, ada.token, 'x'])
      expect(await problemOf(claim(ada, saleId, { admissionToken: bad }))).toMatchObject({
        status: 403,
        code: 'not-admitted',
      });
    expect((await claim(ada, saleId, { admissionToken })).status).toBe(201);
    expect(await saleOf(engine, saleId)).toMatchObject({ remaining: 9 });
  });

  it('is no session: nothing else is opened by it', async () => {
    const { saleId } = await openRoom(engine);
    const { admissionToken = '' } = await untilState(await guest(engine), saleId);
    expect(await problemOf(engine.as(admissionToken).call(store.getSession))).toMatchObject({ status: 401 });
  });

  it('is refused with what is the matter when that is something else', async () => {
    const ada = await guest(engine);
    const early = await openRoom(engine, { startsAt: soon() });
    expect(await problemOf(claim(ada, early.saleId))).toMatchObject({ status: 403, code: 'not-open' });
  });
});

describe('the stream of a place', () => {
  it('tells when it is one’s turn, with the token', async () => {
    const { saleId } = await openRoom(engine, { startsAt: new Date(Date.now() + 1_500) });
    const ada = await guest(engine);
    const { ticket } = await join(ada, saleId);
    const told = await readStream(engine, ada, { saleId, ticket }, (all) => all.at(-1)?.state !== 'waiting');
    expect(told[0]).toMatchObject({ state: 'waiting', position: 1 });
    const last = told.at(-1);
    expect(last).toMatchObject({ state: 'admitted', position: 0 });
    expect((await claim(ada, saleId, { admissionToken: last?.admissionToken ?? '' })).status).toBe(201);
  });

  it('tells everybody at once when all is sold, and lets nobody in from the moment when nothing is left', async () => {
    const { saleId } = await openRoom(engine, { allocation: 1, perBuyerLimit: 1 });
    const ada = await guest(engine);
    const { admissionToken = '' } = await untilState(ada, saleId);
    const { body } = await claim(ada, saleId, { admissionToken });
    await until(async () => (await saleOf(engine, saleId)).remaining === 0, {
      deadlineMs: 5_000,
      what: 'the claim to be seen',
    });
    const late = await Promise.all(Array.from({ length: 20 }, () => guest(engine)));
    const tickets = await Promise.all(late.map((who) => join(who, saleId)));
    const streams = late.map((who, index) =>
      readStream(
        engine,
        who,
        { saleId, ticket: tickets[index]?.ticket ?? '' },
        (all) => all.at(-1)?.state !== 'waiting',
      ),
    );
    await order(ada, body.cartId);
    for (const told of await Promise.all(streams))
      expect(told.at(-1)).toMatchObject({ state: 'expired', because: 'soldOut', position: 0 });
    expect(await look(late[0] as (typeof late)[0], saleId, tickets[0]?.ticket ?? '')).toMatchObject({
      state: 'expired',
      because: 'soldOut',
    });
    expect(await problemOf(join(await guest(engine), saleId))).toMatchObject({
      status: 409,
      code: 'sold-out',
    });
    expect(await problemOf(claim(await guest(engine), saleId))).toMatchObject({
      status: 409,
      code: 'sold-out',
    });
  });

  it('goes on when a claim runs out and its units come back', async () => {
    const { saleId } = await openRoom(engine, { allocation: 1, perBuyerLimit: 1, holdSeconds: 2 });
    const [ada, bob] = [await guest(engine), await guest(engine)];
    const { admissionToken = '' } = await untilState(ada, saleId);
    await claim(ada, saleId, { admissionToken });
    await until(async () => (await saleOf(engine, saleId)).remaining === 0, {
      deadlineMs: 1_500,
      what: 'the claim to be seen',
    });
    expect(await join(bob, saleId)).toMatchObject({ state: 'waiting', position: 1 });
    const admitted = await untilState(bob, saleId);
    expect((await claim(bob, saleId, { admissionToken: admitted.admissionToken ?? '' })).status).toBe(201);
  });
});
