import type { Address, OrderStatus } from '@cartwright/contract';
import { changeTable } from '../../platform/cdc/index.ts';
import { t } from '../../platform/sql.ts';

/** What of orders is told to others, whenever it changes. */
export const orderChanges = changeTable('orders.placed_order', {
  order_id: t.uuid,
  number: t.int8,
  status: t.words<OrderStatus>(),
  session_id: t.nullable(t.uuid),
  customer_id: t.nullable(t.uuid),
  email: t.text,
  shipping_address: t.json<Address>(),
  currency: t.text,
  subtotal: t.int8,
  discount_total: t.int8,
  shipping_total: t.int8,
  tax_total: t.int8,
  total: t.int8,
  pay_until: t.nullable(t.timestamptz),
  placed_at: t.timestamptz,
  updated_at: t.timestamptz,
});
export const lineChanges = changeTable('orders.line', {
  order_id: t.uuid,
  position: t.int4,
  sku: t.text,
  product_id: t.text,
  title: t.text,
  quantity: t.int4,
  unit_price: t.int8,
  line_total: t.int8,
});
export const eventChanges = changeTable('orders.event', {
  order_id: t.uuid,
  version: t.int4,
  event: t.text,
  at: t.timestamptz,
});
export const openCartChanges = changeTable('orders.open_cart', { cart_id: t.uuid, order_id: t.uuid });
