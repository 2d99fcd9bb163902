import type { ExportFormat } from '@cartwright/contract';
import { csvLines, type FileChunk, jsonLines } from '../../../platform/files/write.ts';
import type { Database } from '../../../platform/postgres.ts';
import { streamInSnapshot } from '../../../platform/snapshot.ts';
import { many, type Queryable, type RowOf, statement, t } from '../../../platform/sql.ts';

/** Movements read and held at once: some 250 kB. */
const PAGE_MOVEMENTS = 500;

export type MovementExport = {
  format: ExportFormat<'movements'>;
  /** One SKU's; null for all. */
  sku: string | null;
  /** By the time at which a movement was booked: from, inclusive, to, exclusive. */
  from: Date | null;
  to: Date | null;
};

/**
 * The stock ledger as a file, the oldest movement first, as it was at one moment; `records` counts movements. The
 * `movementId` rises from line to line. Holds one connection until the last chunk is taken or the taker stops.
 * Throws what the database throws.
 */
export const exportMovements = (
  database: Database,
  options: MovementExport,
): AsyncGenerator<FileChunk, void, undefined> =>
  streamInSnapshot(database, (on) =>
    options.format === 'jsonl' ? asJsonl(on, options) : asCsv(on, options),
  );

async function* asJsonl(on: Queryable, options: MovementExport): AsyncGenerator<FileChunk> {
  for await (const rows of pages(on, options)) yield { text: jsonLines(rows), records: rows.length };
}

async function* asCsv(on: Queryable, options: MovementExport): AsyncGenerator<FileChunk> {
  yield { text: csvLines([COLUMNS], { defused: false }), records: 0 };
  for await (const rows of pages(on, options))
    yield {
      text: csvLines(
        rows.map((row) => COLUMNS.map((column) => cellOf(row[column]))),
        { defused: true },
      ),
      records: rows.length,
    };
}

const cellOf = (value: string | number | Date | null): string | number | null =>
  value instanceof Date ? value.toISOString() : value;

const SELECT = `
    SELECT movement_id AS "movementId", sku, kind, on_hand_delta AS "onHandDelta",
           allocated_delta AS "allocatedDelta", order_id AS "orderId", hold_id AS "holdId", reason, actor, at
    FROM inventory.movement`;
/** The time in an id is the engine's, a few milliseconds from the movement's own; clocks may differ more. */
const CLOCKS = `interval '1 hour'`;
const WITHIN = `movement_id >= coalesce($1, platform.uuid_lower_bound(coalesce($2::timestamptz - ${CLOCKS}, 'epoch'::timestamptz)))
      AND ($1::uuid IS NULL OR movement_id <> $1)
      AND movement_id < coalesce(platform.uuid_lower_bound($3::timestamptz + ${CLOCKS}), 'ffffffff-ffff-ffff-ffff-ffffffffffff')
      AND at >= coalesce($2, '-infinity') AND at < coalesce($3, 'infinity')`;
const PARAMS = {
  after: t.nullable(t.uuid),
  from: t.nullable(t.timestamptz),
  to: t.nullable(t.timestamptz),
  limit: t.int8,
};
const ROW = {
  movementId: t.uuid,
  sku: t.text,
  kind: t.text,
  onHandDelta: t.int4,
  allocatedDelta: t.int4,
  orderId: t.nullable(t.uuid),
  holdId: t.nullable(t.text),
  reason: t.nullable(t.text),
  actor: t.nullable(t.text),
  at: t.timestamptz,
};
const COLUMNS = [
  ...(['movementId', 'sku', 'kind', 'onHandDelta', 'allocatedDelta'] as const),
  ...(['orderId', 'holdId', 'reason', 'actor', 'at'] as const),
];

// The ledger after a movement, oldest first: ids begin with about the time of booking, so that time is a range of
// the primary key.
const selectExported = statement({
  name: 'inventory.selectExportedMovements',
  text: `${SELECT}
    WHERE ${WITHIN}
    ORDER BY movement_id LIMIT $4`,
  params: PARAMS,
  row: ROW,
});

// The same of one SKU; index movement_sku, backwards.
const selectExportedOfSku = statement({
  name: 'inventory.selectExportedMovementsOfSku',
  text: `${SELECT}
    WHERE sku = $5 AND ${WITHIN}
    ORDER BY movement_id LIMIT $4`,
  params: { ...PARAMS, sku: t.text },
  row: ROW,
});

async function* pages(
  on: Queryable,
  { sku, from, to }: MovementExport,
): AsyncGenerator<RowOf<typeof selectExported>[]> {
  let after: string | undefined;
  do {
    const page = { after: after ?? null, from, to, limit: PAGE_MOVEMENTS };
    const rows =
      sku === null
        ? await many(on, selectExported, page)
        : await many(on, selectExportedOfSku, { ...page, sku });
    yield rows;
    after = rows.length === PAGE_MOVEMENTS ? rows.at(-1)?.movementId : undefined;
  } while (after !== undefined);
}
