import { many, type Queryable, type RowOf, statement, t } from '../../../platform/sql.ts';

// The ledger of one SKU, newest first, from before a movement on; index movement_sku.
const selectMovements = statement({
  name: 'inventory.selectMovements',
  text: `
    SELECT movement_id AS "movementId", kind, on_hand_delta AS "onHandDelta",
           allocated_delta AS "allocatedDelta", order_id AS "orderId", hold_id AS "holdId", reason, actor, at
    FROM inventory.movement
    WHERE sku = $1 AND ($2::uuid IS NULL OR movement_id < $2)
    ORDER BY movement_id DESC
    LIMIT $3`,
  params: { sku: t.text, before: t.nullable(t.uuid), limit: t.int8 },
  row: {
    movementId: t.uuid,
    kind: t.text,
    onHandDelta: t.int4,
    allocatedDelta: t.int4,
    orderId: t.nullable(t.uuid),
    holdId: t.nullable(t.text),
    reason: t.nullable(t.text),
    actor: t.nullable(t.text),
    at: t.timestamptz,
  },
});
export type Movement = RowOf<typeof selectMovements>;

/** At most `limit` movements of a SKU, newest first, older than the movement `before`. */
export const movements = (
  db: Queryable,
  page: { sku: string; before: string | null; limit: number },
): Promise<Movement[]> => many(db, selectMovements, page);
