import { statement, t } from '../../platform/sql.ts';

// Locks the rows of some SKUs in the order of their SKUs, so that orders which cross each other's SKUs queue up
// instead of deadlocking (LockRows runs above the Sort). Primary key, one probe per SKU.
export const lockStock = statement({
  name: 'inventory.lockStock',
  text: `
    SELECT sku, on_hand AS "onHand", allocated, set_aside AS "setAside"
    FROM inventory.stock
    WHERE sku = ANY($1)
    ORDER BY sku
    FOR NO KEY UPDATE`,
  params: { skus: t.textArray },
  row: { sku: t.text, onHand: t.int4, allocated: t.int4, setAside: t.int4 },
});

// Makes empty rows for SKUs that have none yet; rows that are there stay. Sorted, for the same reason as above.
export const ensureStock = statement({
  name: 'inventory.ensureStock',
  text: `
    INSERT INTO inventory.stock (sku, on_hand, allocated)
    SELECT sku, 0, 0 FROM unnest($1::text[]) AS wanted (sku) ORDER BY sku
    ON CONFLICT (sku) DO NOTHING`,
  params: { skus: t.textArray },
  row: {},
});

// Applies deltas to rows that the caller has locked, and writes the ledger beside them: one line per SKU.
// What is set aside for sales moves along; its explanation is in sale.sale, not in the ledger.
// The CHECK on the table refuses what the decision before it should never have let through.
export const moveStock = statement({
  name: 'inventory.moveStock',
  text: `
    WITH move AS (
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::int4[], $4::int4[], $9::int4[])
        AS move (movement_id, sku, on_hand_delta, allocated_delta, set_aside_delta)
    ), moved AS (
      UPDATE inventory.stock AS stock
      SET on_hand = stock.on_hand + move.on_hand_delta,
          allocated = stock.allocated + move.allocated_delta,
          set_aside = stock.set_aside + move.set_aside_delta,
          updated_at = now()
      FROM move WHERE stock.sku = move.sku
      RETURNING stock.sku
    )
    INSERT INTO inventory.movement
      (movement_id, sku, kind, on_hand_delta, allocated_delta, order_id, reason, actor)
    SELECT move.movement_id, move.sku, $5, move.on_hand_delta, move.allocated_delta, $6, $7, $8
    FROM move JOIN moved ON moved.sku = move.sku`,
  params: {
    movementIds: t.uuidArray,
    skus: t.textArray,
    onHandDeltas: t.int4Array,
    allocatedDeltas: t.int4Array,
    kind: t.text,
    orderId: t.nullable(t.uuid),
    reason: t.nullable(t.text),
    actor: t.nullable(t.text),
    setAsideDeltas: t.int4Array,
  },
  row: {},
});

// Sets units of one SKU apart from the shelf, or, with a negative number, puts them back. The caller has locked the
// row; the CHECKs refuse what its decision should never have let through.
export const moveSetAside = statement({
  name: 'inventory.moveSetAside',
  text: `UPDATE inventory.stock SET set_aside = set_aside + $2, updated_at = now() WHERE sku = $1`,
  params: { sku: t.text, delta: t.int4 },
  row: {},
});
