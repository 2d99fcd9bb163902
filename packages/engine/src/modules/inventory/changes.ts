import { changeTable } from '../../platform/cdc/index.ts';
import { t } from '../../platform/sql.ts';

/** What of a SKU's stock is told to others, whenever it changes. */
export const stockChanges = changeTable('inventory.stock', {
  sku: t.text,
  on_hand: t.int4,
  allocated: t.int4,
  set_aside: t.int4,
});

/** Movements, for those that have turned a cart's hold into an allocation. */
export const holdMovements = changeTable('inventory.movement', { sku: t.text, hold_id: t.nullable(t.text) });
