/**
 * Compares read models with the truth, a slice at a time, repairs what differs and writes it down. What is merely on its
 * way is not counted: a difference has to be there still when the stream has passed the moment of the comparison.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { walEnd } from '../cdc/index.ts';
import type { Database } from '../postgres.ts';
import { isCluster, type Redis, withRedis } from '../redis.ts';
import { inSnapshot } from '../snapshot.ts';
import { versionOf } from './document.ts';
import type { Expected, Projection } from './projection.ts';
import { type Projector, ReadSideMoved } from './projector.ts';
import { type Drift, type Findings, recordDrift } from './tasks.ts';

export type ReconcileOptions = { db: Database; redis: Redis; projector: Projector; ping(): void };

type Compared = { looked: number; found: Drift[]; next: string | undefined };

/** Looks this often before a difference counts. */
const LOOKS = 3;
const CATCH_UP_MS = 10_000;
const POLL_MS = 5;

/** Compares one slice of the truth with the model and makes it right. */
export const reconcileSlice = async (
  projection: Projection,
  options: ReconcileOptions,
  from: { after: string; limit: number },
): Promise<Compared> => {
  const { reconcile } = projection;
  const generation = wholeOf(projection, options.projector);
  if (reconcile === undefined || generation === undefined) return NOTHING;
  const first = await inSnapshot(options.db, (snapshot) =>
    reconcile.slice(snapshot, { generation, ...from }),
  );
  const found = await settleAndRepair(projection, options, generation, first.documents);
  return { looked: first.documents.size, found, next: first.next };
};

/** Looks for documents that the truth does not know, and removes them: a step of the keys each time. */
export async function* sweepLeftOver(
  projection: Projection,
  options: ReconcileOptions,
): AsyncGenerator<Compared> {
  const { reconcile, prefixes } = projection;
  const generation = wholeOf(projection, options.projector);
  if (reconcile === undefined || generation === undefined) return;
  const { redis } = options;
  for (const node of isCluster(redis)
    ? await Promise.all(redis.masters.map((master) => redis.nodeClient(master)))
    : [redis]) {
    let cursor = '0';
    do {
      const step = await withRedis(redis, () =>
        node.scan(cursor, { MATCH: `${prefixes[0]}:${generation}:*`, COUNT: SCAN_COUNT }),
      );
      cursor = String(step.cursor);
      const keys = new Map(step.keys.map((key) => [nameOf(String(key)), String(key)]));
      const found = keys.size === 0 ? [] : await leftOver(projection, options, generation, keys);
      yield { looked: 0, found, next: undefined };
    } while (cursor !== '0');
  }
}

const SCAN_COUNT = 500;

const leftOver = async (
  projection: Projection,
  options: ReconcileOptions,
  generation: string,
  keys: ReadonlyMap<string, string>,
): Promise<Drift[]> => {
  const { reconcile } = projection;
  if (reconcile === undefined) return [];
  const documents = [...keys.keys()];
  const expected = await inSnapshot(options.db, (snapshot) =>
    reconcile.slice(snapshot, { generation, documents }),
  );
  const strays = documents.filter((document) => !expected.documents.has(document));
  if (strays.length === 0) return [];
  await catchUp(options);
  const there = await withRedis(options.redis, () =>
    Promise.all(strays.map((document) => options.redis.hmGet(keys.get(document) ?? '', ['v', 'gone']))),
  );
  const again = await inSnapshot(options.db, (snapshot) =>
    reconcile.slice(snapshot, { generation, documents: strays }),
  );
  const found = strays
    .filter((document, index) => {
      const [version, gone] = there[index] ?? [];
      return version != null && gone == null && !again.documents.has(document);
    })
    .map((document): Drift => ({ document, kind: 'left-over', detail: 'PostgreSQL does not know it' }));
  await repair(projection, options, generation, found);
  return found;
};

const settleAndRepair = async (
  projection: Projection,
  options: ReconcileOptions,
  generation: string,
  documents: ReadonlyMap<string, Expected>,
): Promise<Drift[]> => {
  const { reconcile } = projection;
  let suspects: ReadonlyMap<string, Expected> = documents;
  let found: Drift[] = [];
  for (let look = 0; look < LOOKS && reconcile !== undefined; look += 1) {
    if (look > 0) await catchUp(options);
    found = await compare(options.redis, suspects);
    if (found.length === 0) return [];
    const again = await inSnapshot(options.db, (snapshot) =>
      reconcile.slice(snapshot, { generation, documents: found.map(({ document }) => document) }),
    );
    // What is gone meanwhile is the sweep's business.
    suspects = again.documents;
    found = found.filter(({ document }) => suspects.has(document));
  }
  await repair(projection, options, generation, found);
  return found;
};

const compare = async (redis: Redis, documents: ReadonlyMap<string, Expected>): Promise<Drift[]> => {
  const wanted = [...documents];
  const actual = await withRedis(redis, () =>
    Promise.all(wanted.map(([, { key, fields }]) => redis.hmGet(key, Object.keys(fields)))),
  );
  return wanted.flatMap(([document, { fields }], index): Drift[] => {
    const values = actual[index] ?? [];
    if (values.every((value) => value == null))
      return [{ document, kind: 'missing', detail: 'not in Redis' }];
    const differing = Object.entries(fields).find(([, value], at) => values[at] !== value);
    if (differing === undefined) return [];
    const [field, value] = differing;
    const have = values[Object.keys(fields).indexOf(field)] ?? 'nothing';
    return [{ document, kind: 'different', detail: `${field}: Redis has ${have}, PostgreSQL ${value}` }];
  });
};

const repair = async (
  projection: Projection,
  { db, projector }: ReconcileOptions,
  generation: string,
  found: readonly Drift[],
): Promise<void> => {
  const leadership = projector.leadership();
  if (found.length === 0 || projection.reconcile === undefined) return;
  if (leadership === undefined) throw new ReadSideMoved('this process no longer leads');
  // As new as all that was applied before the truth is read: what is applied after it is newer, and stays.
  const version = versionOf(leadership.era, leadership.position);
  const documents = found.map(({ document }) => document);
  const { calls, feed } = await projection.reconcile.repair(db, documents, { generation, version });
  await projector.write(calls, { changed: feed });
  await recordDrift(db, projection.name, found);
};

/** Waits until the stream has passed everything that is committed now. */
const catchUp = async ({ db, projector, ping }: ReconcileOptions): Promise<void> => {
  const end = await walEnd(db);
  const giveUpAt = performance.now() + CATCH_UP_MS;
  for (;;) {
    const leadership = projector.leadership();
    if (leadership === undefined) throw new ReadSideMoved('this process no longer leads');
    if (leadership.position >= end) return;
    if (performance.now() > giveUpAt) throw new Error('the change stream is too far behind to compare');
    ping();
    await sleep(POLL_MS);
  }
};

const wholeOf = ({ name }: Projection, projector: Projector): string | undefined =>
  projector.leadership()?.whole.get(name)?.generation;

const NOTHING: Compared = { looked: 0, found: [], next: undefined };

/** The name of a document, which is its key's hash tag. */
const nameOf = (key: string): string => key.slice(key.indexOf('{') + 1, -1);

/** Adds up what comparisons have found. */
export const addFindings = (to: Findings, { looked, found }: Compared): void => {
  to.looked += looked;
  for (const { kind } of found) to[kind === 'left-over' ? 'leftOver' : kind] += 1;
};
