/**
 * How the catalogue is ordered, as one document: the category tree with its counts, the collections with theirs, the
 * types of attributes, and former handles. `catalogue:<generation>:{structure}`, a hash of `structure` (JSON), `asOf`,
 * and `dirty` while something has changed since that is not counted yet.
 *
 * Counting reads all products (15 ms for 50,000), so it is done at once where it is quick, and else now and then. What
 * staff has changed shows at once all the same, with the counts as they were.
 */
import type { AttributeType, Category } from '@cartwright/contract';
import {
  type ChangeTable,
  isOf,
  seesAll,
  sortableLsn,
  type Transaction,
} from '../../../platform/cdc/index.ts';
import type { Database } from '../../../platform/postgres.ts';
import {
  type Effects,
  fillDocument,
  NO_EFFECTS,
  type Projection,
  putDocument,
} from '../../../platform/read-side/index.ts';
import { untilVisible } from '../../../platform/read-side/visible.ts';
import { inSnapshot } from '../../../platform/snapshot.ts';
import { many, type Queryable, statement, t } from '../../../platform/sql.ts';
import * as changes from '../changes.ts';
import { listAttributeTypes } from '../queries/attribute-types.ts';
import { type StoredCollection, storedCollections } from '../queries/collections.ts';
import { type CategoryRow, categoryRows, treeOf } from '../queries/list-categories.ts';

export const STRUCTURE = 'categories';

export const structureKey = (generation: string): string => `catalogue:${generation}:{structure}`;

export type Structure = {
  categories: Category[];
  collections: StoredCollection[];
  attributeTypes: AttributeType[];
  /** Present handles of categories, and ids of collections, by former handles. */
  formerCategoryHandles: Record<string, string>;
  formerCollectionHandles: Record<string, string>;
};

// A few rows, by the indexes former_handle_category and former_handle_collection.
const selectFormer = statement({
  name: 'catalog.selectFormerStructure',
  text: `
    SELECT former.kind, former.handle, coalesce(category.handle, former.collection_id::text) AS present
    FROM catalog.former_handle AS former
    LEFT JOIN catalog.category ON category.category_id = former.category_id
    WHERE former.kind IN ('category', 'collection')`,
  params: {},
  row: { kind: t.words<'category' | 'collection'>(), handle: t.text, present: t.text },
});

/** Active products in each category itself and in each collection, by id. */
type Counts = { categories: Map<string, number>; collections: Map<string, number> };

/** The structure as it is now, counted now or with the counts of an earlier time. */
const load = async (db: Queryable, earlier?: Counts): Promise<{ structure: Structure; counts: Counts }> => {
  const former = await many(db, selectFormer, {});
  const handles = (kind: 'category' | 'collection') =>
    Object.fromEntries(former.flatMap((row) => (row.kind === kind ? [[row.handle, row.present]] : [])));
  const counted = earlier === undefined;
  const rows: CategoryRow[] = await categoryRows(db, { counted });
  const collections = await storedCollections(db, { counted });
  if (earlier !== undefined) {
    for (const row of rows) row.products = earlier.categories.get(row.categoryId) ?? 0;
    for (const row of collections) row.products = earlier.collections.get(row.collectionId) ?? 0;
  }
  return {
    structure: {
      categories: treeOf(rows),
      collections,
      attributeTypes: await listAttributeTypes(db),
      formerCategoryHandles: handles('category'),
      formerCollectionHandles: handles('collection'),
    },
    counts: {
      categories: new Map(rows.map(({ categoryId, products }) => [categoryId, products])),
      collections: new Map(collections.map(({ collectionId, products }) => [collectionId, products])),
    },
  };
};

/** Counting that takes longer than this waits for a quieter moment: this many times its own duration. */
const QUICK_MS = 25;
const REST_FACTOR = 20;

type VersionOf = (transaction: Transaction) => string;

