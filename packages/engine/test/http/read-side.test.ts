import {
  ApiProblem,
  admin,
  COMPARED_PROJECTIONS,
  createClient,
  type Overview,
  PROJECTIONS,
} from '@cartwright/contract';
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openEngine } from '../../../../test/support/engine.ts';
import { until } from '../../../../test/support/until.ts';
import { alarmsOf } from '../../src/http/admin/overview.ts';
import { createApiKey } from '../../src/modules/staff/index.ts';
import { freePort, isPortTaken } from '../../src/platform/embedded/ports.ts';
import { slotOf } from '../../src/platform/read-side/names.ts';
import { loadShopIdentity } from '../../src/platform/settings.ts';
import { startBackground, startEngine } from '../../src/roles/engine.ts';
import { projectionsOf } from '../../src/roles/projector.ts';
import { guest, sell } from './shop.ts';

const engine = await openEngine({ reconcilePerSecond: 1_000 });
const owner = engine.as(engine.staffKey);
const withRole = async (role: 'operator' | 'support' | 'viewer') =>
  engine.as(await createApiKey(engine.database, { name: `${role}-key`, role }));

const problemOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => (error instanceof ApiProblem ? error.problem : Promise.reject(error)),
  );

const overview = async (): Promise<Overview> => (await owner.call(admin.getOverview)).body;
const whole = () =>
  until(async () => (await overview()).alarms.length === 0, { deadlineMs: 15_000, what: 'no alarm' });

/** Follows a rebuild or a reconciliation to its end. */
const ended = <T extends { status: string }>(find: () => Promise<{ body: T }>): Promise<T> =>
  until(
    async () => {
      const { body } = await find();
      return ['completed', 'failed'].includes(body.status) && body;
    },
    { deadlineMs: 15_000, what: 'the end of a task' },
  );

it('names every read model that there is, and those that are compared', () => {
  const projections = projectionsOf(engine.config);
  expect(projections.map(({ name }) => name).toSorted()).toEqual([...PROJECTIONS].toSorted());
  expect(
    projections.flatMap(({ name, reconcile }) => (reconcile === undefined ? [] : [name])).toSorted(),
  ).toEqual([...COMPARED_PROJECTIONS].toSorted());
});

describe('a rebuild', () => {
  it('is asked for, followed by its address, listed, and written into the audit log', async () => {
    await sell(engine);
    await whole();
    const before = (await overview()).projections.find(({ name }) => name === 'products');
    const operator = await withRole('operator');
    const asked = await operator.call(admin.createRebuild, { body: { projection: 'products' } });
    const { rebuildId } = asked.body;
    expect(asked).toMatchObject({ status: 202, body: { projections: ['products'], status: 'waiting' } });
    expect(asked.headers.get('location')).toBe(`/v1/admin/rebuilds/${rebuildId}`);
    const params = { rebuildId };
    const done = await ended(() => owner.call(admin.getRebuild, { params }));
    expect(done).toMatchObject({ status: 'completed', error: null, done: 1, total: 1 });
    const after = await until(
      async () =>
        (await overview()).projections.find(
          ({ name, generation }) => name === 'products' && generation !== before?.generation,
        ),
      { deadlineMs: 5_000, what: 'another generation' },
    );
    expect(after.whole).toBe(true);
    expect((await owner.call(admin.listRebuilds)).body.items[0]?.rebuildId).toBe(rebuildId);
    const audit = (await owner.call(admin.listAudit)).body.items;
    expect(audit[0]).toMatchObject({
      actor: 'key:operator-key',
      action: 'readSide.rebuild',
      target: rebuildId,
      detail: { projections: ['products'] },
    });
  });

  it('is for owners and operators, of a model that there is; everybody of the staff may look', async () => {
    for (const role of ['support', 'viewer'] as const) {
      const client = await withRole(role);
      const body = { projection: 'stock' } as const;
      expect(await problemOf(client.call(admin.createRebuild, { body }))).toMatchObject({ status: 403 });
      expect(await problemOf(client.call(admin.createReconciliation, { body }))).toMatchObject({
        status: 403,
      });
      expect((await client.call(admin.listRebuilds)).status).toBe(200);
      expect((await client.call(admin.getOverview)).status).toBe(200);
      expect((await client.call(admin.listDrift)).status).toBe(200);
    }
    expect(await problemOf(engine.client.call(admin.getOverview))).toMatchObject({ status: 401 });
    expect((await fetch(`${engine.url}/v1/admin/overview/stream`)).status).toBe(401);
    const nonsense = { projection: 'nonsense' } as unknown as { projection: 'stock' };
    expect(await problemOf(owner.call(admin.createRebuild, { body: nonsense }))).toMatchObject({
      status: 400,
    });
    const small = { projection: 'trending' } as unknown as { projection: 'stock' };
    expect(await problemOf(owner.call(admin.createReconciliation, { body: small }))).toMatchObject({
      status: 400,
    });
    const params = { rebuildId: 'none' };
    expect(await problemOf(owner.call(admin.getRebuild, { params }))).toMatchObject({ status: 404 });
  });
});

