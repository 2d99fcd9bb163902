/**
 * Sales as shoppers see them: `sale:<generation>:{<id>}`, a hash of `body` (JSON), and `sale-ids:<generation>:{all}`, the
 * sales that are not long over, by their end.
 */
import { isOf } from '../../../platform/cdc/index.ts';
import type { ScriptCall } from '../../../platform/lua.ts';
import {
  fillDocument,
  type Projection,
  putDocument,
  removeDocument,
  updateIndex,
} from '../../../platform/read-side/index.ts';
import { many, one, type RowOf, statement, t } from '../../../platform/sql.ts';
import { saleChanges } from '../changes.ts';
import type { LineMadeBy } from '../domain/sale.ts';

export const SALES = 'sales';
/** How long a sale that is over stays in the list. */
export const SHOWN_AFTER_END_MS = 7 * 86_400_000;

export const saleKey = (generation: string, saleId: string): string => `sale:${generation}:{${saleId}}`;
export const saleIdsKey = (generation: string): string => `sale-ids:${generation}:{all}`;

/** A sale as it is kept; times are Unix milliseconds. */
export type StoredSale = {
  saleId: string;
  title: string;
  sku: string;
  price: number;
  currency: string;
  allocation: number;
  sold: number;
  claimed: number;
  givenBack: number;
  startsAt: number;
  endsAt: number;
  perBuyerLimit: number;
  stoppedAt: number | null;
  closedAt: number | null;
  waitingRoom: boolean;
  admissionPerSecond: number | null;
  lineMadeBy: LineMadeBy;
};

/** What is kept of a sale, as its row has it. */
export const STORED_COLUMNS = `
  sale_id AS "saleId", title, sku, price, currency, allocation, sold, claimed, given_back AS "givenBack",
  starts_at AS "startsAt", ends_at AS "endsAt", per_buyer_limit AS "perBuyerLimit", stopped_at AS "stoppedAt",
  closed_at AS "closedAt", waiting_room AS "waitingRoom", admission_per_second AS "admissionPerSecond",
  line_made_by AS "lineMadeBy"`;
export const STORED_ROW = {
  saleId: t.uuid,
  title: t.text,
  sku: t.text,
  price: t.int8,
  currency: t.text,
  allocation: t.int4,
  sold: t.int4,
  claimed: t.int4,
  givenBack: t.int4,
  startsAt: t.timestamptz,
  endsAt: t.timestamptz,
  perBuyerLimit: t.int4,
  stoppedAt: t.nullable(t.timestamptz),
  closedAt: t.nullable(t.timestamptz),
  waitingRoom: t.bool,
  admissionPerSecond: t.nullable(t.int4),
  lineMadeBy: t.words<LineMadeBy>(),
};

// All there are: index sale_end gives those that are not long over.
const selectShown = statement({
  name: 'sale.selectSalesShown',
  text: `SELECT ${STORED_COLUMNS} FROM sale.sale WHERE ends_at > $1 ORDER BY ends_at DESC LIMIT $2`,
  params: { endedAfter: t.timestamptz, limit: t.int8 },
  row: STORED_ROW,
});

/** A row as it is kept. */
export const storedOf = (row: RowOf<typeof selectShown>): StoredSale => ({
  ...row,
  startsAt: row.startsAt.getTime(),
  endsAt: row.endsAt.getTime(),
  stoppedAt: row.stoppedAt?.getTime() ?? null,
  closedAt: row.closedAt?.getTime() ?? null,
});

const countShown = statement({
  name: 'sale.countSalesShown',
  text: `SELECT count(*) AS count FROM sale.sale WHERE ends_at > $1`,
  params: { endedAfter: t.timestamptz },
  row: { count: t.int8 },
});

/** Sales that are kept: those that end last. */
const SALES_MAX = 10_000;

const endedAfter = (): Date => new Date(Date.now() - SHOWN_AFTER_END_MS);

export const saleProjection: Projection = {
  name: SALES,
  format: '2',
  tables: [saleChanges],
  prefixes: ['sale', 'sale-ids'],

  async effects(transactions, { versionOf }) {
    const sales = new Map<string, { sale: StoredSale | undefined; version: string }>();
    for (const transaction of transactions)
      for (const change of transaction.changes) {
        if (!isOf(change, saleChanges) || change.kind === 'truncate') continue;
        const version = versionOf(transaction);
        if (change.kind === 'delete') {
          if (change.old.sale_id !== undefined) sales.set(change.old.sale_id, { sale: undefined, version });
          continue;
        }
        const row = change.row as Required<typeof change.row>;
        sales.set(row.sale_id, {
          version,
          sale: {
            saleId: row.sale_id,
            title: row.title,
            sku: row.sku,
            price: row.price,
            currency: row.currency,
            allocation: row.allocation,
            sold: row.sold,
            claimed: row.claimed,
            givenBack: row.given_back,
            startsAt: row.starts_at.getTime(),
            endsAt: row.ends_at.getTime(),
            perBuyerLimit: row.per_buyer_limit,
            stoppedAt: row.stopped_at?.getTime() ?? null,
            closedAt: row.closed_at?.getTime() ?? null,
            waitingRoom: row.waiting_room,
            admissionPerSecond: row.admission_per_second,
            lineMadeBy: row.line_made_by,
          },
        });
      }
    return {
      calls: (generation) => [
        ...[...sales].map(([saleId, { sale, version }]) => {
          const key = saleKey(generation, saleId);
          return sale === undefined
            ? removeDocument({ key, version })
            : putDocument({ key, version, fields: { body: JSON.stringify(sale) } });
        }),
        ...index(
          generation,
          [...sales].map(([member, { sale }]) => ({ score: sale?.endsAt ?? null, member })),
        ),
      ],
      feed: [...sales.keys()].map((saleId) => ['sale', saleId] as const),
    };
  },

  count: async (db) => (await one(db, countShown, { endedAfter: endedAfter() })).count,

  async *fill(snapshot, { generation, version }) {
    const rows = await many(snapshot, selectShown, { endedAfter: endedAfter(), limit: SALES_MAX });
    const sales = rows.map(storedOf);
    yield {
      documents: sales.length,
      calls: [
        ...sales.map((sale) =>
          fillDocument({
            key: saleKey(generation, sale.saleId),
            version,
            fields: { body: JSON.stringify(sale) },
          }),
        ),
        ...index(
          generation,
          sales.map(({ saleId, endsAt }) => ({ score: endsAt, member: saleId })),
        ),
      ],
    };
  },
};

const index = (
  generation: string,
  members: readonly { score: number | null; member: string }[],
): ScriptCall[] =>
  members.length === 0
    ? []
    : [
        updateIndex({
          key: saleIdsKey(generation),
          scoreMin: endedAfter().getTime(),
          membersMax: SALES_MAX,
          members,
        }),
      ];