export const structureProjection = (): Projection => {
  let tookMs = 0;
  let countedAtMs = 0;
  let counts: Counts | undefined;
  let waiting: Transaction[] = [];

  const count = async (db: Database, versionOf: VersionOf): Promise<Effects> => {
    const last = waiting.at(-1);
    if (last === undefined) return NO_EFFECTS;
    const startedAt = performance.now();
    const counted = await loadSeeing(db, waiting);
    counts = counted.counts;
    countedAtMs = performance.now();
    tookMs = countedAtMs - startedAt;
    waiting = [];
    return effectsOf(versionOf(last), {
      structure: JSON.stringify(counted.structure),
      asOf: sortableLsn(last.commitLsn),
      dirty: '',
    });
  };

  return {
    name: STRUCTURE,
    format: '1',
    tables: [...SHAPE, ...COUNTED],
    anew: true,
    prefixes: ['catalogue'],

    async effects(transactions, { db, versionOf }) {
      const relevant = transactions.filter(concernsStructure);
      const last = relevant.at(-1);
      if (last === undefined) return NO_EFFECTS;
      waiting.push(...relevant);
      if (waiting.length > XIDS_MAX) waiting = waiting.slice(-XIDS_MAX);
      if (counts === undefined || tookMs <= QUICK_MS || rested()) return count(db, versionOf);
      if (!relevant.some(changesShape)) return effectsOf(versionOf(last), { dirty: '1' });
      const { structure } = await loadSeeing(db, relevant, counts);
      return effectsOf(versionOf(last), { structure: JSON.stringify(structure), dirty: '1' });
    },

    async settle({ db, versionOf }) {
      return waiting.length > 0 && rested() ? count(db, versionOf) : NO_EFFECTS;
    },

    count: async () => 1,

    async *fill(snapshot, { generation, version }) {
      const loaded = await load(snapshot);
      counts = loaded.counts;
      const structure = JSON.stringify(loaded.structure);
      const fields = { structure, asOf: version.slice(8, 24), dirty: '' };
      yield { documents: 1, calls: [fillDocument({ key: structureKey(generation), version, fields })] };
    },
  };

  function rested(): boolean {
    return performance.now() - countedAtMs > tookMs * REST_FACTOR;
  }
};

/** Later transactions are seen only when their predecessors on the one row of catalog.revision are. */
const XIDS_MAX = 200;

/** Loads it where everything that these transactions did is seen. */
const loadSeeing = (db: Database, transactions: readonly Transaction[], earlier?: Counts) => {
  const xids = transactions.slice(-XIDS_MAX).map(({ xid }) => xid);
  return untilVisible(() =>
    inSnapshot(db, async (snapshot) =>
      (await seesAll(snapshot, xids)) ? load(snapshot, earlier) : undefined,
    ),
  );
};

const effectsOf = (version: string, fields: Record<string, string>): Effects => ({
  calls: (generation) => [putDocument({ key: structureKey(generation), version, fields })],
  feed: [['structure']],
});

/** What staff names, moves and orders. */
const SHAPE = [
  changes.categoryChanges,
  changes.collectionChanges,
  changes.collectionCategoryChanges,
  changes.attributeTypeChanges,
  changes.formerHandleChanges,
  changes.mediaChanges,
];
/** What is only counted. */
const COUNTED = [changes.productChanges, changes.collectionProductChanges];

const concerns = (tables: readonly ChangeTable[], { changes: all }: Transaction): boolean =>
  all.some(
    (change) =>
      tables.some((table) => table.name === change.table.name) &&
      // A new picture is nobody's yet; a former handle of a product is none of the structure's.
      !(isOf(change, changes.mediaChanges) && change.kind === 'insert') &&
      !(
        isOf(change, changes.formerHandleChanges) &&
        change.kind !== 'delete' &&
        change.kind !== 'truncate' &&
        change.row.kind === 'product'
      ),
  );

const changesShape = (transaction: Transaction): boolean => concerns(SHAPE, transaction);
const concernsStructure = (transaction: Transaction): boolean =>
  concerns([...SHAPE, ...COUNTED], transaction);
