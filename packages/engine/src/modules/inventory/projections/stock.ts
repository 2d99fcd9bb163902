/**
 * The stock of each SKU in Redis, rebuilt where it is: what carts will hold of it lives beside these numbers and is no
 * read model. Key `stock:<generation>:{<sku>}`, a hash of `onHand`, `allocated`, `setAside`.
 */
import { isOf } from '../../../platform/cdc/index.ts';
import type { ScriptCall } from '../../../platform/lua.ts';
import {
  type FeedItem,
  fillDocument,
  type Projection,
  putDocument,
  removeDocument,
} from '../../../platform/read-side/index.ts';
import { pages } from '../../../platform/read-side/pages.ts';
import { many, one, statement, t } from '../../../platform/sql.ts';
import { stockChanges } from '../changes.ts';
import { availableToSell, type Stock } from '../domain/allocation.ts';

export const STOCK = 'stock';

export const stockKey = (generation: string, sku: string): string => `stock:${generation}:{${sku}}`;

type Row = Stock & { sku: string };

// A range of the primary key.
const selectAfter = statement({
  name: 'inventory.selectStockAfter',
  text: `
    SELECT sku, on_hand AS "onHand", allocated, set_aside AS "setAside"
    FROM inventory.stock WHERE sku > $1 ORDER BY sku LIMIT $2`,
  params: { after: t.text, limit: t.int8 },
  row: { sku: t.text, onHand: t.int4, allocated: t.int4, setAside: t.int4 },
});
const selectSome = statement({
  name: 'inventory.selectStockOf',
  text: `
    SELECT sku, on_hand AS "onHand", allocated, set_aside AS "setAside" FROM inventory.stock WHERE sku = ANY($1)`,
  params: { skus: t.textArray },
  row: { sku: t.text, onHand: t.int4, allocated: t.int4, setAside: t.int4 },
});
const countStock = statement({
  name: 'inventory.countStock',
  text: `SELECT count(*) AS count FROM inventory.stock`,
  params: {},
  row: { count: t.int8 },
});

export const stockProjection: Projection = {
  name: STOCK,
  format: '1',
  tables: [stockChanges],
  inPlace: true,
  prefixes: ['stock'],

  async effects(transactions, { versionOf }) {
    // Of many changes of a SKU in one batch only the last one matters: a hot SKU is one write.
    const latest = new Map<string, { row: Row | undefined; version: string }>();
    for (const transaction of transactions)
      for (const change of transaction.changes) {
        if (!isOf(change, stockChanges) || change.kind === 'truncate') continue;
        const version = versionOf(transaction);
        if (change.kind === 'delete') {
          if (change.old.sku !== undefined) latest.set(change.old.sku, { row: undefined, version });
          continue;
        }
        const { sku, on_hand: onHand, allocated, set_aside: setAside } = change.row;
        if (sku === undefined || onHand === undefined || allocated === undefined || setAside === undefined)
          continue;
        // Sets are in the order of insertion; a renamed SKU is another one.
        if (change.kind === 'update' && change.old?.sku !== undefined && change.old.sku !== sku)
          latest.set(change.old.sku, { row: undefined, version });
        latest.set(sku, { row: { sku, onHand, allocated, setAside }, version });
      }
    return {
      calls: (generation) =>
        [...latest].map(([sku, { row, version }]) => {
          const key = stockKey(generation, sku);
          return row === undefined
            ? removeDocument({ key, version })
            : putDocument({ key, version, fields: fieldsOf(row) });
        }),
      feed: [...latest].map(
        ([sku, { row }]): FeedItem => ['stock', sku, row === undefined ? 0 : availableToSell(row)],
      ),
    };
  },

  count: async (db) => (await one(db, countStock, {})).count,

  async *fill(snapshot, { generation, version }) {
    const rows = pages<Row, string>(
      (after, limit) => many(snapshot, selectAfter, { after: after ?? '', limit }),
      ({ sku }) => sku,
    );
    for await (const portion of rows)
      yield { documents: portion.length, calls: portion.map((row) => written(row, generation, version)) };
  },

  reconcile: {
    async slice(db, of) {
      const rows =
        'documents' in of
          ? await many(db, selectSome, { skus: [...of.documents] })
          : await many(db, selectAfter, { after: of.after, limit: of.limit });
      return {
        documents: new Map(
          rows.map((row) => [row.sku, { key: stockKey(of.generation, row.sku), fields: fieldsOf(row) }]),
        ),
        next: 'limit' in of && rows.length === of.limit ? rows.at(-1)?.sku : undefined,
      };
    },

    async repair(db, skus, { generation, version }) {
      const rows = new Map((await many(db, selectSome, { skus: [...skus] })).map((row) => [row.sku, row]));
      return {
        calls: skus.map((sku) => {
          const row = rows.get(sku);
          const key = stockKey(generation, sku);
          return row === undefined
            ? removeDocument({ key, version })
            : putDocument({ key, version, fields: fieldsOf(row) });
        }),
        feed: skus.map((sku) => {
          const row = rows.get(sku);
          return ['stock', sku, row === undefined ? 0 : availableToSell(row)] as const;
        }),
      };
    },
  },
};

const written = (row: Row, generation: string, version: string): ScriptCall =>
  fillDocument({ key: stockKey(generation, row.sku), version, fields: fieldsOf(row) });

const fieldsOf = ({ onHand, allocated, setAside }: Stock) => ({
  onHand: String(onHand),
  allocated: String(allocated),
  setAside: String(setAside),
});
