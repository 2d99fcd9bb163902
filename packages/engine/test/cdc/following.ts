/** Followers of change streams for the test file that calls it, each on a database of its own. */
import { afterAll } from 'vitest';
import { openTestDatabase } from '../../../../test/support/stores.ts';
import { until } from '../../../../test/support/until.ts';
import {
  type Change,
  type ChangeTable,
  type Follower,
  type FollowState,
  findSlot,
  follow,
  type Lsn,
  NO_LSN,
  type Sink,
} from '../../src/platform/cdc/index.ts';
import { type Database, openDatabase } from '../../src/platform/postgres.ts';
import { type MemorySink, PUBLICATION } from './memory-sink.ts';

export type Published = { url: string; database: Database; slot: string };

/** A database without our schema, with the tables of `sql` published; `via` is a server of the test's own. */
export const openPublished = async (sql: string, via?: { url: string }): Promise<Published> => {
  const { url, database } =
    via === undefined
      ? await openTestDatabase({ migrated: false })
      : { url: via.url, database: openOwn(via.url) };
  await database.query(sql);
  // Last come, first served: before the database goes.
  afterAll(() => Promise.all(followers.map((follower) => follower.stop())));
  await database.query(
    `CREATE PUBLICATION ${PUBLICATION} FOR ALL TABLES WITH (publish_via_partition_root = true)`,
  );
  // Slots are one server's, whatever their database.
  return { url, database, slot: `test_${new URL(url).pathname.slice(1).replace(/^test_/, '')}` };
};

const openOwn = (url: string): Database => {
  const database = openDatabase({
    url,
    poolMax: 4,
    connectTimeoutMs: 2_000,
    statementTimeoutMs: 30_000,
    applicationName: 'cartwright-test',
    onError: () => {},
  });
  afterAll(() => database.end());
  return database;
};

const followers: Follower[] = [];

/** Opens so many of them at the top of a test file, and gives out one at each call. */
export const openSeveral = async (sql: string, count: number): Promise<() => Published> => {
  const opened = await Promise.all(Array.from({ length: count }, () => openPublished(sql)));
  return () => {
    const one = opened.pop();
    if (one === undefined) throw new Error(`only ${count} were opened`);
    return one;
  };
};

export type Following = Follower & {
  states: FollowState[];
  /** Waits until this one leads, for the `times`th time. */
  leads(times?: number): Promise<void>;
};

/** Follows with `sink` until the test file is done. */
export const startFollowing = (
  at: Published,
  options: { tables: readonly ChangeTable[]; sink: Sink; changesMax?: number },
): Following => {
  const states: FollowState[] = [];
  const follower = follow({
    url: at.url,
    db: at.database,
    slot: at.slot,
    publication: PUBLICATION,
    connectTimeoutMs: 2_000,
    onState: (state) => states.push(state),
    ...options,
  });
  followers.push(follower);
  return {
    ...follower,
    states,
    leads: async (times = 1) => {
      await until(() => states.filter(({ state }) => state === 'leading').length >= times, {
        deadlineMs: 15_000,
        what: `leading for the ${times}. time`,
      });
    },
  };
};

export const confirmed = async ({ database, slot }: Published): Promise<Lsn> =>
  (await findSlot(database, slot))?.confirmed ?? NO_LSN;

/** Waits until so many changes are there. */
export const changesOf = async (sink: MemorySink, count: number): Promise<Change[]> => {
  await until(() => sink.changes().length >= count, { deadlineMs: 15_000, what: `${count} changes` });
  return sink.changes();
};
