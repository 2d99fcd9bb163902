import { changeTable } from '../../platform/cdc/index.ts';
import { t } from '../../platform/sql.ts';
import type { LineMadeBy } from './domain/sale.ts';

/** What of sales is told to others, whenever it changes. */
export const saleChanges = changeTable('sale.sale', {
  sale_id: t.uuid,
  title: t.text,
  sku: t.text,
  price: t.int8,
  currency: t.text,
  allocation: t.int4,
  sold: t.int4,
  claimed: t.int4,
  given_back: t.int4,
  starts_at: t.timestamptz,
  ends_at: t.timestamptz,
  per_buyer_limit: t.int4,
  stopped_at: t.nullable(t.timestamptz),
  closed_at: t.nullable(t.timestamptz),
  waiting_room: t.bool,
  admission_per_second: t.nullable(t.int4),
  line_made_by: t.words<LineMadeBy>(),
});
