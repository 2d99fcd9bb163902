import { many, type Queryable, statement, t } from '../../../platform/sql.ts';

// Holds that have become allocations, and when; index movement_hold.
const selectPlacedHolds = statement({
  name: 'inventory.selectPlacedHolds',
  text: `
    SELECT hold_id AS "holdId", max(at) AS at FROM inventory.movement
    WHERE hold_id = ANY($1) GROUP BY hold_id`,
  params: { holdIds: t.textArray },
  row: { holdId: t.nullable(t.text), at: t.timestamptz },
});

/** When some holds became allocations, by the hold's id; those that did not are missing. */
export const placedHolds = async (db: Queryable, holdIds: readonly string[]): Promise<Map<string, Date>> =>
  new Map(
    (await many(db, selectPlacedHolds, { holdIds: [...holdIds] })).flatMap(({ holdId, at }) =>
      holdId === null ? [] : [[holdId, at] as const],
    ),
  );
