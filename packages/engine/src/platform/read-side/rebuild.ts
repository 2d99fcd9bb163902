/**
 * Makes a read model anew while the shop serves: a new generation beside the old one, filled from a snapshot and kept
 * up with by the change stream meanwhile, takes over in one step when it has caught up with both.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Lsn, openReplication } from '../cdc/index.ts';
import { pipeline, type ScriptCall } from '../lua.ts';
import type { Database } from '../postgres.ts';
import { type Redis, withRedis } from '../redis.ts';
import type { Queryable } from '../sql.ts';
import { snapshotVersionOf, versionOf } from './document.ts';
import { liveGeneration } from './names.ts';
import type { Projection } from './projection.ts';
import { type Building, CALLS_MAX, type Leadership, type Projector, ReadSideMoved } from './projector.ts';
import { sweepGenerations } from './sweep.ts';

export type RebuildOptions = {
  shop: string;
  url: string;
  db: Database;
  redis: Redis;
  projector: Projector;
  connectTimeoutMs: number;
  /** Documents written so far, and about how many there are. */
  onProgress(done: number, total: number): void;
};

/** Transactions that a model which adds lets wait, and writes that are to be repeated; beyond it the rebuild gives up rather than fill the memory. */
const DEFERRED_MAX = 1_000_000;
const CATCH_UP_POLL_MS = 20;
/** Between portions, so that those who read are not crowded out: a tenth of the time is theirs alone. */
const PAUSE_SHARE = 0.1;

/**
 * Rebuilds one model and returns how many documents it has. Rejects with `ReadSideMoved` when this process stops
 * leading on the way, and with whatever the stores say; the model is as it was then.
 */
export const rebuild = async (projection: Projection, options: RebuildOptions): Promise<number> => {
  const { projector } = options;
  const leadership = projector.leadership();
  if (leadership === undefined) throw new ReadSideMoved('this process does not lead');
  const building: Building = {
    generation:
      projection.inPlace === true
        ? liveGeneration(options.shop)
        : `${besides(options.shop)}${Date.now().toString(36)}`,
    deferred: [],
    repeated: [],
  };
  // From here on every change goes into it, too; the snapshot that is taken now has whatever came before.
  projector.build(projection.name, building);
  try {
    const filled = await fill(projection, { ...options, leadership, building });
    await untilPosition(projector, leadership, filled.lsn);
    const whole = { generation: building.generation, format: projection.format };
    await projector.write(leadership, async () => ({
      calls: await filled.late(),
      changed: [['generation', projection.name]],
      generations: new Map([[projection.name, whole]]),
    }));
    leadership.building.delete(projection.name);
    if (projection.inPlace !== true)
      await sweepGenerations(options.redis, {
        prefixes: projection.prefixes,
        among: besides(options.shop),
        keep: building.generation,
      });
    return filled.documents;
  } finally {
    leadership.building.delete(projection.name);
  }
};

/** How the names of all generations begin that are made beside the whole one. */
const besides = (shop: string): string => `g-${shop}-`;

type Filling = RebuildOptions & { leadership: Leadership; building: Building };

const fill = async (projection: Projection, options: Filling) => {
  const { building, leadership } = options;
  return inExportedSnapshot(options, async (snapshot, lsn) => {
    const version = snapshotVersionOf(leadership.era, lsn);
    const total = await projection.count(snapshot);
    let documents = 0;
    options.onProgress(0, total);
    let portionAt = performance.now();
    for await (const portion of projection.fill(snapshot, { generation: building.generation, version })) {
      stillLeading(options.projector, leadership);
      // A product is a dozen calls, and Redis is to be busy with a few hundred at a time.
      for (let at = 0; at < portion.calls.length; at += CALLS_MAX)
        await withRedis(options.redis, () =>
          pipeline(options.redis, portion.calls.slice(at, at + CALLS_MAX)),
        );
      documents += portion.documents;
      options.onProgress(documents, total);
      if (building.deferred.length + building.repeated.length > DEFERRED_MAX)
        throw new Error(`${projection.name} changes faster than it can be rebuilt`);
      await sleep((performance.now() - portionAt) * PAUSE_SHARE);
      portionAt = performance.now();
    }
    return { documents, lsn, late: () => late(projection, { ...options, lsn }) };
  });
};

/** What is left to write when the stream stands still: what the snapshot has not counted, and what it wrote over. */
const late = async (
  projection: Projection,
  { db, building, leadership, lsn }: Filling & { lsn: Lsn },
): Promise<ScriptCall[]> => {
  const missed = building.deferred.filter(({ commitLsn }) => commitLsn >= lsn);
  if (missed.length === 0) return building.repeated;
  const effects = await projection.effects(missed, {
    db,
    versionOf: ({ commitLsn, part }) => versionOf(leadership.era, commitLsn, part),
  });
  return effects.calls(building.generation);
};

/** Runs `work` on a snapshot whose place in the log is known: that of a temporary slot. */
const inExportedSnapshot = async <T>(
  options: RebuildOptions,
  work: (snapshot: Queryable, lsn: Lsn) => Promise<T>,
): Promise<T> => {
  const replication = await openReplication({ ...options, applicationName: 'cartwright-rebuild' });
  const client = await options.db.connect();
  let broken: Error | undefined;
  try {
    const name = `cartwright_rebuild_${process.pid}_${Date.now().toString(36)}`;
    const { lsn, snapshot } = await replication.createSlot({ name, temporary: true });
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET TRANSACTION SNAPSHOT '${snapshot}'`);
    // The slot, and the WAL that it holds, are not needed any more.
    await replication.close();
    return await work(client, lsn);
  } finally {
    await replication.close();
    await client.query('ROLLBACK').catch((cause: Error) => {
      broken = cause;
    });
    client.release(broken);
  }
};

/** Waits until the stream has passed what the snapshot saw. */
const untilPosition = async (projector: Projector, leadership: Leadership, lsn: Lsn): Promise<void> => {
  while (leadership.position < lsn) {
    stillLeading(projector, leadership);
    await sleep(CATCH_UP_POLL_MS);
  }
};

const stillLeading = (projector: Projector, leadership: Leadership): void => {
  if (projector.leadership() !== leadership) throw new ReadSideMoved('this process no longer leads');
};
