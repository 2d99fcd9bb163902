/**
 * The sink of the change stream: applies committed transactions to every read model, then moves the position on. On
 * one Redis both happen in one step; on a cluster the position follows, and what is repeated is refused by its version.
 */
import type { Batch, Lsn, Sink, Transaction } from '../cdc/index.ts';
import { PIPELINE_CALLS_MAX, pipeline, type ScriptCall } from '../lua.ts';
import type { Database } from '../postgres.ts';
import { isCluster, type Redis, withRedis } from '../redis.ts';
import { isUnversioned, versionOf } from './document.ts';
import { createDurability } from './durability.ts';
import { type FeedItem, NO_EFFECTS, type Projection } from './projection.ts';
import { advance, keptKey, loadState, type ReadSideState, resetState, runIdOf } from './state.ts';

/** Another process leads, or Redis is not as it was left: everything begins again. */
export class ReadSideMoved extends Error {
  override name = 'ReadSideMoved';
}

export type Building = {
  generation: string;
  /** Of a projection that adds: transactions that wait until the snapshot is in. */
  deferred: Transaction[];
  /** Writes without a version, to be repeated when the snapshot, which is older, has written over them. */
  repeated: ScriptCall[];
};

export type Leadership = {
  era: string;
  /** Generations that are whole, by projection. */
  whole: Map<string, { generation: string; format: string }>;
  /** Generations that are being filled, beside or before the whole one. */
  building: Map<string, Building>;
  position: Lsn;
  /** Why everything is being made anew; undefined where Redis was as it was left. */
  lost: string | undefined;
};

export type ProjectorOptions = {
  /** A short name of the shop, for keys. */
  shop: string;
  db: Database;
  redis: Redis;
  projections: readonly Projection[];
  /** Called when this process has begun to lead, and when it no longer does. */
  onLead(leadership: Leadership): void;
  onRest(): void;
  /** For metrics: what was applied, and how old its last commit was by then. */
  onApplied(applied: { transactions: number; changes: number; ageMs: number | undefined }): void;
};

export type Projector = Sink & {
  leadership(): Leadership | undefined;
  /** Lets a generation take part in what is applied from now on. */
  build(name: string, building: Building): void;
  /**
   * Writes something between two batches, with what the feed shall tell of it. `work` is called when its turn has come:
   * what was applied before is in Redis, and nothing is applied until it is written. Throws `ReadSideMoved` when
   * `leadership` is over.
   */
  write(leadership: Leadership, work: () => Promise<Written>): Promise<void>;
};

export type Written = {
  calls: readonly ScriptCall[];
  changed?: readonly FeedItem[];
  generations?: ReadonlyMap<string, { generation: string; format: string }>;
};

/** Calls of one pipeline: Redis is busy with them for a few milliseconds. */
export const CALLS_MAX = Math.min(500, PIPELINE_CALLS_MAX);

