import type { SaleState } from '@cartwright/contract';
import type { Reader } from '../../../platform/read-side/index.ts';
import { withRedis } from '../../../platform/redis.ts';
import { many, maybeOne, type Queryable, statement, t } from '../../../platform/sql.ts';
import { isId } from '../../../shared/ids.ts';
import { stateOf } from '../domain/sale.ts';
import {
  SALES,
  STORED_COLUMNS,
  STORED_ROW,
  type StoredSale,
  saleIdsKey,
  storedOf,
} from '../projections/sales.ts';
import { stored } from './sales.ts';

// Index sale_end gives those that are not over.
const selectRooms = statement({
  name: 'sale.selectRooms',
  text: `
    SELECT ${STORED_COLUMNS} FROM sale.sale
    WHERE ends_at > $1 AND waiting_room AND closed_at IS NULL ORDER BY ends_at DESC LIMIT $2`,
  params: { endedAfter: t.timestamptz, limit: t.int8 },
  row: STORED_ROW,
});

// Primary key.
const selectRoom = statement({
  name: 'sale.selectRoom',
  text: `SELECT ${STORED_COLUMNS} FROM sale.sale WHERE sale_id = $1`,
  params: { saleId: t.uuid },
  row: STORED_ROW,
});

/** Sales with a waiting room that a process follows at once. */
const ROOMS_MAX = 100;

/** Sales with a waiting room whose window is not over at `at`; at most 100. */
export const readRooms = async (reader: Reader, at: Date): Promise<StoredSale[]> =>
  (await reader.read<StoredSale[]>(SALES, {
    model: async (generation) => {
      const ids = await withRedis(reader.redis, () =>
        reader.redis.zRange(saleIdsKey(generation), `(${at.getTime()}`, '+inf', { BY: 'SCORE' }),
      );
      const sales = await stored(reader, generation, ids);
      return sales.filter(({ waitingRoom, closedAt }) => waitingRoom && closedAt === null).slice(-ROOMS_MAX);
    },
    truth: async (db) => (await many(db, selectRooms, { endedAfter: at, limit: ROOMS_MAX })).map(storedOf),
  })) ?? [];

/**
 * One sale as it is kept, with a waiting room or without; undefined when there is none. One that was scheduled this very
 * moment is found too.
 */
export const readStoredSale = async (reader: Reader, saleId: string): Promise<StoredSale | undefined> => {
  if (!isId(saleId)) return undefined;
  const truth = (db: Queryable): Promise<StoredSale | undefined> => findStoredSale(db, saleId);
  const found = await reader.read(SALES, {
    model: async (generation) => (await stored(reader, generation, [saleId]))[0],
    truth,
  });
  return found ?? (reader.readTruth() ? undefined : reader.truth(truth));
};

export type SaleNow = { state: SaleState; remaining: number; claimed: number; sold: number };

/** Where a stored sale stands at a time, and how many of its units can be claimed, are claimed, and are ordered. */
export const saleNow = (sale: StoredSale, at: Date): SaleNow => {
  const state = stateOf(
    {
      ...sale,
      startsAt: new Date(sale.startsAt),
      endsAt: new Date(sale.endsAt),
      stoppedAt: sale.stoppedAt === null ? null : new Date(sale.stoppedAt),
      closedAt: sale.closedAt === null ? null : new Date(sale.closedAt),
    },
    at,
  );
  const { allocation, sold, claimed, givenBack } = sale;
  return { state, remaining: allocation - sold - givenBack - claimed, claimed, sold };
};

const findStoredSale = async (db: Queryable, saleId: string): Promise<StoredSale | undefined> => {
  const row = await maybeOne(db, selectRoom, { saleId });
  return row && storedOf(row);
};
