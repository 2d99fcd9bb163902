import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { change, declaredStatements, many, maybeOne, one, statement, t } from '../../src/platform/sql.ts';

const { database } = await openTestDatabase({ migrated: false });
await database.query(
  'CREATE TABLE parcel (parcel_id uuid PRIMARY KEY, weight int8, labels text[] NOT NULL, contents jsonb NOT NULL)',
);

const insertParcel = statement({
  name: 'test.insertParcel',
  text: 'INSERT INTO parcel (parcel_id, weight, labels, contents) VALUES ($1, $2, $3, $4)',
  params: {
    parcelId: t.uuid,
    weight: t.nullable(t.int8),
    labels: t.textArray,
    contents: t.json<{ items: string[] } | string[] | null>(),
  },
  row: {},
});

const parcels = statement({
  name: 'test.parcels',
  text: 'SELECT parcel_id, weight, labels, contents FROM parcel WHERE weight >= $1 ORDER BY weight',
  params: { weight: t.int8 },
  row: { parcel_id: t.uuid, weight: t.int8, labels: t.textArray, contents: t.json<unknown>() },
});

const light = '00000000-0000-7000-8000-000000000001';
const heavy = '00000000-0000-7000-8000-000000000002';

describe('a statement', () => {
  it('takes its parameters by name, in the declared order, whatever the order of the caller', async () => {
    const touched = await change(database, insertParcel, {
      contents: { items: ['tea'] },
      labels: ['fragile', 'with "quotes", and a {brace}'],
      weight: 5,
      parcelId: light,
    });
    expect(touched).toBe(1);
    expect(await many(database, parcels, { weight: 0 })).toEqual([
      {
        parcel_id: light,
        weight: 5,
        labels: ['fragile', 'with "quotes", and a {brace}'],
        contents: { items: ['tea'] },
      },
    ]);
  });

  it('keeps a JSON array as JSON, and SQL NULL apart from it', async () => {
    await change(database, insertParcel, { parcelId: heavy, weight: 500, labels: [], contents: ['a', 'b'] });
    expect((await one(database, parcels, { weight: 100 })).contents).toEqual(['a', 'b']);
  });

  it('of at most one row gives undefined for none and throws for two', async () => {
    expect(await maybeOne(database, parcels, { weight: 1_000 })).toBeUndefined();
    await expect(maybeOne(database, parcels, { weight: 0 })).rejects.toThrow('test.parcels gave 2 rows');
  });

  it('of exactly one row throws for none', async () => {
    await expect(one(database, parcels, { weight: 1_000 })).rejects.toThrow('test.parcels gave no row');
  });

  it('is prepared under its own name, so that logs and statistics tell which it is', async () => {
    const client = await database.connect();
    try {
      await many(client, parcels, { weight: 0 });
      const { rows } = await client.query(
        "SELECT statement FROM pg_prepared_statements WHERE name = 'test.parcels'",
      );
      expect(rows).toEqual([{ statement: parcels.text }]);
    } finally {
      client.release();
    }
  });
});

describe('a statement name', () => {
  it('is taken once', () => {
    expect(() => statement({ name: 'test.parcels', text: 'SELECT 1', params: {}, row: {} })).toThrow(
      'two statements are called test.parcels',
    );
  });

  it('fits into what PostgreSQL keeps of it', () => {
    const declare = (name: string) => statement({ name, text: 'SELECT 1', params: {}, row: {} });
    expect(() => declare('x'.repeat(64))).toThrow('too long');
    expect(declare('x'.repeat(63)).name).toHaveLength(63);
  });

  it('that was refused is not among the declared ones', () => {
    const names = declaredStatements().map((declared) => declared.name);
    expect(names).toContain('test.insertParcel');
    expect(names.filter((name) => name === 'test.parcels')).toHaveLength(1);
    expect(names).not.toContain('x'.repeat(64));
  });
});
