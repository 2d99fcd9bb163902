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

// Applies deltas to rows that the caller has locked, and writes the ledger beside them: a line for each delta, and one
// update of a row however many of them it has. What is set aside for sales moves along; its explanation is in sale.sale,
// not in the ledger. The CHECK on the table refuses what the decision before it should never have let through.
export const moveStock = statement({
  name: 'inventory.moveStock',
  text: `
    WITH move AS (
      SELECT *
      FROM unnest($1::uuid[], $2::text[], $3::int4[], $4::int4[], $5::int4[], $6::uuid[], $7::text[], $8::text[])
        AS move (movement_id, sku, on_hand_delta, allocated_delta, set_aside_delta, order_id, hold_id, reason)
    ), summed AS (
      SELECT sku, sum(on_hand_delta)::int4 AS on_hand_delta, sum(allocated_delta)::int4 AS allocated_delta,
             sum(set_aside_delta)::int4 AS set_aside_delta
      FROM move GROUP BY sku
    ), moved AS (
      UPDATE inventory.stock AS stock
      SET on_hand = stock.on_hand + summed.on_hand_delta,
          allocated = stock.allocated + summed.allocated_delta,
          set_aside = stock.set_aside + summed.set_aside_delta,
          updated_at = now()
      FROM summed WHERE stock.sku = summed.sku
      RETURNING stock.sku
    )
    INSERT INTO inventory.movement
      (movement_id, sku, kind, on_hand_delta, allocated_delta, order_id, hold_id, reason, actor)
    SELECT move.movement_id, move.sku, $9, move.on_hand_delta, move.allocated_delta, move.order_id, move.hold_id,
           move.reason, $10
    FROM move JOIN moved ON moved.sku = move.sku`,
  params: {
    movementIds: t.uuidArray,
    skus: t.textArray,
    onHandDeltas: t.int4Array,
    allocatedDeltas: t.int4Array,
    setAsideDeltas: t.int4Array,
    orderIds: t.nullableUuidArray,
    holdIds: t.nullableTextArray,
    reasons: t.nullableTextArray,
    kind: t.text,
    actor: t.nullable(t.text),
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
