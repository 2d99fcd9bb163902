import { expect, it } from 'vitest';
import { lagOf } from '../../bench/cases/cdc/lag.ts';
import { findRecvlogical } from '../../bench/cases/cdc/recvlogical.ts';
import { recordWal } from '../../bench/cases/cdc/wal.ts';
import { runWorkload } from '../../bench/cases/cdc/workload.ts';
import { measureCatchUp } from '../../bench/cases/cdc-catchup.ts';
import { openTestDatabase } from '../support/stores.ts';

const PRODUCTS = 20;
/** 2 cycles of 41 changes in 10 transactions, on each of 8 connections. */
const CHANGES = 656;
const TRANSACTIONS = 160;

const { url: databaseUrl, database } = await openTestDatabase();
const at = { databaseUrl, database };
await database.query(
  `WITH number AS (SELECT i FROM generate_series(1, $1) AS i), product AS (
     INSERT INTO catalog.product (product_id, handle, title, status, search_text, facet_value_ids)
     SELECT 'p' || i, 'p' || i, 'Product ' || i, 'active', '', '{}' FROM number RETURNING product_id
   ), variant AS (
     INSERT INTO catalog.variant (sku, product_id, position, title) SELECT product_id, product_id, 1, '' FROM product
     RETURNING sku
   )
   INSERT INTO inventory.stock (sku, on_hand) SELECT sku, 0 FROM variant`,
  [PRODUCTS],
);
await database.query(
  'CREATE PUBLICATION bench_test FOR TABLES IN SCHEMA inventory, orders WITH (publish_via_partition_root = true)',
);

it('records a stretch of WAL that readers have again and again, and pg_recvlogical to its end', async () => {
  const workload = { changes: CHANGES - 40, seed: 'cdc' };
  const prepared: string[] = [];
  const prepare = async (startLsn: string): Promise<void> => {
    prepared.push(startLsn);
  };
  const wal = await recordWal(at, { publication: 'bench_test', workload, prepare });
  try {
    expect(wal).toMatchObject({
      changes: CHANGES,
      written: { changes: CHANGES, transactions: TRANSACTIONS },
    });
    expect(prepared).toEqual([expect.stringMatching(/^[0-9A-F]+\/[0-9A-F]+$/)]);
    const slots: string[] = [];
    const measured = await measureCatchUp(wal, {
      rounds: 2,
      say: () => {},
      catchUp: async ({ slot, endLsn }) => {
        slots.push(slot);
        const { rows } = await database.query<{ kind: string }>(
          `SELECT chr(get_byte(data, 0)) AS kind FROM pg_logical_slot_get_binary_changes
             ($1, $2::pg_lsn, NULL, 'proto_version', '1', 'publication_names', 'bench_test')`,
          [slot, endLsn],
        );
        return { changes: rows.filter(({ kind }) => 'IUD'.includes(kind)).length, seconds: 1 };
      },
    });
    if ('notRun' in measured) {
      expect(findRecvlogical()).toEqual(measured);
      return;
    }
    expect(slots).toHaveLength(3);
    expect(measured.ours.map(({ value }) => value)).toEqual([CHANGES, CHANGES]);
    expect(measured.limit).toHaveLength(2);
    for (const { value } of measured.limit) expect(value).toBeGreaterThan(0);
    const lossy = async () => ({ changes: CHANGES - 1, seconds: 1 });
    await expect(measureCatchUp(wal, { rounds: 1, say: () => {}, catchUp: lossy })).rejects.toThrow(
      `saw ${CHANGES - 1} changes where there are ${CHANGES}`,
    );
  } finally {
    await wal.drop();
  }
  const { rows } = await database.query(
    `SELECT slot_name FROM pg_replication_slots WHERE slot_name LIKE 'bench%'`,
  );
  expect(rows).toEqual([]);
});

it('makes movements and orders that add up, at a rate when it is asked', async () => {
  const { transactions, changes, seconds } = await runWorkload(at, {
    changes: CHANGES,
    changesPerSecond: CHANGES,
    seed: 'at a rate',
  });
  expect({ transactions, changes }).toEqual({ transactions: TRANSACTIONS, changes: CHANGES });
  // A second is the mean; 160 gaps of a Poisson process on 8 connections, the slowest of which ends it.
  expect(seconds).toBeGreaterThan(0.4);
  const { rows } = await database.query(
    `SELECT (SELECT sum(allocated) FROM inventory.stock) = (SELECT count(*) FROM orders.line) AS allocated,
            (SELECT sum(allocated_delta) FROM inventory.movement) = (SELECT count(*) FROM orders.line) AS moved,
            (SELECT count(*) FROM orders.placed_order WHERE status = 'confirmed') * 3
              = (SELECT count(*) FROM orders.placed_order) AS confirmed,
            (SELECT count(*) FROM orders.event) AS events`,
  );
  // Of 2 × 16 cycles: 3 placements and a confirmation each.
  expect(rows).toEqual([{ allocated: true, moved: true, confirmed: true, events: 2 * 16 * 4 }]);
});

it('tells the lag of each commit by the first moment at which a reader had come past it', () => {
  const commits = [
    { endLsn: 10n, atMs: 1_000 },
    { endLsn: 20n, atMs: 1_002 },
    { endLsn: 30n, atMs: 1_003 },
  ];
  const seen = [
    { lsn: 5n, atMs: 1_001 },
    { lsn: 20n, atMs: 1_010 },
    { lsn: 31n, atMs: 1_013 },
  ];
  const lag = lagOf(commits, seen);
  expect([lag.count, Math.round(lag.p50Ms), Math.round(lag.maxMs)]).toEqual([3, 10, 10]);
  expect(() => lagOf(commits, seen.slice(0, 2))).toThrow('The commit before 0/1E was never seen');
});
