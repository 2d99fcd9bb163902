/**
 * Compares read models with the truth, a slice at a time, repairs what differs and writes it down. What is merely on its
 * way is not counted: a difference has to be there still when the stream has passed the moment of the comparison, and
 * the stream must not have touched the document since before it, or the document may be newer than what it is held to.
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

/** Looks this often before a difference counts; the first look takes nothing into account. */
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
  const versions = () =>
    withRedis(options.redis, () =>
      Promise.all(strays.map((document) => options.redis.hmGet(keys.get(document) ?? '', ['v', 'gone']))),
    );
  const before = await versions();
  const again = await inSnapshot(options.db, (snapshot) =>
    reconcile.slice(snapshot, { generation, documents: strays }),
  );
  await catchUp(options);
  const after = await versions();
  const found = strays
    .filter((document, index) => {
      const [version, gone] = after[index] ?? [];
      const untouched = version != null && version === before[index]?.[0];
      return untouched && gone == null && !again.documents.has(document);
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
  if (reconcile === undefined) return [];
  let suspects = await compare(options.redis, documents);
  for (let look = 1; look < LOOKS && suspects.size > 0; look += 1) {
    // What is gone meanwhile is the sweep's business.
    const again = await inSnapshot(options.db, (snapshot) =>
      reconcile.slice(snapshot, { generation, documents: [...suspects.keys()] }),
    );
    await catchUp(options);
    const still = await compare(options.redis, again.documents);
    suspects = new Map(
      [...still].filter(([document, { version }]) => version === suspects.get(document)?.version),
    );
  }
  const found = [...suspects.values()].map(({ drift }) => drift);
  await repair(projection, options, generation, found);
  return found;
};

/** A difference, and the version of the document in which it was seen; null where there is none. */
type Suspect = { drift: Drift; version: string | null };

const compare = async (
  redis: Redis,
  documents: ReadonlyMap<string, Expected>,
): Promise<Map<string, Suspect>> => {
  const wanted = [...documents];
  const actual = await withRedis(redis, () =>
    Promise.all(wanted.map(([, { key, fields }]) => redis.hmGet(key, ['v', ...Object.keys(fields)]))),
  );
  return new Map(
    wanted.flatMap(([document, { fields }], index) => {
      const [version = null, ...values] = actual[index] ?? [];
      const drift = driftOf(document, fields, values);
      return drift === undefined ? [] : [[document, { drift, version }] as const];
    }),
  );
};

const driftOf = (
  document: string,
  fields: Expected['fields'],
  values: readonly (string | null)[],
): Drift | undefined => {
  if (values.every((value) => value == null)) return { document, kind: 'missing', detail: 'not in Redis' };
  const at = Object.values(fields).findIndex((value, index) => values[index] !== value);
  if (at === -1) return undefined;
  const [field, value] = Object.entries(fields)[at] ?? [];
  const have = values[at] ?? 'nothing';
  return { document, kind: 'different', detail: `${field}: Redis has ${have}, PostgreSQL ${value}` };
};

const repair = async (
  projection: Projection,
  { db, projector }: ReconcileOptions,
  generation: string,
  found: readonly Drift[],
): Promise<void> => {
  const leadership = projector.leadership();
  const { reconcile } = projection;
  if (found.length === 0 || reconcile === undefined) return;
  if (leadership === undefined) throw new ReadSideMoved('this process no longer leads');
  const documents = found.map(({ document }) => document);
  await projector.write(leadership, async () => {
    // As new as all that was applied before the truth is read: what is applied after it is newer, and stays.
    const version = versionOf(leadership.era, leadership.position);
    const { calls, feed } = await reconcile.repair(db, documents, { generation, version });
    return { calls, changed: feed };
  });
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
