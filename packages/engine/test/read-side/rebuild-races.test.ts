/**
 * What changes while a model is being made anew: a model of this file's own, whose filling waits at the worst moments.
 */
import { afterAll, expect, it } from 'vitest';
import { openTestDatabase, openTestRedis } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { changeTable, follow, isOf, type Transaction, walEnd } from '../../src/platform/cdc/index.ts';
import {
  addToScores,
  fillDocument,
  type Projection,
  putDocument,
  removeDocument,
  updateIndex,
} from '../../src/platform/read-side/index.ts';
import { createProjector } from '../../src/platform/read-side/projector.ts';
import { rebuild } from '../../src/platform/read-side/rebuild.ts';
import { t } from '../../src/platform/sql.ts';

const SHOP = 'shop';
const BOXES = ['red', 'green', 'blue'];
const box = changeTable('public.item', { id: t.text, box: t.text });

const { url, database } = await openTestDatabase({ migrated: false });
const { redis } = await openTestRedis();
await database.query(`
  CREATE TABLE item (id text PRIMARY KEY, box text NOT NULL);
  CREATE PUBLICATION test FOR ALL TABLES;`);

/** Called between what a fill has read and what it writes. */
let whileFilling = async (): Promise<void> => {};
/** Called once, when what a tally's snapshot has not counted is worked out. */
let whileFinishing: (() => Promise<void>) | undefined;

const itemKey = (generation: string, id: string): string => `item:${generation}:{${id}}`;
const listed = (generation: string, id: string, of: string | undefined) =>
  BOXES.map((one) =>
    updateIndex({
      key: `item-box:${generation}:{${one}}`,
      scoreMin: 0,
      members: [{ score: one === of ? 1 : null, member: id }],
    }),
  );
const additionsOf = (transactions: readonly Transaction[], versionOf: (of: Transaction) => string) =>
  transactions.flatMap((transaction) =>
    transaction.changes.flatMap((change) =>
      isOf(change, box) && change.kind === 'insert'
        ? [{ version: versionOf(transaction), amount: 1, member: change.row.box }]
        : [],
    ),
  );

const items: Projection = {
  name: 'items',
  format: '1',
  tables: [box],
  prefixes: ['item', 'item-box'],
  async effects(transactions, { versionOf }) {
    const all = transactions.flatMap((of) =>
      of.changes.map((change) => ({ change, version: versionOf(of) })),
    );
    return {
      feed: [],
      calls: (generation) =>
        all.flatMap(({ change, version }) => {
          if (!isOf(change, box) || change.kind === 'truncate') return [];
          const row = change.kind === 'delete' ? change.old : change.row;
          const id = row.id ?? '';
          const key = itemKey(generation, id);
          return change.kind === 'delete'
            ? [removeDocument({ key, version }), ...listed(generation, id, undefined)]
            : [
                putDocument({ key, version, fields: { box: row.box ?? '' } }),
                ...listed(generation, id, row.box),
              ];
        }),
    };
  },
  count: async () => 1,
  async *fill(snapshot, { generation, version }) {
    const { rows } = await snapshot.query<{ id: string; box: string }>('SELECT id, box FROM item');
    await whileFilling();
    yield {
      documents: rows.length,
      calls: rows.flatMap((row) => [
        fillDocument({ key: itemKey(generation, row.id), version, fields: { box: row.box } }),
        ...listed(generation, row.id, row.box),
      ]),
    };
  },
};

const tally: Projection = {
  name: 'tally',
  format: '1',
  tables: [box],
  adds: true,
  prefixes: ['tally'],
  async effects(transactions, { versionOf }) {
    const additions = additionsOf(transactions, versionOf);
    const finishing = whileFinishing;
    whileFinishing = undefined;
    await finishing?.();
    return {
      feed: [],
      calls: (generation) =>
        additions.length === 0
          ? []
          : [addToScores({ key: `tally:${generation}:{all}`, ttlSeconds: 1_000, additions })],
    };
  },
  count: async () => 1,
  async *fill(snapshot, { generation, version }) {
    const { rows } = await snapshot.query<{ box: string; count: number }>(
      'SELECT box, count(*)::int AS count FROM item GROUP BY box',
    );
    await whileFilling();
    const additions = rows.map((row) => ({ version, amount: row.count, member: row.box }));
    yield {
      documents: 1,
      calls: [addToScores({ key: `tally:${generation}:{all}`, ttlSeconds: 1_000, additions })],
    };
  },
};

const projector = createProjector({
  shop: SHOP,
  db: database,
  redis,
  projections: [items, tally],
  onLead: () => {},
  onRest: () => {},
  onApplied: () => {},
});
const follower = follow({
  url,
  db: database,
  slot: `races_${process.pid}`,
  publication: 'test',
  tables: [box],
  sink: projector,
  connectTimeoutMs: 2_000,
  onState: () => {},
});
afterAll(() => follower.stop());
await until(() => projector.leadership(), { deadlineMs: 10_000, what: 'the lead' });

