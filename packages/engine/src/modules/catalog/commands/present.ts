import type { Transaction } from '../../../platform/postgres.ts';
import { change, many, statement, t } from '../../../platform/sql.ts';
import { assert } from '../../../shared/assert.ts';
import type { PreparedProduct } from '../domain/prepare.ts';

/** What is there already and matters for products to be saved. */
export type Present = {
  handleById: ReadonlyMap<string, string>;
  idByHandle: ReadonlyMap<string, string>;
  idBySku: ReadonlyMap<string, string>;
  /** By the base of a handle to be made: is it taken, and the highest -N that is. */
  handles: ReadonlyMap<string, { plainTaken: boolean; lastSuffix: number }>;
};

// The queue of the catalogue's writers: the row's lock is held until the transaction ends. A batch of 200
// products holds it for some 50 ms; reads never wait for it.
const raiseRevision = statement({
  name: 'catalog.raiseRevision',
  text: `UPDATE catalog.revision SET value = value + 1 WHERE only_row`,
  params: {},
  row: {},
});

/** Waits for the other writers of the catalogue, and tells the caches that it changes. */
export const takeTurn = async (tx: Transaction): Promise<void> => {
  assert((await change(tx, raiseRevision, {})) === 1, 'the catalogue has one revision');
};

// Primary key and the unique index of handles.
const selectPresent = statement({
  name: 'catalog.selectPresent',
  text: `
    SELECT product_id AS "productId", handle FROM catalog.product WHERE product_id = ANY($1)
    UNION
    SELECT product_id, handle FROM catalog.product WHERE handle = ANY($2)`,
  params: { productIds: t.textArray, handles: t.textArray },
  row: { productId: t.text, handle: t.text },
});

// Primary key.
const selectSkuOwners = statement({
  name: 'catalog.selectSkuOwners',
  text: `SELECT sku, product_id AS "productId" FROM catalog.variant WHERE sku = ANY($1)`,
  params: { skus: t.textArray },
  row: { sku: t.text, productId: t.text },
});

// Of each base: whether it is taken, and the highest -2, -3, … behind it: one probe and one range of the unique
// index of handles, whose collation "C" puts the digits between '0' and ':'. A number of more than eight digits is part of
// the name: the one after it would not be told as a number.
const selectTakenHandles = statement({
  name: 'catalog.selectTakenHandles',
  text: `
    SELECT wanted.base,
           EXISTS (SELECT FROM catalog.product WHERE handle = wanted.base) AS "plainTaken",
           coalesce(numbered.last, 1) AS "lastSuffix"
    FROM unnest($1::text[]) AS wanted (base)
    CROSS JOIN LATERAL (
      SELECT max(substr(handle, length(wanted.base) + 2)::int4) AS last
      FROM catalog.product
      WHERE handle >= wanted.base || '-1' AND handle < wanted.base || '-:'
        AND substr(handle, length(wanted.base) + 2) ~ '^[1-9][0-9]{0,7}$'
    ) AS numbered`,
  params: { bases: t.textArray },
  row: { base: t.text, plainTaken: t.bool, lastSuffix: t.int4 },
});

/** Which products have some handles and SKUs. */
export const ownersOf = async (
  tx: Transaction,
  names: { handles: readonly string[]; skus: readonly string[] },
): Promise<Pick<Present, 'idByHandle' | 'idBySku'>> => {
  const { handles, skus } = names;
  const found =
    handles.length === 0 ? [] : await many(tx, selectPresent, { productIds: [], handles: [...handles] });
  const owners = skus.length === 0 ? [] : await many(tx, selectSkuOwners, { skus: [...skus] });
  return {
    idByHandle: new Map(found.map((row) => [row.handle, row.productId])),
    idBySku: new Map(owners.map((row) => [row.sku, row.productId])),
  };
};

export const readPresent = async (
  tx: Transaction,
  products: readonly PreparedProduct[],
): Promise<Present> => {
  const found = await many(tx, selectPresent, {
    productIds: products.map(({ productId }) => productId),
    handles: products.flatMap(({ handle }) => handle ?? []),
  });
  const owners = await many(tx, selectSkuOwners, {
    skus: products.flatMap(({ variants }) => variants.map(({ sku }) => sku)),
  });
  const handleById = new Map(found.map((row) => [row.productId, row.handle]));
  const unnamed = products.filter(({ productId, handle }) => handle === null && !handleById.has(productId));
  const bases = [...new Set(unnamed.map(({ handleBase }) => handleBase))];
  const taken = bases.length === 0 ? [] : await many(tx, selectTakenHandles, { bases });
  return {
    handleById,
    idByHandle: new Map(found.map((row) => [row.handle, row.productId])),
    idBySku: new Map(owners.map((row) => [row.sku, row.productId])),
    handles: new Map(taken.map((row) => [row.base, row])),
  };
};
