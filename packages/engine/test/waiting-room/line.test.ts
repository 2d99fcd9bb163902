import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { redisClusterInUse } from '../../../../test/support/redis-cluster.ts';
import { openStores } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { firstPace } from '../../src/modules/waiting-room/domain/pace.ts';
import { drawLot } from '../../src/modules/waiting-room/lot.ts';
import { type LineStore, LOOK_MAX, lineStore } from '../../src/modules/waiting-room/store.ts';
import { openRedis, type Redis } from '../../src/platform/redis.ts';

const stores = await openStores();
const redis: Redis = openRedis({ url: redisClusterInUse() ?? stores.redisUrl, onError: () => {} });
await redis.connect();
afterAll(() => redis.destroy());
// A process that was held up for seconds gives its connections up, and makes them anew.
beforeEach(() => until(async () => redis.isReady, { deadlineMs: 10_000, what: 'Redis' }));

const PACE = firstPace({
  ...{ atMs: 0, waiting: 0, remaining: 0, expected: 0, claimed: 0, perSecondMax: null },
  ...{ resolved: 0, sold: 0, answers: 0, late: 0 },
});
const forgetAtMs = Date.now() + 600_000;
const HOW = { early: false, byLot: false, max: 100_000, forgetAtMs, admissionMs: 60_000 };
const BY_LOT = { ...HOW, byLot: true };

const newLine = (): LineStore & { saleId: string } => {
  const saleId = randomUUID();
  return { saleId, ...lineStore(redis, saleId) };
};
const tickets = (count: number): string[] => Array.from({ length: count }, () => randomUUID());
const tick = (line: LineStore, process = 'one', over: { leaseMs?: number; admissionMs?: number } = {}) =>
  line.tick({
    ...{ process, leaseMs: 10_000, answers: 0, late: 0, expectedMs: 60_000, admissionMs: 60_000 },
    ...over,
  });
const admit = (line: LineStore, count: number, over: { process?: string; goneAfterS?: number } = {}) =>
  line.admit({ process: 'one', count, goneAfterS: 60, pace: PACE, forgetAtMs, ...over });

/** Lets everybody in, some at a time, and says who came when. */
const admitAll = async (line: LineStore, of: readonly string[], step: number): Promise<string[]> => {
  await tick(line);
  const order: string[] = [];
  const rest = new Set(of);
  while (rest.size > 0) {
    const before = rest.size;
    await admit(line, step);
    const left = [...rest];
    const now: { ticket: string; number: number }[] = [];
    for (let from = 0; from < left.length; from += LOOK_MAX) {
      const some = left.slice(from, from + LOOK_MAX);
      const { places } = await line.look(some);
      for (const [index, ticket] of some.entries()) {
        const place = places[index];
        if (place?.kind === 'admitted') now.push({ ticket, number: place.number });
      }
    }
    for (const { ticket } of now.sort((a, b) => a.number - b.number)) {
      order.push(ticket);
      rest.delete(ticket);
    }
    if (rest.size === before) throw new Error(`${rest.size} are never let in`);
  }
  return order;
};

/** Draws the lot of a line as the process that paces does. */
const draw = async (line: LineStore, process = 'one') => {
  const closed = await line.closeDrum(process, randomUUID());
  if (closed === undefined) throw new Error('another process paces');
  const drawn = drawLot(closed.seed, closed.tickets);
  return { ...closed, drawn, done: await line.number({ process, drawn, forgetAtMs }) };
};

