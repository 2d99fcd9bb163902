import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { until } from '../../../../test/support/until.ts';
import { type Change, changeTable, isOf } from '../../src/platform/cdc/index.ts';
import { t } from '../../src/platform/sql.ts';
import { changesOf, openPublished, startFollowing } from './following.ts';
import { memorySink } from './memory-sink.ts';

const values = changeTable('public.value', {
  id: t.int4,
  int4: t.nullable(t.int4),
  int8: t.nullable(t.int8),
  float8: t.nullable(t.float8),
  text: t.nullable(t.text),
  uuid: t.nullable(t.uuid),
  bool: t.nullable(t.bool),
  bytea: t.nullable(t.bytea),
  timestamptz: t.nullable(t.timestamptz),
  jsonb: t.nullable(t.json<unknown>()),
  texts: t.nullable(t.nullableTextArray),
  uuids: t.nullable(t.uuidArray),
  int4s: t.nullable(t.int4Array),
});
const keyed = changeTable('public.keyed', { id: t.int4, kept: t.nullable(t.text), large: t.text });
const full = changeTable('public.whole', { id: t.int4, kept: t.nullable(t.text), none: t.nullable(t.int4) });
const emptied = changeTable('public.emptied', { id: t.int4 });
const parted = changeTable('public.parted', { id: t.int4, note: t.text });

const at = await openPublished(`
  CREATE TABLE value (
    id int PRIMARY KEY, unwanted text DEFAULT 'nobody reads this', int4 int4, int8 int8, float8 float8, text text,
    uuid uuid, bool bool, bytea bytea, timestamptz timestamptz, jsonb jsonb, texts text[], uuids uuid[], int4s int4[]);
  CREATE TABLE keyed (id int PRIMARY KEY, kept text, large text NOT NULL);
  ALTER TABLE keyed ALTER large SET STORAGE EXTERNAL;
  CREATE TABLE whole (id int PRIMARY KEY, kept text, none int);
  ALTER TABLE whole REPLICA IDENTITY FULL;
  CREATE TABLE emptied (id int PRIMARY KEY);
  CREATE TABLE parted (id int PRIMARY KEY, note text NOT NULL) PARTITION BY RANGE (id);
  CREATE TABLE parted_low PARTITION OF parted FOR VALUES FROM (0) TO (100);
  CREATE TABLE parted_high PARTITION OF parted FOR VALUES FROM (100) TO (200);
  CREATE TABLE nobodys (id int PRIMARY KEY);
  -- As a database may have been set up; the stream has to be as it is whatever they say.
  DO $$ BEGIN
    EXECUTE format('ALTER DATABASE %I SET DateStyle = ''German, DMY''', current_database());
    EXECUTE format('ALTER DATABASE %I SET TimeZone = ''Europe/Amsterdam''', current_database());
    EXECUTE format('ALTER DATABASE %I SET bytea_output = ''escape''', current_database());
    EXECUTE format('ALTER DATABASE %I SET extra_float_digits = 0', current_database());
  END $$;`);
const sink = memorySink();
startFollowing(at, { tables: [values, keyed, full, emptied, parted], sink });

await until(() => sink.leads.length > 0, { deadlineMs: 15_000, what: 'the stream' });

/** The changes that `work` makes, as the stream tells them. */
const made = async (count: number, work: () => Promise<unknown>): Promise<Change[]> => {
  const before = sink.changes().length;
  await work();
  return (await changesOf(sink, before + count)).slice(before);
};
const sql = (text: string) => () => at.database.query(text);

let lastId = 0;
type Name = Exclude<keyof typeof values.columns, 'id'>;

/** A value of a column as the stream tells it, where PostgreSQL is given it as text. */
const streamed = async (column: Name, texts: readonly (string | null)[]): Promise<unknown[]> => {
  const ids = texts.map(() => ++lastId);
  const changes = await made(texts.length, () =>
    at.database.query(
      `INSERT INTO value (id, ${column})
       SELECT id, given::${values.columns[column].pgType} FROM unnest($1::int[], $2::text[]) AS row (id, given)`,
      [ids, texts],
    ),
  );
  return changes.map((change) =>
    isOf(change, values) && change.kind === 'insert' ? change.row[column] : change,
  );
};

const MAX = new Date(8_640_000_000_000_000);
const MIN = new Date(-8_640_000_000_000_000);

