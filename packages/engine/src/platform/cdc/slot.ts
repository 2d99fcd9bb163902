import { many, maybeOne, one, type Queryable, statement, t } from '../sql.ts';
import { type Lsn, parseLsn } from './lsn.ts';

/** A replication slot as PostgreSQL sees it. */
export type Slot = {
  /** What was acknowledged: nothing before it can be streamed any more. */
  confirmed: Lsn;
  /** The server has thrown away WAL that the slot needed (`max_slot_wal_keep_size`). */
  lost: boolean;
  active: boolean;
  /** WAL that the server keeps because of this slot. */
  retainedBytes: number;
  /** The bound on that, or null for none. */
  retainedMaxBytes: number | null;
};

// The view has a row a slot, of which there are a few.
const selectSlot = statement({
  name: 'cdc.selectSlot',
  text: `
    SELECT coalesce(slot.confirmed_flush_lsn, '0/0')::text AS confirmed, slot.active,
           coalesce(slot.wal_status = 'lost', false) AS lost,
           coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), slot.restart_lsn), 0)::int8 AS "retainedBytes",
           (SELECT nullif(setting::int8, -1) * 1048576 FROM pg_settings WHERE name = 'max_slot_wal_keep_size')
             AS "retainedMaxBytes"
    FROM pg_replication_slots AS slot
    WHERE slot.slot_name = $1::text AND slot.database = current_database()`,
  params: { name: t.text },
  row: {
    confirmed: t.text,
    active: t.bool,
    lost: t.bool,
    retainedBytes: t.int8,
    retainedMaxBytes: t.nullable(t.int8),
  },
});

const dropSlotStatement = statement({
  name: 'cdc.dropSlot',
  text: `SELECT pg_drop_replication_slot($1::text)::text AS dropped`,
  params: { name: t.text },
  row: { dropped: t.text },
});

const selectWalLevel = statement({
  name: 'cdc.selectWalLevel',
  text: `SELECT current_setting('wal_level') AS "walLevel"`,
  params: {},
  row: { walLevel: t.text },
});

const selectWalEnd = statement({
  name: 'cdc.selectWalEnd',
  text: `SELECT pg_current_wal_insert_lsn()::text AS lsn`,
  params: {},
  row: { lsn: t.text },
});

// Counts upwards from the youngest transaction that the snapshot knows: an xid in the stream has 32 bits of the 64.
const selectInvisible = statement({
  name: 'cdc.selectInvisible',
  text: `
    WITH newest AS (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::int8 AS id)
    SELECT count(*) AS count
    FROM unnest($1::int8[]) AS sent (xid), newest,
         LATERAL (SELECT (newest.id >> 32 << 32) + sent.xid AS id) AS near,
         LATERAL (SELECT CASE WHEN near.id > newest.id THEN near.id - 4294967296 ELSE near.id END AS id) AS whole
    WHERE NOT pg_visible_in_snapshot(whole.id::text::xid8, pg_current_snapshot())`,
  params: { xids: t.int8Array },
  row: { count: t.int8 },
});

export const findSlot = async (db: Queryable, name: string): Promise<Slot | undefined> => {
  const row = await maybeOne(db, selectSlot, { name });
  return row && { ...row, confirmed: parseLsn(row.confirmed) };
};

// As IDENTIFY_SYSTEM says it, without a replication connection.
const selectEpoch = statement({
  name: 'cdc.selectEpoch',
  text: `
    SELECT system.system_identifier || '/' || checkpoint.timeline_id AS epoch
    FROM pg_control_system() AS system, pg_control_checkpoint() AS checkpoint`,
  params: {},
  row: { epoch: t.text },
});

/** Which history of the database this is; throws where this role may not ask. */
export const currentEpoch = async (db: Queryable): Promise<string> => (await one(db, selectEpoch, {})).epoch;

/** Drops a slot; throws when somebody streams from it. */
export const dropSlot = async (db: Queryable, name: string): Promise<void> => {
  await many(db, dropSlotStatement, { name });
};

/** Whether the server writes what logical replication needs. */
export const canStream = async (db: Queryable): Promise<boolean> =>
  (await one(db, selectWalLevel, {})).walLevel === 'logical';

/** The end of the log: whatever has been committed is before it. */
export const walEnd = async (db: Queryable): Promise<Lsn> => parseLsn((await one(db, selectWalEnd, {})).lsn);

/**
 * Whether the snapshot of this transaction or statement sees the effects of all these transactions. One that was
 * streamed need not be visible yet: the server sends it when its commit is in the log, and lets others see it a
 * moment later (with synchronous replication, when the standby has answered).
 */
export const seesAll = async (snapshot: Queryable, xids: readonly number[]): Promise<boolean> =>
  xids.length === 0 || (await one(snapshot, selectInvisible, { xids: [...xids] })).count === 0;
