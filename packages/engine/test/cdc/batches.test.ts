import { describe, expect, it } from 'vitest';
import { until } from '../../../../test/support/until.ts';
import { changeTable, isOf, type Transaction } from '../../src/platform/cdc/index.ts';
import { t } from '../../src/platform/sql.ts';
import { changesOf, confirmed, openSeveral, startFollowing } from './following.ts';
import { memorySink } from './memory-sink.ts';

const ROWS = 50_000;
const MIB = 1024 ** 2;
/** Longer than the eight seconds after which the server ends the stream of a follower that says nothing. */
const HANG_MS = 9_500;

const rows = changeTable('public.row', { id: t.int4, body: t.text });
const SCHEMA = `
  CREATE TABLE row (id int PRIMARY KEY, body text NOT NULL);
  ALTER TABLE row ALTER body SET STORAGE EXTERNAL;`;

const open = await openSeveral(SCHEMA, 4);

const insert = (from: number, count: number, bytes: number) => ({
  text: `INSERT INTO row SELECT id, repeat('x', $3) FROM generate_series($1::int, $1::int + $2::int - 1) AS id`,
  values: [from, count, bytes],
});
const idsOf = ({ changes }: Transaction): number[] =>
  changes.map((change) => (isOf(change, rows) && change.kind === 'insert' ? change.row.id : Number.NaN));

describe('a transaction of 50,000 rows', () => {
  it('comes in parts, which end at the same changes whenever it is sent', async () => {
    const at = open();
    const arrived = new Map<number, string[]>();
    let failures = 0;
    const sink = memorySink();
    const follower = startFollowing(at, {
      tables: [rows],
      sink: {
        ...sink,
        async apply(batch) {
          for (const part of batch.transactions) {
            const ids = idsOf(part);
            const seen = arrived.get(part.part) ?? [];
            arrived.set(part.part, [...seen, `${ids[0]} to ${ids.at(-1)}: ${ids.length}`]);
            // In the middle of it, and once more near its end.
            if ((part.part === 7 && failures === 0) || (part.part === 20 && failures === 1)) {
              failures += 1;
              throw new Error('the store is away');
            }
          }
          await sink.apply(batch);
        },
      },
    });
    await follower.leads();
    await at.database.query(insert(1, ROWS, 10));
    await changesOf(sink, ROWS);

    expect(failures).toBe(2);
    expect(sink.parts().map(({ part }) => part)).toEqual(
      Array.from({ length: ROWS / 2_000 }, (_, part) => part),
    );
    expect(sink.parts().flatMap(idsOf)).toEqual(Array.from({ length: ROWS }, (_, index) => index + 1));
    expect(arrived.get(0)).toHaveLength(3);
    for (const [part, ends] of arrived) expect(new Set(ends), `part ${part}`).toHaveLength(1);
    // A part alone moves nothing on: until its end is stored, all of it is sent again.
    expect(sink.leads[2]?.confirmed).toBeLessThan(sink.parts()[0]?.commitLsn ?? 0n);
  });

  it('of wide rows comes in smaller parts', async () => {
    const at = open();
    const sink = memorySink();
    await startFollowing(at, { tables: [rows], sink }).leads();
    await at.database.query(insert(1, 300, 100_000));
    await changesOf(sink, 300);
    expect(sink.parts().map(({ changes }) => changes.length)).toEqual([42, 42, 42, 42, 42, 42, 42, 6]);
  });
});

it('transactions come whole, in the order of their commits, however they overlap', async () => {
  const at = open();
  const sink = memorySink();
  await startFollowing(at, { tables: [rows], sink }).leads();
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let turn = 0; turn < 20; turn += 1) {
        const client = await at.database.connect();
        await client.query('BEGIN');
        for (let row = 0; row < 3; row += 1)
          await client.query(`INSERT INTO row VALUES ($1, '')`, [writer * 1_000 + turn * 10 + row]);
        // Some are taken back, of which nothing may come.
        await client.query(turn % 5 === 4 ? 'ROLLBACK' : 'COMMIT');
        client.release();
      }
    }),
  );
  await changesOf(sink, 8 * 16 * 3);
  const parts = sink.parts();
  expect(parts).toHaveLength(8 * 16);
  for (const part of parts) {
    const [first = Number.NaN, ...others] = idsOf(part);
    expect(others).toEqual([first + 1, first + 2]);
  }
  const lsns = parts.map(({ commitLsn }) => commitLsn);
  expect(lsns).toEqual([...lsns].sort((a, b) => (a < b ? -1 : 1)));
});

it('a sink that hangs holds the server up within bounds, for longer than its patience, and loses nothing', {
  timeout: 60_000,
}, async () => {
  const at = open();
  const sink = memorySink();
  let release = (): void => {};
  const hanging = new Promise<void>((resolve) => {
    release = resolve;
  });
  let hangs = false;
  const follower = startFollowing(at, {
    tables: [rows],
    sink: {
      ...sink,
      async apply(batch) {
        if (batch.transactions.length > 0) {
          hangs = true;
          await hanging;
        }
        await sink.apply(batch);
      },
    },
  });
  await follower.leads();
  const began = await confirmed(at);
  await at.database.query(insert(1, 1, 10));
  await until(() => hangs, { deadlineMs: 10_000, what: 'the sink to hang' });
  const hungAtMs = performance.now();
  for (let from = 2; from < 40_000; from += 1_000) await at.database.query(insert(from, 1_000, 4_000));

  const sent = async () => {
    const { rows: found } = await at.database.query<{ sent: string; written: string }>(
      `SELECT sent_lsn - $1::pg_lsn AS sent, pg_current_wal_lsn() - $1::pg_lsn AS written
       FROM pg_stat_replication AS sender JOIN pg_replication_slots AS slot ON slot.active_pid = sender.pid
       WHERE slot_name = $2 AND slot.database = current_database()`,
      [`${(began >> 32n).toString(16)}/${(began & 0xffff_ffffn).toString(16)}`, at.slot],
    );
    return { sent: Number(found[0]?.sent), written: Number(found[0]?.written) };
  };
  await until(() => performance.now() - hungAtMs > HANG_MS, {
    deadlineMs: HANG_MS + 5_000,
    what: 'its patience',
  });
  const { sent: sentBytes, written } = await sent();
  expect(written).toBeGreaterThan(150 * MIB);
  // 32 MiB of changes wait here, and some MiB in the sockets between: what was not sent takes no memory of this process.
  expect(sentBytes).toBeLessThan(64 * MIB);
  release();
  await changesOf(sink, 39_001);
  expect(sink.parts().flatMap(idsOf)).toEqual(Array.from({ length: 39_001 }, (_, index) => index + 1));
  expect(follower.states).toEqual([{ state: 'leading' }]);
});