const make = (projection: Projection) =>
  rebuild(projection, {
    shop: SHOP,
    url,
    db: database,
    redis,
    projector,
    connectTimeoutMs: 2_000,
    onProgress: () => {},
  });
const caughtUp = async (deadlineMs = 10_000): Promise<void> => {
  const end = await walEnd(database);
  await until(() => (projector.leadership()?.position ?? 0n) >= end, { deadlineMs, what: 'the stream' });
};
const generationOf = ({ name }: Projection): string =>
  projector.leadership()?.whole.get(name)?.generation ?? '';
const boxOf = (id: string) => redis.hGet(itemKey(generationOf(items), id), 'box');
const inBox = async (one: string) =>
  (await redis.zRange(`item-box:${generationOf(items)}:{${one}}`, 0, -1)).sort();

it('a row that changes or goes while a model is filled is as it became, not as the snapshot had it', async () => {
  await database.query(`INSERT INTO item VALUES ('stays', 'red'), ('moves', 'red'), ('goes', 'red')`);
  whileFilling = async () => {
    await database.query(`UPDATE item SET box = 'blue' WHERE id = 'moves'`);
    await database.query(`DELETE FROM item WHERE id = 'goes'`);
    await database.query(`INSERT INTO item VALUES ('comes', 'green')`);
    await caughtUp();
  };
  await make(items);
  expect(await Promise.all(['stays', 'moves', 'goes', 'comes'].map(boxOf))).toEqual([
    'red',
    'blue',
    null,
    'green',
  ]);
  expect(await Promise.all(BOXES.map(inBox))).toEqual([['stays'], ['comes'], ['moves']]);
});

it('the generation before is swept, and one that was never finished with it', async () => {
  const before = generationOf(items);
  await redis.hSet(itemKey(`g-${SHOP}-abandoned`, 'x'), 'box', 'red');
  await redis.hSet(itemKey('g-another-1', 'x'), 'box', 'red');
  whileFilling = async () => {};
  await make(items);
  expect(generationOf(items)).not.toBe(before);
  const keys = await redis.keys('item*');
  expect(keys.filter((key) => key.includes(before) || key.includes('abandoned'))).toEqual([]);
  // Another shop's on the same Redis.
  expect(keys.filter((key) => key.includes('g-another-1'))).toHaveLength(1);
});

const tallied = async () => {
  await caughtUp();
  const { rows } = await database.query<{ box: string; count: number }>(
    'SELECT box, count(*)::int AS count FROM item GROUP BY box',
  );
  const scores = await redis.zRangeWithScores(`tally:${generationOf(tally)}:{all}`, 0, -1);
  return {
    model: Object.fromEntries(scores.map(({ value, score }) => [value, score])),
    truth: Object.fromEntries(rows.map((row) => [row.box, row.count])),
  };
};

it('a model that adds counts what comes while it is filled, and what comes while that is worked out', async () => {
  await make(tally);
  whileFilling = async () => {
    await database.query(`INSERT INTO item VALUES ('while filling', 'red')`);
    await caughtUp();
    whileFinishing = async () => {
      await database.query(`INSERT INTO item VALUES ('while finishing', 'red')`);
      // Whatever is applied before this is written would be left out.
      await expect(caughtUp(200)).rejects.toThrow('in vain');
    };
  };
  await make(tally);
  const { model, truth } = await tallied();
  expect(model).toEqual(truth);
});

it('a model that adds counts each change once, however often it is made anew under writes', async () => {
  whileFilling = async () => {};
  let next = 0;
  let ended = false;
  const writing = Promise.all(
    [0, 1, 2].map(async () => {
      while (!ended)
        await database.query('INSERT INTO item VALUES ($1, $2)', [`n${++next}`, BOXES[next % 3]]);
    }),
  );
  for (let times = 0; times < 12; times += 1) {
    await make(tally);
  }
  ended = true;
  await writing;
  const { model, truth } = await tallied();
  expect(model).toEqual(truth);
});

it('a process that has begun to lead anew meanwhile does not call whole what it has missed changes of', async () => {
  const before = generationOf(items);
  const leadership = projector.leadership();
  whileFilling = async () => {
    await database.query(
      'SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE database = current_database() AND active',
    );
    await until(() => projector.leadership() !== undefined && projector.leadership() !== leadership, {
      deadlineMs: 10_000,
      what: 'a new lead',
    });
  };
  await expect(make(items)).rejects.toThrow('no longer leads');
  expect(generationOf(items)).toBe(before);
  const now = projector.leadership();
  if (now === undefined || leadership === undefined) throw new Error('nobody leads');
  await expect(projector.write(leadership, async () => ({ calls: [] }))).rejects.toThrow('lead anew');
  await expect(projector.write(now, async () => ({ calls: [] }))).resolves.toBeUndefined();
});
