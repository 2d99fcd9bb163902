import type { Sale } from '@cartwright/contract';
import type { Reader } from '../../../platform/read-side/index.ts';
import { withRedis } from '../../../platform/redis.ts';
import { many, maybeOne, type Queryable, type RowOf, statement, t } from '../../../platform/sql.ts';
import { isId } from '../../../shared/ids.ts';
import { money } from '../../../shared/money.ts';
import { findVariants, readVariants } from '../../catalog/index.ts';
import { type LineMadeBy, remainingOf, stateOf } from '../domain/sale.ts';
import { SALES, SHOWN_AFTER_END_MS, type StoredSale, saleIdsKey, saleKey } from '../projections/sales.ts';

// Expired claims that nobody has ended yet are not live any more; index claim_live gives the few there are.
const COLUMNS = `
  sale.sale_id AS "saleId", sale.title, sale.sku, sale.price, sale.currency, sale.allocation, sale.sold,
  sale.set_aside AS "setAside",
  sale.claimed - (
    SELECT coalesce(sum(claim.quantity), 0) FROM sale.claim
    WHERE claim.sale_id = sale.sale_id AND claim.status = 'live' AND claim.expires_at <= $1
  )::int4 AS claimed,
  sale.starts_at AS "startsAt", sale.ends_at AS "endsAt", sale.per_buyer_limit AS "perBuyerLimit",
  sale.stopped_at AS "stoppedAt", sale.closed_at AS "closedAt", sale.waiting_room AS "waitingRoom",
  sale.admission_per_second AS "admissionPerSecond", sale.line_made_by AS "lineMadeBy"`;
const ROW = {
  saleId: t.uuid,
  title: t.text,
  sku: t.text,
  price: t.int8,
  currency: t.text,
  allocation: t.int4,
  sold: t.int4,
  setAside: t.int4,
  claimed: t.int4,
  startsAt: t.timestamptz,
  endsAt: t.timestamptz,
  perBuyerLimit: t.int4,
  stoppedAt: t.nullable(t.timestamptz),
  closedAt: t.nullable(t.timestamptz),
  waitingRoom: t.bool,
  admissionPerSecond: t.nullable(t.int4),
  lineMadeBy: t.words<LineMadeBy>(),
};

// Those that are open or to come by their start, then those that are over, the latest first; index sale_end.
const selectSales = statement({
  name: 'sale.selectSales',
  text: `
    SELECT ${COLUMNS} FROM sale.sale
    WHERE sale.ends_at > $2
    ORDER BY sale.ends_at <= $1 OR sale.stopped_at IS NOT NULL,
             CASE WHEN sale.ends_at > $1 AND sale.stopped_at IS NULL THEN sale.starts_at END,
             sale.ends_at DESC, sale.sale_id
    LIMIT $3`,
  params: { at: t.timestamptz, endedAfter: t.timestamptz, limit: t.int8 },
  row: ROW,
});

// Primary key.
export const selectSale = statement({
  name: 'sale.selectSale',
  text: `SELECT ${COLUMNS} FROM sale.sale WHERE sale.sale_id = $2`,
  params: { at: t.timestamptz, saleId: t.uuid },
  row: ROW,
});

/** Sales in one list; the shop window shows no more. */
const LIST_MAX = 100;

/** Sales that are open or to come, soonest first, then those that ended within a week; at most 100. */
export const listSales = async (db: Queryable, at: Date = new Date()): Promise<Sale[]> => {
  const endedAfter = new Date(at.getTime() - SHOWN_AFTER_END_MS);
  return present(db, await many(db, selectSales, { at, endedAfter, limit: LIST_MAX }), at);
};

/** One sale, or undefined. */
export const findSale = async (
  db: Queryable,
  saleId: string,
  at: Date = new Date(),
): Promise<Sale | undefined> => {
  if (!isId(saleId)) return undefined;
  const row = await maybeOne(db, selectSale, { at, saleId });
  return row === undefined ? undefined : (await present(db, [row], at))[0];
};

const present = async (
  db: Queryable,
  rows: readonly RowOf<typeof selectSale>[],
  at: Date,
): Promise<Sale[]> => {
  const products = await productsOf(db, rows);
  return rows.map((row) => viewSale(row, products.get(row.sku), at));
};