describe('a reconciliation', () => {
  it('finds what somebody broke, repairs it and writes it down; a rebuild is none', async () => {
    const { sku } = await sell(engine, { onHand: 7 });
    await whole();
    const keys = await engine.redis.keys(`stock:*{${sku}}`);
    expect(keys).toHaveLength(1);
    await engine.redis.del(keys);
    const asked = await owner.call(admin.createReconciliation, { body: { projection: 'stock' } });
    const { reconciliationId } = asked.body;
    expect(asked.headers.get('location')).toBe(`/v1/admin/reconciliations/${reconciliationId}`);
    const params = { reconciliationId };
    const done = await ended(() => owner.call(admin.getReconciliation, { params }));
    expect(done.status).toBe('completed');
    expect(await engine.redis.keys(`stock:*{${sku}}`)).toEqual(keys);
    // By this task, or by the walk that never stops, whichever came first.
    const found = await until(
      async () => (await owner.call(admin.listDrift)).body.items.find(({ document }) => document === sku),
      { deadlineMs: 5_000, what: 'the entry in the ledger' },
    );
    expect(found).toMatchObject({ projection: 'stock', kind: 'missing' });
    const rebuild = { rebuildId: reconciliationId };
    expect(await problemOf(owner.call(admin.getRebuild, { params: rebuild }))).toMatchObject({ status: 404 });
  });

  it('compares every model that can be compared when none is named', async () => {
    const asked = await owner.call(admin.createReconciliation, { body: {} });
    expect(asked.body.projections).toEqual([...COMPARED_PROJECTIONS]);
    const params = { reconciliationId: asked.body.reconciliationId };
    const done = await ended(() => owner.call(admin.getReconciliation, { params }));
    expect(Object.keys(done.report)).toEqual([...COMPARED_PROJECTIONS]);
    expect(done.report.stock).toMatchObject({ missing: 0, different: 0, leftOver: 0 });
  });
});

describe('the ledger of drift', () => {
  it('is read newest first, page by page', async () => {
    await engine.database.query(
      `INSERT INTO platform.drift (drift_id, projection, document, kind, detail)
       SELECT ('ffffffff-ffff-7fff-bfff-00000000000' || number)::uuid, 'stock', 'D' || number, 'different', 'made up'
       FROM generate_series(1, 5) AS number`,
    );
    const first = (await owner.call(admin.listDrift, { query: { limit: 3 } })).body;
    const cursor = first.nextCursor ?? '';
    const second = (await owner.call(admin.listDrift, { query: { limit: 2, cursor } })).body;
    expect([...first.items, ...second.items].map(({ document }) => document)).toEqual([
      'D5',
      'D4',
      'D3',
      'D2',
      'D1',
    ]);
  });
});

describe('the overview', () => {
  it('tells how the shop is: lag, models, slot, answers, lists, orders', async () => {
    const { sku, productId } = await sell(engine, { onHand: 50 });
    const ada = await guest(engine);
    await ada.checkout((await ada.cartWith(sku)).cartId);
    await whole();
    for (let turn = 0; turn < 3; turn += 1) await fetch(`${engine.url}/v1/products/${productId}`);
    const seen = await until(
      async () => {
        const now = await overview();
        return now.listIndex.ready && now.readyAnswers.hits > 0 && now;
      },
      { deadlineMs: 10_000, what: 'lists in memory and answers that are ready' },
    );
    expect(seen.positionKnown).toBe(true);
    expect(seen.lagMs).toBeLessThan(5_000);
    expect(seen.projections.map(({ name }) => name)).toEqual([...PROJECTIONS]);
    expect(seen.projections.every(({ whole: is, generation }) => is && generation !== null)).toBe(true);
    expect(seen.slot).toMatchObject({ active: true, retainedBytes: expect.any(Number) });
    expect(seen.readyAnswers.bytes).toBeGreaterThan(0);
    expect(seen.readyAnswers.hitRate).toBeGreaterThan(0);
    expect(seen.listIndex.products).toBeGreaterThan(0);
    expect(seen.ordersPerSecond).toBeCloseTo(1 / 60, 5);
    expect(seen.alarms).toEqual([]);
  });

  it('tells what the last walk through a model found', async () => {
    await whole();
    const walk = await until(
      async () => (await overview()).projections.find(({ name }) => name === 'stock')?.lastWalk,
      { deadlineMs: 15_000, what: 'the end of a walk' },
    );
    expect(walk.looked).toBeGreaterThan(0);
    expect(Date.parse(walk.endedAt)).toBeGreaterThan(Date.now() - 60_000);
  });

  it('comes once a second while somebody listens, the first at once', async () => {
    const stopping = new AbortController();
    const answer = await fetch(`${engine.url}/v1/admin/overview/stream`, {
      signal: stopping.signal,
      headers: { authorization: `Bearer ${engine.staffKey}` },
    });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const events: { at: number; seen: Overview }[] = [];
    const reading = (async () => {
      let text = '';
      for await (const part of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        text += part;
        const said = [...text.matchAll(/^event: overview\ndata: (.*)\n\n/gm)];
        for (const [, json = ''] of said.slice(events.length))
          events.push({ at: performance.now(), seen: JSON.parse(json) });
      }
    })();
    reading.catch(() => {});
    await until(() => events.length >= 3, { deadlineMs: 10_000, what: 'three events' });
    stopping.abort();
    expect(events.flatMap(({ seen }) => seen.alarms)).toEqual([]);
    const took = (events[2]?.at ?? 0) - (events[0]?.at ?? 0);
    expect(took).toBeGreaterThan(1_500);
    expect(took).toBeLessThan(5_000);
  });
});