const CASES: Record<Name, [text: string | null, value: unknown][]> = {
  int4: [
    ['0', 0],
    ['-1', -1],
    ['2147483647', 2_147_483_647],
    ['-2147483648', -2_147_483_648],
    [null, null],
  ],
  int8: [
    ['0', 0],
    ['-42', -42],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
    [null, null],
  ],
  float8: [
    ['0.1', 0.1],
    ['-1e-300', -1e-300],
    ['0.30000000000000004', 0.1 + 0.2],
    ['infinity', Number.POSITIVE_INFINITY],
    ['-infinity', Number.NEGATIVE_INFINITY],
    ['nan', Number.NaN],
    [null, null],
  ],
  text: [
    ['', ''],
    ['plain', 'plain'],
    ['Grüße, 東京 👩‍🚀', 'Grüße, 東京 👩‍🚀'],
    ['a\\b"c{d}, NULL\n\t', 'a\\b"c{d}, NULL\n\t'],
    [null, null],
  ],
  uuid: [
    ['01890A5D-AC96-774B-BCCE-B302099A8057', '01890a5d-ac96-774b-bcce-b302099a8057'],
    [null, null],
  ],
  bool: [
    ['true', true],
    ['false', false],
    [null, null],
  ],
  bytea: [
    ['', Buffer.alloc(0)],
    ['\\x00ff5c27', Buffer.from([0, 255, 92, 39])],
    [null, null],
  ],
  timestamptz: [
    ['2026-11-24 13:31:49.123456+00', new Date('2026-11-24T13:31:49.123Z')],
    ['2026-11-24 13:31:49+05:30', new Date('2026-11-24T08:01:49Z')],
    ['1900-01-01 00:00:00+00', new Date('1900-01-01T00:00:00Z')],
    ['0099-03-01 00:00:00+00', new Date('0099-03-01T00:00:00Z')],
    ['0044-03-15 12:00:00+00 BC', new Date('-000043-03-15T12:00:00Z')],
    ['12026-11-24 13:31:49.5+00', new Date('+012026-11-24T13:31:49.500Z')],
    ['294276-01-01 00:00:00+00', MAX],
    ['infinity', MAX],
    ['-infinity', MIN],
    [null, null],
  ],
  jsonb: [
    ['{"a": [1, -2.5, null, "ü\\u0001"], "b": {}}', { a: [1, -2.5, null, 'ü\u0001'], b: {} }],
    ['null', null],
    ['"text"', 'text'],
    [null, null],
  ],
  texts: [
    ['{}', []],
    [
      '{"",a,"b c","NULL",NULL,"q\\"q","s\\\\s","{x,y}",ü}',
      ['', 'a', 'b c', 'NULL', null, 'q"q', 's\\s', '{x,y}', 'ü'],
    ],
    [null, null],
  ],
  uuids: [
    ['{01890a5d-ac96-774b-bcce-b302099a8057}', ['01890a5d-ac96-774b-bcce-b302099a8057']],
    [null, null],
  ],
  int4s: [
    ['{1,-2,2147483647}', [1, -2, 2_147_483_647]],
    ['{}', []],
    [null, null],
  ],
};