/** A sale as shoppers see it. What is over has nothing remaining, wherever its units are by now. */
const viewSale = (row: RowOf<typeof selectSale>, productId: string | undefined, at: Date): Sale => {
  const state = stateOf(row, at);
  return {
    saleId: row.saleId,
    title: row.title,
    sku: row.sku,
    productId: productId ?? null,
    price: money(row.price, row.currency),
    state,
    allocation: row.allocation,
    remaining: state === 'ended' || state === 'stopped' ? 0 : remainingOf(row),
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    perBuyerLimit: row.perBuyerLimit,
    waitingRoom: row.waitingRoom,
    queueLength: 0,
  };
};

/** The products of those SKUs that are sold now. */
const productsOf = async (
  db: Queryable,
  rows: readonly { sku: string; currency: string }[],
): Promise<Map<string, string>> => {
  const products = new Map<string, string>();
  for (const currency of new Set(rows.map((row) => row.currency))) {
    const skus = rows.flatMap((row) => (row.currency === currency ? [row.sku] : []));
    for (const [sku, variant] of await findVariants(db, skus, { currency, publicUrl: '' }))
      if (variant.active) products.set(sku, variant.productId);
  }
  return products;
};

/** The same list from the read side. Claims past their time count until they are ended, within a second or two. */
export const readSales = async (reader: Reader, at: Date = new Date()): Promise<Sale[]> =>
  (await reader.read<Sale[]>(SALES, {
    model: async (generation) => {
      const ids = await withRedis(reader.redis, () =>
        reader.redis.zRange(saleIdsKey(generation), at.getTime() - SHOWN_AFTER_END_MS, '+inf', {
          BY: 'SCORE',
        }),
      );
      const sales = (await stored(reader, generation, ids)).toSorted(byNearness(at)).slice(0, LIST_MAX);
      return presentStored(reader, sales, at);
    },
    truth: (db) => listSales(db, at),
  })) ?? [];

/** One sale from the read side, or undefined. */
export const readSale = async (
  reader: Reader,
  saleId: string,
  at: Date = new Date(),
): Promise<Sale | undefined> =>
  isId(saleId)
    ? reader.read(SALES, {
        model: async (generation) =>
          (await presentStored(reader, await stored(reader, generation, [saleId]), at))[0],
        truth: (db) => findSale(db, saleId, at),
      })
    : undefined;

/** Sales as they are kept; those that are not there are left out. */
export const stored = async (
  { redis }: Reader,
  generation: string,
  saleIds: readonly string[],
): Promise<StoredSale[]> => {
  const bodies = await withRedis(redis, () =>
    Promise.all(saleIds.map((saleId) => redis.hGet(saleKey(generation, saleId), 'body'))),
  );
  return bodies.flatMap((body) => (body == null ? [] : [JSON.parse(body) as StoredSale]));
};

const presentStored = async (reader: Reader, sales: readonly StoredSale[], at: Date): Promise<Sale[]> => {
  const products = new Map<string, string>();
  for (const currency of new Set(sales.map((sale) => sale.currency))) {
    const skus = sales.flatMap((sale) => (sale.currency === currency ? [sale.sku] : []));
    for (const [sku, variant] of await readVariants(reader, skus, { currency, publicUrl: '' }))
      if (variant.active) products.set(sku, variant.productId);
  }
  return sales.map((sale) =>
    viewSale(
      {
        ...sale,
        setAside: sale.allocation - sale.sold - sale.givenBack,
        startsAt: new Date(sale.startsAt),
        endsAt: new Date(sale.endsAt),
        stoppedAt: sale.stoppedAt === null ? null : new Date(sale.stoppedAt),
        closedAt: sale.closedAt === null ? null : new Date(sale.closedAt),
      },
      products.get(sale.sku),
      at,
    ),
  );
};

/** Those that are open or to come by their start, then those that are over, the latest first. */
const byNearness =
  (at: Date) =>
  (a: StoredSale, b: StoredSale): number => {
    const isOver = (sale: StoredSale): boolean => sale.endsAt <= at.getTime() || sale.stoppedAt !== null;
    return (
      Number(isOver(a)) - Number(isOver(b)) ||
      (isOver(a) ? 0 : a.startsAt - b.startsAt) ||
      b.endsAt - a.endsAt ||
      (a.saleId < b.saleId ? -1 : 1)
    );
  };