/** A client that fails from the given number of scripts on. */
const breakingAfter = (client: Redis, scripts: number): Redis => {
  let run = 0;
  return new Proxy(client, {
    get(target, name) {
      if (name === 'evalSha' && run++ >= scripts) return () => Promise.reject(new Error('broken'));
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
};

describe('a line by arrival', () => {
  it('lets 2,000 who came at once in, in the order in which they came', async () => {
    const line = newLine();
    const all = tickets(2_000);
    // One connection takes them to Redis in this order, none waiting for the one before.
    await Promise.all(all.map((ticket) => line.join(ticket, HOW)));
    expect(await admitAll(line, all, 300)).toEqual(all);
  });

  it('keeps a place at every asking, however often', async () => {
    const line = newLine();
    const all = tickets(100);
    await Promise.all(all.map((ticket) => line.join(ticket, HOW)));
    const again = await Promise.all([...all].reverse().map((ticket) => line.join(ticket, HOW)));
    expect(again.map((joined) => joined?.place?.number).reverse()).toEqual(all.map((_, index) => index + 1));
    expect((await tick(line))?.waiting).toBe(100);
  });

  it('is as long as it may be, and no longer', async () => {
    const line = newLine();
    const all = tickets(50);
    const joined = await Promise.all(all.map((ticket) => line.join(ticket, { ...HOW, max: 30 })));
    expect(joined.filter((one) => one === undefined)).toHaveLength(20);
    expect(await line.join(all[0] ?? '', { ...HOW, max: 30 })).toMatchObject({ place: { number: 1 } });
  });

  it('passes over who went away, and gives who returns a new place at its end', async () => {
    const line = newLine();
    const [gone, here, later] = tickets(3) as [string, string, string];
    for (const ticket of [gone, here, later]) await line.join(ticket, HOW);
    // Signs of life are whole seconds.
    await sleep(2_100);
    await line.look([here, later]);
    await tick(line);
    expect(await admit(line, 1, { goneAfterS: 1 })).toEqual({ admitted: 1, passed: 1, head: 2 });
    const { places } = await line.look([gone, here, later]);
    expect(places).toMatchObject([undefined, { kind: 'admitted' }, { kind: 'waiting', number: 3 }]);
    expect(await line.join(gone, HOW)).toMatchObject({ place: { kind: 'waiting', number: 4 } });
  });

  it('counts who is inside until she has what she came for, once', async () => {
    const line = newLine();
    const all = tickets(10);
    await Promise.all(all.map((ticket) => line.join(ticket, HOW)));
    await tick(line);
    await admit(line, 4);
    expect(await tick(line)).toMatchObject({ expected: 4, resolved: 0, admitted: 4, waiting: 6, head: 4 });
    expect(await line.resolve(all[0] ?? '')).toBe(true);
    expect(await line.resolve(all[0] ?? '')).toBe(false);
    expect(await line.resolve(all[9] ?? '')).toBe(false);
    expect(await tick(line)).toMatchObject({ expected: 3, resolved: 1 });
  });
});

describe('a line by lot', () => {
  it('draws those who are there at the start, as the recorded seed says, and puts late comers behind them', async () => {
    const line = newLine();
    const early = tickets(2_000);
    await Promise.all(early.map((ticket) => line.join(ticket, { ...BY_LOT, early: true })));
    const late = tickets(20);
    await Promise.all(late.slice(0, 10).map((ticket) => line.join(ticket, BY_LOT)));
    await tick(line);
    const { seed, tickets: taking, done } = await draw(line);
    expect(done).toBe(true);
    await Promise.all(late.slice(10).map((ticket) => line.join(ticket, BY_LOT)));
    expect(new Set(taking)).toEqual(new Set(early));
    const order = await admitAll(line, [...early, ...late], 500);
    expect(order.slice(2_000)).toEqual(late);
    const drawn = order.slice(0, 2_000);
    expect(drawn).not.toEqual(early);
    expect(new Set(drawn)).toEqual(new Set(early));
    expect(await redis.hGet(`room:{${line.saleId}}`, 'seed')).toBe(seed);
    expect(drawLot(seed, [...early].sort())).toEqual(drawn);
    expect(drawLot(`${seed}0`, early)).not.toEqual(drawn);
    // By arrival the first half would have an average place of 500.
    const places = early.slice(0, 1_000).map((ticket) => drawn.indexOf(ticket));
    const average = places.reduce((sum, place) => sum + place, 0) / places.length;
    expect(average).toBeGreaterThan(900);
    expect(average).toBeLessThan(1_100);
  });

  it('is drawn the same by the next process when one dies in the middle', async () => {
    const line = newLine();
    const early = tickets(1_500);
    await Promise.all(early.map((ticket) => line.join(ticket, { ...BY_LOT, early: true })));
    await tick(line, 'dying', { leaseMs: 100 });
    const begun = await line.closeDrum('dying', 'its-seed');
    const order = drawLot('its-seed', begun?.tickets ?? []);
    const dying = lineStore(breakingAfter(redis, 1), line.saleId);
    await expect(dying.number({ process: 'dying', drawn: order, forgetAtMs })).rejects.toThrow('broken');
    expect((await line.look(order.slice(999, 1_001))).places.map((place) => place?.kind)).toEqual([
      'waiting',
      'inDrum',
    ]);
    await until(async () => (await tick(line, 'next'))?.leads, {
      deadlineMs: 2_000,
      what: 'the lease to end',
    });
    expect(await draw(line, 'next')).toMatchObject({ seed: 'its-seed', drawn: order, done: true });
    expect(await line.number({ process: 'dying', drawn: order, forgetAtMs })).toBe(false);
    expect(await tick(line, 'next')).toMatchObject({ drawn: true, inDrum: 0, waiting: 1_500 });
    const last = await line.look(order.slice(-1));
    expect(last.places).toMatchObject([{ kind: 'waiting', number: 1_500 }]);
  });

  it('keeps a place in the drum when its session becomes another, and asks to wait while it is drawn', async () => {
    const line = newLine();
    const [ada, bob, after] = tickets(3) as [string, string, string];
    for (const ticket of [ada, bob]) await line.join(ticket, { ...BY_LOT, early: true });
    expect(await line.handOver(ada, after)).toBe('done');
    await tick(line);
    const closed = await line.closeDrum('one', 'seed');
    expect(new Set(closed?.tickets)).toEqual(new Set([bob, after]));
    expect(await line.handOver(bob, ada)).toBe('drawing');
    await draw(line);
    expect(await line.handOver(bob, ada)).toBe('done');
    expect((await line.look([ada, bob, after])).places.map((place) => place?.kind)).toEqual([
      'waiting',
      undefined,
      'waiting',
    ]);
  });
});

describe('the pacing', () => {
  it('is one process’ at a time, and the next one’s when that is not heard of any more', async () => {
    const line = newLine();
    await line.join(randomUUID(), HOW);
    const first = await tick(line, 'one', { leaseMs: 300 });
    expect(first).toMatchObject({ leads: true });
    expect(await tick(line, 'two', { leaseMs: 300 })).toMatchObject({ leads: false });
    expect(await admit(line, 1, { process: 'two' })).toBeUndefined();
    await sleep(350);
    expect(await tick(line, 'two', { leaseMs: 300 })).toMatchObject({ leads: true });
    expect(await admit(line, 1, { process: 'one' })).toBeUndefined();
    expect(await admit(line, 1, { process: 'two' })).toMatchObject({ admitted: 1 });
    expect((await tick(line, 'one'))?.pace).toEqual(PACE);
  });

  it('has what every process measured, each answer once', async () => {
    const line = newLine();
    await line.join(randomUUID(), HOW);
    const from = { leaseMs: 1_000, expectedMs: 1_000, admissionMs: 1_000 };
    await line.tick({ process: 'one', answers: 10, late: 1, ...from });
    expect(await line.tick({ process: 'two', answers: 5, late: 2, ...from })).toMatchObject({
      answers: 15,
      late: 3,
    });
  });

  it('has nothing to say of a line that was lost', async () => {
    const line = newLine();
    const [ada] = tickets(1) as [string];
    const before = await line.join(ada, HOW);
    await redis.del(
      [line.saleId].flatMap((id) => [`room:{${id}}`, `room:{${id}}:places`, `room:{${id}}:line`]),
    );
    expect(await tick(line)).toBeUndefined();
    expect(await line.look([ada])).toMatchObject({
      line: { id: '', head: 0, waiting: 0 },
      places: [undefined],
    });
    const after = await line.join(ada, HOW);
    expect(after?.line.id).not.toBe(before?.line.id);
  });
});