describe('alarms', () => {
  const well = {
    lagMs: 5,
    positionKnown: true,
    projections: [{ name: 'stock', whole: true, generation: 'g', lastWalk: null }],
    slot: { active: true, retainedBytes: 10, retainedMaxBytes: 100 },
    away: { postgresql: false, redis: false },
  };
  const codes = (over: Partial<typeof well> | { slot: null }) =>
    alarmsOf({ ...well, ...over }).map(({ code }) => code);

  it('sound for each thing that is wrong, and for nothing else', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ lagMs: 10_000 })).toEqual([]);
    expect(codes({ lagMs: 10_001 })).toEqual(['read-side-late']);
    expect(codes({ positionKnown: false })).toEqual(['read-side-not-whole']);
    const partial = [{ name: 'stock', whole: false, generation: '', lastWalk: null }];
    expect(alarmsOf({ ...well, projections: partial })).toMatchObject([
      { code: 'read-side-not-whole', detail: expect.stringContaining('stock') },
    ]);
    expect(codes({ slot: null })).toEqual(['nobody-leads']);
    expect(codes({ slot: { ...well.slot, active: false } })).toEqual(['nobody-leads']);
    expect(codes({ slot: { ...well.slot, retainedBytes: 51 } })).toEqual(['wal-retained']);
    expect(codes({ away: { postgresql: false, redis: true } })).toEqual(['redis-away']);
    expect(alarmsOf({ ...well, slot: null, away: { postgresql: true, redis: false } })).toMatchObject([
      { code: 'postgresql-away' },
    ]);
  });
});

describe('parts of an engine', () => {
  it('share the work: one answers, the other follows the changes, and opens no port but the one it is given', async () => {
    await whole();
    const log = pino({ level: 'silent' });
    const [apiPort, vitalsPort] = [await freePort(), await freePort()];
    const api = await startEngine({ ...engine.config, apiPort }, { log, roles: ['api'] });
    onTestFinished(() => api.stop());
    const staff = createClient({ baseUrl: api.url, token: () => engine.staffKey });
    const config = { ...engine.config, apiPort: await freePort() };
    const projector = await startBackground(config, { log, roles: ['projector'], vitalsPort });
    await engine.stop();
    const { shopId } = await loadShopIdentity(engine.database);
    const leads = async () =>
      (await (await fetch(`http://localhost:${vitalsPort}/metrics`)).text()).includes(
        'cartwright_cdc_leading 1',
      );
    await until(leads, { deadlineMs: 15_000, what: 'the standby to lead' });
    expect((await fetch(`http://localhost:${vitalsPort}/healthz`)).status).toBe(200);
    expect((await fetch(`http://localhost:${vitalsPort}/v1/products`)).status).toBe(404);
    expect(await isPortTaken(config.apiPort)).toBe(false);
    await until(async () => (await staff.call(admin.getOverview)).body.alarms.length === 0, {
      deadlineMs: 15_000,
      what: 'the read side to be well',
    });

    await projector.stop();
    const { alarms, slot } = (await staff.call(admin.getOverview)).body;
    expect(alarms.map(({ code }) => code)).toContain('nobody-leads');
    expect(slot).toMatchObject({ active: false });
    await engine.database.query('SELECT pg_drop_replication_slot($1)', [slotOf(shopId)]);
    expect((await staff.call(admin.getOverview)).body.slot).toBeNull();
  });
});
