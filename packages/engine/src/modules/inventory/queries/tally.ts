/** Stock beside what its ledger sums up to, for whoever checks that they are the same. */
import { many, type Queryable, type RowOf, statement, t } from '../../../platform/sql.ts';

// Units that orders have bound by the ledger: allocations less releases. Index movement_order.
const sumOrderUnits = statement({
  name: 'inventory.sumOrderUnits',
  text: `
    SELECT asked.order_id AS "orderId", movement.sku, sum(movement.allocated_delta)::int8 AS units
    FROM unnest($1::uuid[]) AS asked (order_id)
    JOIN inventory.movement ON movement.order_id = asked.order_id
    WHERE movement.kind IN ('allocation', 'release')
    GROUP BY asked.order_id, movement.sku`,
  params: { orderIds: t.uuidArray },
  row: { orderId: t.uuid, sku: t.text, units: t.int8 },
});

// Primary key of stock, and index movement_sku for the whole ledger of each SKU.
const sumLedger = statement({
  name: 'inventory.sumLedger',
  text: `
    SELECT stock.sku, stock.on_hand AS "onHand", stock.allocated,
           coalesce(sum(movement.on_hand_delta), 0)::int8 AS "ledgerOnHand",
           coalesce(sum(movement.allocated_delta), 0)::int8 AS "ledgerAllocated"
    FROM inventory.stock LEFT JOIN inventory.movement ON movement.sku = stock.sku
    WHERE stock.sku = ANY($1)
    GROUP BY stock.sku`,
  params: { skus: t.textArray },
  row: {
    sku: t.text,
    onHand: t.int4,
    allocated: t.int4,
    ledgerOnHand: t.int8,
    ledgerAllocated: t.int8,
  },
});

/** Units that the ledger says orders have bound, by order and SKU; 0 for what was given back. */
export const unitsOfOrders = (
  db: Queryable,
  orderIds: readonly string[],
): Promise<RowOf<typeof sumOrderUnits>[]> => many(db, sumOrderUnits, { orderIds: [...orderIds] });

/** The stock of SKUs and the sums of their whole ledgers; what nobody stocks is missing. */
export const ledgerOf = (db: Queryable, skus: readonly string[]): Promise<RowOf<typeof sumLedger>[]> =>
  many(db, sumLedger, { skus: [...skus] });
