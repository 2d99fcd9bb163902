/**
 * The catalogue as documents, queried without joins. `product:<generation>:{<id>}` is a hash of `body`, the product
 * without its stock, and `card`, what lists need of it ('' when lists do not show it). Beside them what finds a product:
 * `product-handle:…:{<handle>}` (present and former ones) and `product-sku:…:{<sku>}`, hashes of `productId`, and
 * `product-ids:…:{all}`. Those may point to a product that has since given the handle or SKU away: who follows one looks.
 *
 * The stream says which products a transaction has touched; what they are is read from the tables, in one snapshot that
 * sees these transactions. A catalogue changes seldom and is wide: mirrors of sixteen tables in Redis would cost more.
 */
import { seesAll } from '../../../platform/cdc/index.ts';
import type { ScriptCall } from '../../../platform/lua.ts';
import type { Database } from '../../../platform/postgres.ts';
import {
  type FeedItem,
  fillDocument,
  NO_EFFECTS,
  type Projection,
  putDocument,
  removeDocument,
  updateIndex,
} from '../../../platform/read-side/index.ts';
import { pages } from '../../../platform/read-side/pages.ts';
import { untilVisible } from '../../../platform/read-side/visible.ts';
import { inSnapshot } from '../../../platform/snapshot.ts';
import { many, one, type Queryable, statement, t } from '../../../platform/sql.ts';
import type { Card } from '../list-index/card.ts';
import { selectCards } from '../list-index/select-cards.ts';
import { type StoredProduct, storedProducts } from '../queries/find-product.ts';
import { PRODUCT_TABLES, productsOf, type Touched, touchedBy } from './touched-products.ts';

export const PRODUCTS = 'products';

export const productKey = (generation: string, productId: string): string =>
  `product:${generation}:{${productId}}`;
export const handleKey = (generation: string, handle: string): string =>
  `product-handle:${generation}:{${handle}}`;
export const skuKey = (generation: string, sku: string): string => `product-sku:${generation}:{${sku}}`;
export const productIdsKey = (generation: string): string => `product-ids:${generation}:{all}`;

/** Beyond so many products of one batch each process is told that all may have changed. */
const FEED_MAX = 5_000;
/** Documents read in one statement. */
const READ_MAX = 500;

// A range of the primary key.
const selectIdsAfter = statement({
  name: 'catalog.selectProductIdsAfter',
  text: `SELECT product_id AS "productId" FROM catalog.product WHERE product_id > $1 ORDER BY product_id LIMIT $2`,
  params: { after: t.text, limit: t.int8 },
  row: { productId: t.text },
});
const countProducts = statement({
  name: 'catalog.countProducts',
  text: `SELECT count(*) AS count FROM catalog.product`,
  params: {},
  row: { count: t.int8 },
});
// Index former_handle_product.
const selectFormerHandles = statement({
  name: 'catalog.selectFormerHandlesOf',
  text: `
    SELECT product_id AS "productId", handle FROM catalog.former_handle
    WHERE kind = 'product' AND product_id = ANY($1)`,
  params: { productIds: t.textArray },
  row: { productId: t.nullable(t.text), handle: t.text },
});

/** A product with everything that its documents are made of. */
type Whole = { product: StoredProduct; card: Card | undefined; formerHandles: string[] };