export const createProjector = (options: ProjectorOptions): Projector => {
  const { shop, db, redis, projections } = options;
  const durability = createDurability(redis, keptKey(shop));
  let lead: Leadership | undefined;
  // Batches and other writes go one after another.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };

  const leading = (): Leadership => {
    if (lead === undefined) throw new ReadSideMoved('this process does not lead');
    return lead;
  };

  /**
   * Runs calls and, with the last of them, moves on; on a cluster only when all of them are done, because there some may
   * be done and others not.
   */
  const commit = async (calls: readonly ScriptCall[], last: ScriptCall): Promise<void> => {
    const run = (some: readonly ScriptCall[]): Promise<unknown[]> =>
      withRedis(redis, () => pipeline(redis, some));
    let at = 0;
    for (; calls.length - at >= CALLS_MAX; at += CALLS_MAX) await run(calls.slice(at, at + CALLS_MAX));
    const rest = calls.slice(at);
    if (isCluster(redis)) await run(rest);
    const replies = await run(isCluster(redis) ? [last] : [...rest, last]);
    if (replies.at(-1) !== 'ok') throw new ReadSideMoved('Redis is not where this process left it');
  };

  const effectsOf = async (transactions: readonly Transaction[]) => {
    const { era, whole, building } = leading();
    const calls: ScriptCall[] = [];
    const feed: FeedItem[] = [];
    const context = {
      db,
      versionOf: ({ commitLsn, part }: Transaction) => versionOf(era, commitLsn, part),
    };
    for (const projection of projections) {
      const relevant = transactions.filter(({ changes }) =>
        changes.some(({ table }) => projection.tables.some(({ name }) => name === table.name)),
      );
      if (relevant.length === 0 && projection.settle === undefined) continue;
      const beside = building.get(projection.name);
      if (beside !== undefined && projection.adds) beside.deferred.push(...relevant);
      const generations = new Set([
        ...(whole.get(projection.name) ? [whole.get(projection.name)?.generation ?? ''] : []),
        ...(beside !== undefined && !projection.adds ? [beside.generation] : []),
      ]);
      if (generations.size === 0) continue;
      const parts = [
        relevant.length === 0 ? NO_EFFECTS : await projection.effects(relevant, context),
        (await projection.settle?.(context)) ?? NO_EFFECTS,
      ];
      for (const effects of parts) {
        for (const generation of generations) {
          const made = effects.calls(generation);
          calls.push(...made);
          if (generation === beside?.generation) beside.repeated.push(...made.filter(isUnversioned));
        }
        feed.push(...effects.feed);
      }
    }
    return { calls, feed };
  };

  return {
    leadership: () => lead,

    async lead({ epoch, confirmed }) {
      const [state, runId] = await withRedis(redis, () =>
        Promise.all([loadState(redis, shop), runIdOf(redis)]),
      );
      const lost = whyLost(state, { epoch, confirmed });
      if (state !== undefined && lost === undefined) {
        lead = { ...leadershipOf(state), lost: undefined };
      } else {
        // Greater than any before it, also where Redis no longer knows what was before.
        const era = nextEra(state?.era);
        await withRedis(redis, () => resetState(redis, shop, { era, epoch, position: confirmed, runId }));
        lead = { era, whole: new Map(), building: new Map(), position: confirmed, lost };
        await commit([], advance({ shop, era, sentAtMs: 0, changed: [['reset']] }));
      }
      durability.start(lead.position);
      options.onLead(lead);
    },

    apply: (batch: Batch) =>
      inTurn(async () => {
        const current = leading();
        // What the server sends again, because it was not acknowledged yet.
        const fresh = batch.transactions.filter(({ commitLsn }) => commitLsn >= current.position);
        const { calls, feed } = await effectsOf(fresh);
        const position =
          batch.position !== undefined && batch.position > current.position
            ? batch.position
            : current.position;
        await commit(
          calls,
          advance({
            shop,
            era: current.era,
            expected: current.position,
            position,
            sentAtMs: batch.sentAtMs,
            changed: feed,
          }),
        );
        current.position = position;
        durability.applied(position);
        const last = fresh.at(-1);
        options.onApplied({
          transactions: fresh.length,
          changes: fresh.reduce((sum, { changes }) => sum + changes.length, 0),
          ageMs: last === undefined ? undefined : Math.max(0, Date.now() - last.committedAtMs),
        });
      }),

    build: (name, building) => {
      leading().building.set(name, building);
    },

    write: (leadership, work) =>
      inTurn(async () => {
        const current = leading();
        if (current !== leadership) throw new ReadSideMoved('this process has begun to lead anew');
        const { calls, changed = [], generations } = await work();
        await commit(
          calls,
          advance({
            shop,
            era: current.era,
            expected: current.position,
            sentAtMs: Date.now(),
            changed,
            ...(generations === undefined ? {} : { generations }),
          }),
        );
        for (const [name, whole] of generations ?? []) current.whole.set(name, whole);
      }),

    durable: () => durability.position(),

    async rest() {
      await turn;
      lead = undefined;
      durability.stop();
      options.onRest();
    },
  };
};

const leadershipOf = (state: ReadSideState) => ({
  era: state.era,
  whole: new Map(state.generations),
  building: new Map<string, Building>(),
  position: state.position,
});

/** Why the read side cannot go on from what Redis has, or undefined when it can. */
const whyLost = (
  state: ReadSideState | undefined,
  at: { epoch: string; confirmed: Lsn },
): string | undefined => {
  if (state === undefined) return 'Redis holds no read side';
  if (state.epoch !== at.epoch) return 'PostgreSQL has another history now (a failover or a restore)';
  if (state.position < at.confirmed) return 'Redis has forgotten more than PostgreSQL still streams';
  return undefined;
};

const nextEra = (before: string | undefined): string => {
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const era = before === undefined ? nowSeconds : Math.max(nowSeconds, Number.parseInt(before, 16) + 1);
  return era.toString(16).padStart(8, '0');
};
