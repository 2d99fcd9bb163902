import { describe, expect, it } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import { changeTable, formatLsn, isOf, type Lsn, NO_LSN, walEnd } from '../../src/platform/cdc/index.ts';
import type { Database } from '../../src/platform/postgres.ts';
import { t } from '../../src/platform/sql.ts';
import { changesOf, confirmed, openSeveral, type Published, startFollowing } from './following.ts';
import { type MemorySink, memorySink } from './memory-sink.ts';

const rows = changeTable('public.row', { id: t.int4 });
const SCHEMA = 'CREATE TABLE row (id int PRIMARY KEY, note text);';

const open = await openSeveral(SCHEMA, 7);
const other = await openTestDatabase({ migrated: false });

const idsOf = (sink: MemorySink): number[] =>
  sink.changes().flatMap((change) => (isOf(change, rows) && change.kind === 'insert' ? [change.row.id] : []));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const ascending = (ids: readonly number[]): number[] => [...ids].sort((a, b) => a - b);

/** Inserts rows one by one on some connections, and says how many when it has ended. */
const writing = (database: Database, rowsWanted: number, writers = 4) =>
  Promise.all(
    Array.from({ length: writers }, async (_, writer) => {
      for (let id = writer + 1; id <= rowsWanted; id += writers)
        await database.query('INSERT INTO row VALUES ($1)', [id]);
    }),
  );

describe('what is acknowledged', () => {
  it('is never beyond what the sink has stored for good, under load as at rest', async () => {
    const at = open();
    const inner = memorySink();
    const applied: { position: Lsn; atMs: number }[] = [];
    let durable: Lsn = NO_LSN;
    const sink = {
      ...inner,
      async apply(batch: Parameters<typeof inner.apply>[0]) {
        await inner.apply(batch);
        applied.push({ position: inner.position(), atMs: performance.now() });
      },
      // As a store that needs half a second until what it was told survives it.
      durable: () => {
        for (const { position, atMs } of applied) if (atMs < performance.now() - 500) durable = position;
        return durable;
      },
    };
    await startFollowing(at, { tables: [rows], sink }).leads();
    const start = await confirmed(at);
    let done = false;
    const load = writing(at.database, 4_000).then(() => {
      done = true;
    });
    let looks = 0;
    let moved = 0;
    let before = start;
    await until(
      async () => {
        const acknowledged = await confirmed(at);
        // Asked after it, for it only grows.
        expect(acknowledged <= (durable > start ? durable : start)).toBe(true);
        looks += 1;
        if (acknowledged > before) moved += 1;
        before = acknowledged;
        return done && acknowledged >= inner.position() && inner.changes().length === 4_000;
      },
      { deadlineMs: 15_000, what: 'all of it to be acknowledged' },
    );
    await load;
    expect(looks).toBeGreaterThan(20);
    expect(moved).toBeGreaterThan(2);
  });

  it('moves on in an idle database, although only another one is written to', async () => {
    const at = open();
    const sink = memorySink();
    await startFollowing(at, { tables: [rows], sink }).leads();
    await other.database.query('CREATE TABLE noise (id int)');
    await other.database.query('INSERT INTO noise SELECT generate_series(1, 50000)');
    const end = await walEnd(other.database);
    await until(async () => (await confirmed(at)) >= end, {
      deadlineMs: 10_000,
      what: formatLsn(end),
    });
    expect(sink.changes()).toEqual([]);
  });

  it('is nothing before the sink leads, whatever it says it has', async () => {
    const at = open();
    const first = memorySink();
    const follower = startFollowing(at, { tables: [rows], sink: first });
    await follower.leads();
    await writing(at.database, 50);
    await changesOf(first, 50);
    await follower.stop();
    const start = await confirmed(at);
    const end = await walEnd(at.database);
    await at.database.query('INSERT INTO row VALUES (51)');
    let lead = (): void => {};
    const allowed = new Promise<void>((resolve) => {
      lead = resolve;
    });
    let asked = false;
    // One that remembers another history, in which it was further.
    const second = memorySink({ durable: () => end + 1_000_000n });
    startFollowing(at, {
      tables: [rows],
      sink: {
        ...second,
        async lead(about) {
          asked = true;
          await allowed;
          await second.lead(about);
        },
        durable: () => (second.leads.length === 0 ? end + 1_000_000n : second.position()),
      },
    });
    await until(() => asked, { deadlineMs: 10_000, what: 'its turn' });
    // The server asks for an answer when it has heard nothing for four seconds.
    await until(async () => (await lastReply(at)) !== null, {
      deadlineMs: 8_000,
      what: 'an answer',
    });
    expect(await confirmed(at)).toBe(start);
    lead();
    await until(() => idsOf(second).includes(51), { deadlineMs: 10_000, what: 'what came meanwhile' });
  });
});

