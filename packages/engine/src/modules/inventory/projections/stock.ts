/**
 * The stock of each SKU in Redis, rebuilt where it is: what carts hold of it lives beside these numbers and is no read
 * model. Key `stock:<generation>:{<sku>}`, a hash of `onHand`, `allocated`, `setAside`; `held` in it is not ours. A
 * movement that carries a hold's id has turned that hold into an allocation: it is dropped in the same step.
 */
import { isOf } from '../../../platform/cdc/index.ts';
import type { ScriptCall } from '../../../platform/lua.ts';
import type { FeedItem, Projection } from '../../../platform/read-side/index.ts';
import { pages } from '../../../platform/read-side/pages.ts';
import { many, one, statement, t } from '../../../platform/sql.ts';
import { holdMovements, stockChanges } from '../changes.ts';
import { availableToSell, type Stock } from '../domain/allocation.ts';
import { applyCall } from '../holds/scripts.ts';
import { stockKey } from '../keys.ts';

export const STOCK = 'stock';
/** The kind of what the feed tells when another number of a SKU is held; how many, Redis knows. */
export const HELD = 'held';

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
  tables: [stockChanges, holdMovements],
  inPlace: true,
  prefixes: ['stock'],

  async effects(transactions, { versionOf }) {
    // Of many changes of a SKU in one batch only the last one matters: a hot SKU is one write.
    const latest = new Map<string, Latest>();
    const note = (sku: string, seen: Partial<Latest> & { version: string }): void => {
      const before = latest.get(sku);
      latest.set(sku, { row: before?.row, holdIds: before?.holdIds ?? [], ...seen });
    };
    for (const transaction of transactions)
      for (const change of transaction.changes) {
        const version = versionOf(transaction);
        if (isOf(change, holdMovements) && change.kind === 'insert') {
          const { sku, hold_id: holdId } = change.row;
          if (holdId !== null) note(sku, { version, holdIds: [...(latest.get(sku)?.holdIds ?? []), holdId] });
          continue;
        }
        if (!isOf(change, stockChanges) || change.kind === 'truncate') continue;
        if (change.kind === 'delete') {
          if (change.old.sku !== undefined) note(change.old.sku, { row: null, version });
          continue;
        }
        const { sku, on_hand: onHand, allocated, set_aside: setAside } = change.row;
        if (sku === undefined || onHand === undefined || allocated === undefined || setAside === undefined)
          continue;
        // Sets are in the order of insertion; a renamed SKU is another one.
        if (change.kind === 'update' && change.old?.sku !== undefined && change.old.sku !== sku)
          note(change.old.sku, { row: null, version });
        note(sku, { row: { sku, onHand, allocated, setAside }, version });
      }
    return {
      calls: (generation) =>
        [...latest].map(([sku, { row, version, holdIds }]) =>
          applyCall({ at: { generation, sku }, version, stock: row, holdIds }),
        ),
      feed: [...latest].flatMap(([sku, { row, holdIds }]) => [
        ...(row === undefined ? [] : [told(sku, row)]),
        ...(holdIds.length === 0 ? [] : [[HELD, sku] as const]),
      ]),
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
        calls: skus.map((sku) =>
          applyCall({ at: { generation, sku }, version, stock: rows.get(sku) ?? null }),
        ),
        feed: skus.map((sku) => told(sku, rows.get(sku) ?? null)),
      };
    },
  },
};

/** What the last of some changes has made of a SKU: null when it is gone, undefined when only holds were dropped. */
type Latest = { row: Row | null | undefined; version: string; holdIds: string[] };

/** What could be sold of a SKU if nothing were held of it. */
const told = (sku: string, row: Row | null): FeedItem => [
  'stock',
  sku,
  row === null ? 0 : availableToSell(row),
];

const written = (row: Row, generation: string, version: string): ScriptCall =>
  applyCall({ at: { generation, sku: row.sku }, version, stock: row });

const fieldsOf = ({ onHand, allocated, setAside }: Stock) => ({
  onHand: String(onHand),
  allocated: String(allocated),
  setAside: String(setAside),
});