describe('a value', () => {
  it.each(Object.entries(CASES))(
    'of the type of column %s comes as it was written',
    async (column, cases) => {
      const told = await streamed(
        column as Name,
        cases.map(([text]) => text),
      );
      expect(told).toEqual(cases.map(([, value]) => value));
    },
  );

  it('of a time is the millisecond that queries give, too', async () => {
    const texts = Array.from(
      { length: 1_000 },
      (_, ms) => `2026-02-03 04:05:06.${String(ms).padStart(3, '0')}999+00`,
    );
    const told = await streamed('timestamptz', texts);
    const { rows } = await at.database.query<{ timestamptz: Date }>(
      'SELECT timestamptz FROM value WHERE id > $1 ORDER BY id',
      [lastId - texts.length],
    );
    expect(told).toEqual(rows.map(({ timestamptz }) => timestamptz));
  });

  it('comes back whatever text, JSON and numbers it is', async () => {
    const text = fc.string({ unit: 'grapheme' }).filter((one) => !one.includes('\0') && one.isWellFormed());
    // A parameter is written without the sign of a zero.
    const float = fc.double().map((one) => (one === 0 ? 0 : one));
    // Without quotes and backslashes, which V8 may mistake for each other in keys (nodejs/node issue 63785, Node 24 and 26).
    const json = fc.jsonValue({ stringUnit: fc.constantFrom('a', 'ü', '{', ',', '東', '👩') });
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            text,
            texts: fc.array(fc.option(text)),
            int4: fc.integer(),
            int8: fc.maxSafeInteger(),
            float8: float,
            json,
          }),
          { minLength: 1, maxLength: 30 },
        ),
        async (rows) => {
          const ids = rows.map(() => ++lastId);
          const changes = await made(rows.length, async () => {
            for (const [index, row] of rows.entries())
              await at.database.query(
                'INSERT INTO value (id, text, texts, int4, int8, float8, jsonb) VALUES ($1, $2, $3, $4, $5, $6, $7)',
                [ids[index], row.text, row.texts, row.int4, row.int8, row.float8, JSON.stringify(row.json)],
              );
          });
          const told = changes.map((change) =>
            isOf(change, values) && change.kind === 'insert' ? change.row : undefined,
          );
          expect(told.map((row) => row?.jsonb)).toEqual(
            rows.map(({ json: given }) => JSON.parse(JSON.stringify(given))),
          );
          expect(told).toMatchObject(
            rows.map(({ text: a, texts, int4, int8, float8 }) => ({ text: a, texts, int4, int8, float8 })),
          );
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('a row', () => {
  it('has the declared columns and no other', async () => {
    const [change] = await made(1, sql(`INSERT INTO keyed VALUES (1, NULL, 'x')`));
    expect(change).toEqual({ table: keyed, kind: 'insert', row: { id: 1, kept: null, large: 'x' } });
  });

  it('lacks a large value that an update left alone, and has it when that changed it', async () => {
    const large = 'ü'.repeat(20_000);
    await made(1, () => at.database.query('INSERT INTO keyed VALUES (2, $1, $2)', ['a', large]));
    const [untouched, touched] = await made(2, async () => {
      await at.database.query(`UPDATE keyed SET kept = 'b' WHERE id = 2`);
      await at.database.query('UPDATE keyed SET large = $1 WHERE id = 2', [`${large}!`]);
    });
    expect(untouched).toEqual({ table: keyed, kind: 'update', row: { id: 2, kept: 'b' }, old: undefined });
    expect(touched).toMatchObject({ row: { id: 2, kept: 'b', large: `${large}!` } });
  });

  it('comes with its former key when that has changed, and of a deleted one the key is told', async () => {
    await made(1, sql(`INSERT INTO keyed VALUES (3, 'a', 'x')`));
    const [moved, gone] = await made(
      2,
      sql(`UPDATE keyed SET id = 4 WHERE id = 3; DELETE FROM keyed WHERE id = 4`),
    );
    expect(moved).toEqual({
      table: keyed,
      kind: 'update',
      row: { id: 4, kept: 'a', large: 'x' },
      old: { id: 3 },
    });
    expect(gone).toEqual({ table: keyed, kind: 'delete', old: { id: 4 } });
  });

  it('comes with all of its former self, NULLs too, where the replica identity is full', async () => {
    const [, changed, gone] = await made(
      3,
      sql(`INSERT INTO whole VALUES (1, 'a', NULL); UPDATE whole SET none = 7; DELETE FROM whole`),
    );
    expect(changed).toMatchObject({
      row: { id: 1, kept: 'a', none: 7 },
      old: { id: 1, kept: 'a', none: null },
    });
    expect(gone).toEqual({ table: full, kind: 'delete', old: { id: 1, kept: 'a', none: 7 } });
  });

  it('of a partition is one of its table, also when it moves from one to another', async () => {
    const changes = await made(
      3,
      sql(`INSERT INTO parted VALUES (1, 'low'), (150, 'high'); UPDATE parted SET note = 'x' WHERE id = 1`),
    );
    expect(changes).toEqual([
      { table: parted, kind: 'insert', row: { id: 1, note: 'low' } },
      { table: parted, kind: 'insert', row: { id: 150, note: 'high' } },
      { table: parted, kind: 'update', row: { id: 1, note: 'x' }, old: undefined },
    ]);
    expect(await made(2, sql('UPDATE parted SET id = 160 WHERE id = 1'))).toEqual([
      { table: parted, kind: 'delete', old: { id: 1 } },
      { table: parted, kind: 'insert', row: { id: 160, note: 'x' } },
    ]);
  });
});

it('a table that was emptied is told as such, once for each, and a table that nobody wants is not', async () => {
  const changes = await made(
    3,
    sql(`INSERT INTO nobodys VALUES (1); TRUNCATE emptied, nobodys, parted; INSERT INTO emptied VALUES (9)`),
  );
  expect(changes).toEqual(
    expect.arrayContaining([
      { table: emptied, kind: 'truncate' },
      { table: parted, kind: 'truncate' },
    ]),
  );
  expect(changes.at(-1)).toEqual({ table: emptied, kind: 'insert', row: { id: 9 } });
});
