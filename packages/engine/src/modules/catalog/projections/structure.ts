/**
 * How the catalogue is ordered, as one document: the category tree with its counts, the collections with theirs, the
 * types of attributes, and former handles. `catalogue:<generation>:{structure}`, a hash of `structure` (JSON), `asOf`,
 * and `dirty` while something has changed since that is not counted yet.
 *
 * Counting reads all products (15 ms for 50,000), so it is done at once where it is quick, and else now and then.
 */
import type { AttributeType, Category } from '@cartwright/contract';
import { isOf, seesAll, sortableLsn, type Transaction } from '../../../platform/cdc/index.ts';
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
import { countedCategories } from '../queries/list-categories.ts';

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

const load = async (db: Queryable): Promise<Structure> => {
  const former = await many(db, selectFormer, {});
  const handles = (kind: 'category' | 'collection') =>
    Object.fromEntries(former.flatMap((row) => (row.kind === kind ? [[row.handle, row.present]] : [])));
  return {
    categories: await countedCategories(db),
    collections: await storedCollections(db),
    attributeTypes: await listAttributeTypes(db),
    formerCategoryHandles: handles('category'),
    formerCollectionHandles: handles('collection'),
  };
};

/** Counting that takes longer than this waits for a quieter moment: this many times its own duration. */
const QUICK_MS = 25;
const REST_FACTOR = 20;

export const structureProjection = (): Projection => {
  let tookMs = 0;
  let countedAtMs = 0;
  let waiting: Transaction[] = [];

  const count = async (
    db: Database,
    transactions: readonly Transaction[],
    versionOf: (transaction: Transaction) => string,
  ): Promise<Effects> => {
    const last = transactions.at(-1);
    if (last === undefined) return NO_EFFECTS;
    const startedAt = performance.now();
    const xids = transactions.slice(-XIDS_MAX).map(({ xid }) => xid);
    const structure = await untilVisible(() =>
      inSnapshot(db, async (snapshot) => ((await seesAll(snapshot, xids)) ? load(snapshot) : undefined)),
    );
    countedAtMs = performance.now();
    tookMs = countedAtMs - startedAt;
    waiting = [];
    return effectsOf(versionOf(last), {
      structure: JSON.stringify(structure),
      asOf: sortableLsn(last.commitLsn),
      dirty: '',
    });
  };

  return {
    name: STRUCTURE,
    format: '1',
    tables: TABLES,
    anew: true,
    prefixes: ['catalogue'],

    async effects(transactions, { db, versionOf }) {
      const relevant = transactions.filter(concernsStructure);
      const last = relevant.at(-1);
      if (last === undefined) return NO_EFFECTS;
      waiting.push(...relevant);
      if (waiting.length > XIDS_MAX) waiting = waiting.slice(-XIDS_MAX);
      if (tookMs <= QUICK_MS || rested()) return count(db, waiting, versionOf);
      return effectsOf(versionOf(last), { dirty: '1' });
    },

    async settle({ db, versionOf }) {
      return waiting.length > 0 && rested() ? count(db, waiting, versionOf) : NO_EFFECTS;
    },

    count: async () => 1,

    async *fill(snapshot, { generation, version }) {
      const structure = JSON.stringify(await load(snapshot));
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

const effectsOf = (version: string, fields: Record<string, string>): Effects => ({
  calls: (generation) => [putDocument({ key: structureKey(generation), version, fields })],
  feed: [['structure']],
});

const TABLES = [
  changes.categoryChanges,
  changes.productChanges,
  changes.mediaChanges,
  changes.collectionChanges,
  changes.collectionCategoryChanges,
  changes.collectionProductChanges,
  changes.attributeTypeChanges,
  changes.formerHandleChanges,
];

const concernsStructure = ({ changes: all }: Transaction): boolean =>
  all.some(
    (change) =>
      TABLES.some((table) => table.name === change.table.name) &&
      // A new picture is nobody's yet; a former handle of a product is none of the structure's.
      !(isOf(change, changes.mediaChanges) && change.kind === 'insert') &&
      !(
        isOf(change, changes.formerHandleChanges) &&
        change.kind !== 'delete' &&
        change.kind !== 'truncate' &&
        change.row.kind === 'product'
      ),
  );
