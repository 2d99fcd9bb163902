/** A stretch of the write-ahead log that can be read again and again: each reader gets its own copy of one slot. */
import type { Database } from '../../../packages/engine/src/platform/postgres.ts';
import { prepareWorkload, runWorkload, type Workload } from './workload.ts';

/** PostgreSQL's own plugin; what the slots here are made for. */
const PLUGIN = 'pgoutput';
const SLOT = 'bench_limit';
const COPY = 'bench_limit_copy';

export type Wal = {
  databaseUrl: string;
  publication: string;
  /** Stands before the stretch, and is the reader's alone: it may confirm what it has read. */
  slot: string;
  /** The end of the stretch, as `0/16B3748`. */
  endLsn: string;
  /** Inserts, updates and deletes that pgoutput makes of the stretch for this publication. */
  changes: number;
};

export type RecordedWal = {
  changes: number;
  /** All that the workload did: also to tables that the publication does not have. */
  written: { transactions: number; changes: number; seconds: number };
  /** Gives a reader the stretch, and takes the copy away when it is done. One reader at a time. */
  read<T>(reader: (wal: Wal) => Promise<T>): Promise<T>;
  /** Lets PostgreSQL forget the stretch. */
  drop(): Promise<void>;
};

/**
 * Runs a workload and keeps its WAL readable. `publication` has to exist. `prepare` gets the place where the stretch is
 * going to begin, and does what a reader needs to have before it; what it writes is in the stretch.
 */
export const recordWal = async (
  at: { databaseUrl: string; database: Database },
  options: {
    publication: string;
    workload: Workload;
    prepare?: (startLsn: string) => Promise<void>;
  },
): Promise<RecordedWal> => {
  const { database, databaseUrl } = at;
  const { publication } = options;
  await prepareWorkload(database);
  await database.query('SELECT pg_create_logical_replication_slot($1, $2)', [SLOT, PLUGIN]);
  const drop = async (): Promise<void> => {
    await database.query('SELECT pg_drop_replication_slot($1)', [SLOT]);
  };
  try {
    await options.prepare?.(await confirmedOf(database, SLOT));
    const written = await runWorkload(at, options.workload);
    const endLsn = await oneText(database, 'SELECT pg_current_wal_lsn()::text AS value', []);
    const changes = await countChanges(database, { endLsn, publication });
    const read: RecordedWal['read'] = async (reader) => {
      await database.query('SELECT pg_copy_logical_replication_slot($1, $2)', [SLOT, COPY]);
      try {
        return await reader({ databaseUrl, publication, slot: COPY, endLsn, changes });
      } finally {
        await database.query('SELECT pg_drop_replication_slot($1)', [COPY]);
      }
    };
    return { changes, written, read, drop };
  } catch (error) {
    await drop();
    throw error;
  }
};

/** From where a slot streams. */
const confirmedOf = (database: Database, slot: string): Promise<string> =>
  oneText(
    database,
    'SELECT confirmed_flush_lsn::text AS value FROM pg_replication_slots WHERE slot_name = $1',
    [slot],
  );

/** Decodes the stretch without taking anything from the slot. A message begins with its kind: Insert, Update, Delete. */
const countChanges = async (
  database: Database,
  { endLsn, publication }: { endLsn: string; publication: string },
): Promise<number> =>
  Number(
    await oneText(
      database,
      `SELECT count(*)::text AS value
       FROM pg_logical_slot_peek_binary_changes
         ($1, $2::pg_lsn, NULL, 'proto_version', '1', 'publication_names', quote_ident($3))
       WHERE get_byte(data, 0) IN (ascii('I'), ascii('U'), ascii('D'))`,
      [SLOT, endLsn, publication],
    ),
  );

const oneText = async (database: Database, sql: string, parameters: string[]): Promise<string> => {
  const { rows } = await database.query<{ value: string }>(sql, parameters);
  return rows[0]?.value ?? '';
};