const lastReply = async ({ database, slot }: Published): Promise<Date | null> => {
  const { rows: found } = await database.query<{ reply_time: Date | null }>(
    `SELECT reply_time FROM pg_stat_replication AS sender
     JOIN pg_replication_slots AS slot ON slot.active_pid = sender.pid
     WHERE slot_name = $1 AND slot.database = current_database()`,
    [slot],
  );
  return found[0]?.reply_time ?? null;
};

describe('the stream goes on from where the sink durably stands, with nothing lost and nothing doubled', () => {
  it('after an apply that threw', async () => {
    const at = open();
    const sink = memorySink();
    let calls = 0;
    const follower = startFollowing(at, {
      tables: [rows],
      sink: {
        ...sink,
        async apply(batch) {
          calls += 1;
          // Stored, and not known to be: the worst of both.
          await sink.apply(batch);
          if (batch.transactions.length > 0 && calls % 7 === 0 && sink.leads.length < 4)
            throw new Error('the store has had enough');
        },
        durable: () => NO_LSN,
      },
    });
    await follower.leads();
    await writing(at.database, 2_000);
    await until(() => sink.leads.length === 4, { deadlineMs: 15_000, what: 'three new beginnings' });
    await changesOf(sink, 2_000);
    expect(ascending(idsOf(sink))).toEqual(upTo(2_000));
    expect(sink.again()).toBeGreaterThan(0);
    expect(follower.states.filter(({ state }) => state === 'broken')).toHaveLength(3);
  });

  it('after its connection was cut', async () => {
    const at = open();
    const sink = memorySink();
    const follower = startFollowing(at, { tables: [rows], sink });
    await follower.leads();
    const load = writing(at.database, 2_000);
    for (let cut = 1; cut <= 3; cut += 1) {
      await until(() => sink.changes().length > cut * 200, { deadlineMs: 10_000, what: 'some changes' });
      const { rows: ended } = await at.database.query(
        `SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots
         WHERE slot_name = $1 AND database = current_database() AND active`,
        [at.slot],
      );
      expect(ended).toHaveLength(1);
      await follower.leads(cut + 1);
    }
    await load;
    await changesOf(sink, 2_000);
    expect(ascending(idsOf(sink))).toEqual(upTo(2_000));
  });
});

describe('the schema may change while it is followed', () => {
  it('columns that nobody declared come, go and are renamed, and tables come', async () => {
    const at = open();
    const sink = memorySink();
    const follower = startFollowing(at, { tables: [rows], sink });
    await follower.leads();
    const load = writing(at.database, 600);
    for (const ddl of [
      'ALTER TABLE row ADD before_all text',
      'CREATE TABLE new (id int PRIMARY KEY)',
      'INSERT INTO new VALUES (1), (2)',
      'ALTER TABLE row RENAME note TO remark',
      'ALTER TABLE row DROP before_all',
      'ALTER TABLE row ADD later int NOT NULL DEFAULT 7',
      'ALTER TABLE row ALTER remark TYPE varchar(20)',
    ])
      await at.database.query(ddl);
    await load;
    await changesOf(sink, 600);
    expect(ascending(idsOf(sink))).toEqual(upTo(600));
    expect(follower.states).toEqual([{ state: 'leading' }]);
  });

  it('a declared column that is gone is told by its name, and nothing is passed over', async () => {
    const at = open();
    const noted = changeTable('public.row', { id: t.int4, note: t.nullable(t.text) });
    const sink = memorySink();
    const follower = startFollowing(at, { tables: [noted], sink });
    await follower.leads();
    const start = await confirmed(at);
    await at.database.query('ALTER TABLE row DROP note; INSERT INTO row VALUES (1)');
    const told = await until(() => follower.states.find(({ state }) => state === 'broken'), {
      deadlineMs: 10_000,
      what: 'a word',
    });
    expect(String('error' in told && told.error)).toContain('public.row is published without note');
    const end = await walEnd(at.database);
    expect((await confirmed(at)) < end).toBe(true);
    expect(start).toBeGreaterThan(0n);
  });
});