export const productProjection = ({ currency }: { currency: string }): Projection => {
  const load = async (db: Queryable, productIds: readonly string[]): Promise<Map<string, Whole>> => {
    const wholes = new Map<string, Whole>();
    for (let at = 0; at < productIds.length; at += READ_MAX) {
      const ids = productIds.slice(at, at + READ_MAX);
      const products = await storedProducts(db, ids, currency);
      const cards = new Map((await selectCards(db, ids, currency)).map((card) => [card.productId, card]));
      const handles = Map.groupBy(
        await many(db, selectFormerHandles, { productIds: ids }),
        ({ productId }) => productId,
      );
      for (const product of products)
        wholes.set(product.productId, {
          product,
          card: cards.get(product.productId),
          formerHandles: (handles.get(product.productId) ?? []).map(({ handle }) => handle),
        });
    }
    return wholes;
  };

  const callsOf = (
    whole: Whole,
    to: { generation: string; version: string },
    put: typeof putDocument,
  ): ScriptCall[] => {
    const { generation, version } = to;
    const { product, formerHandles } = whole;
    const { productId } = product;
    return [
      put({ key: productKey(generation, productId), version, fields: fieldsOf(whole) }),
      ...[product.handle, ...formerHandles].map((handle) =>
        put({ key: handleKey(generation, handle), version, fields: { productId } }),
      ),
      ...product.variants.map(({ sku }) =>
        put({ key: skuKey(generation, sku), version, fields: { productId } }),
      ),
    ];
  };

  const ids = (generation: string, members: readonly { score: number | null; member: string }[]) =>
    members.length === 0 ? [] : [updateIndex({ key: productIdsKey(generation), scoreMin: 0, members })];

  const write = (
    wholes: ReadonlyMap<string, Whole>,
    wanted: readonly string[],
    { generation, versionOf }: { generation: string; versionOf: (productId: string) => string },
  ): ScriptCall[] => [
    ...wanted.flatMap((productId) => {
      const whole = wholes.get(productId);
      const version = versionOf(productId);
      return whole === undefined
        ? [removeDocument({ key: productKey(generation, productId), version })]
        : callsOf(whole, { generation, version }, putDocument);
    }),
    ...ids(
      generation,
      wanted.map((member) => ({ score: wholes.has(member) ? 0 : null, member })),
    ),
  ];

  return {
    name: PRODUCTS,
    format: `1:${currency}`,
    tables: PRODUCT_TABLES,
    prefixes: ['product', 'product-handle', 'product-sku', 'product-ids'],

    async effects(transactions, { db, versionOf }) {
      const touched = touchedBy(transactions);
      if (touched === undefined) return NO_EFFECTS;
      const xids = transactions.map(({ xid }) => xid);
      const wholes = await readTouched(db, xids, touched, load);
      // All of it is as new as the last of these transactions, or newer.
      const last = transactions.at(-1);
      const version = last === undefined ? '' : versionOf(last);
      const productIds = [...wholes.ids];
      return {
        calls: (generation) => write(wholes.found, productIds, { generation, versionOf: () => version }),
        feed:
          productIds.length > FEED_MAX
            ? [['products', version]]
            : productIds.map((productId) => told(productId, wholes.found.get(productId))),
      };
    },

    count: async (db) => (await one(db, countProducts, {})).count,

    async *fill(snapshot, { generation, version }) {
      const portions = pages<{ productId: string }, string>(
        (after, limit) => many(snapshot, selectIdsAfter, { after: after ?? '', limit }),
        ({ productId }) => productId,
      );
      for await (const portion of portions) {
        const found = await load(
          snapshot,
          portion.map(({ productId }) => productId),
        );
        const calls = [...found.values()].flatMap((whole) =>
          callsOf(whole, { generation, version }, fillDocument),
        );
        yield {
          documents: portion.length,
          calls: [
            ...calls,
            ...ids(
              generation,
              portion.map(({ productId }) => ({ score: 0, member: productId })),
            ),
          ],
        };
      }
    },

    reconcile: {
      async slice(db, of) {
        const wanted =
          'documents' in of
            ? [...of.documents]
            : (await many(db, selectIdsAfter, of)).map(({ productId }) => productId);
        const found = await load(db, wanted);
        return {
          documents: new Map(
            [...found].map(([productId, whole]) => [
              productId,
              { key: productKey(of.generation, productId), fields: fieldsOf(whole) },
            ]),
          ),
          next: 'limit' in of && wanted.length === of.limit ? wanted.at(-1) : undefined,
        };
      },

      async repair(db, productIds, { generation, version }) {
        const found = await load(db, productIds);
        return {
          calls: write(found, productIds, { generation, versionOf: () => version }),
          feed: productIds.map((productId) => told(productId, found.get(productId))),
        };
      },
    },
  };
};

/** A product that may have changed, with the names it is asked for by; one may have been another product's. */
const told = (productId: string, whole: Whole | undefined): FeedItem => [
  'product',
  productId,
  ...(whole === undefined ? [] : [whole.product.handle, ...whole.formerHandles]),
];

const fieldsOf = ({ product, card }: Whole) => ({
  body: JSON.stringify(product),
  card: card === undefined ? '' : JSON.stringify(card),
});

/** The products touched, read in a snapshot that sees these transactions. */
const readTouched = (
  db: Database,
  xids: readonly number[],
  touched: Touched,
  load: (db: Queryable, productIds: readonly string[]) => Promise<Map<string, Whole>>,
): Promise<{ ids: Set<string>; found: Map<string, Whole> }> =>
  untilVisible(() =>
    inSnapshot(db, async (snapshot) => {
      if (!(await seesAll(snapshot, xids))) return undefined;
      const ids = await productsOf(snapshot, touched);
      return { ids, found: await load(snapshot, [...ids]) };
    }),
  );
