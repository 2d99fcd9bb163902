import type { Address, Order, OrderStatus } from '@cartwright/contract';
import { money } from '../../shared/money.ts';
import type { PaymentView } from '../payment/index.ts';

/** An order's row, wherever it was read. */
export type OrderRow = {
  orderId: string;
  number: number;
  status: OrderStatus;
  sessionId: string | null;
  customerId: string | null;
  email: string;
  shippingAddress: Address;
  currency: string;
  subtotal: number;
  discountTotal: number;
  shippingTotal: number;
  taxTotal: number;
  total: number;
  payUntil: Date | null;
  placedAt: Date;
  updatedAt: Date;
};

/** An order as its shopper and the staff see it; lines and events are in their order. */
export const viewOrder = (
  order: OrderRow,
  parts: {
    lines: {
      sku: string;
      productId: string;
      title: string;
      quantity: number;
      unitPrice: number;
      lineTotal: number;
    }[];
    events: { event: string; at: Date }[];
    payment: PaymentView | undefined;
  },
): Order => {
  const payment = parts.payment ?? { status: 'pending' as const };
  return {
    orderId: order.orderId,
    number: String(order.number),
    status: order.status,
    email: order.email,
    shippingAddress: order.shippingAddress,
    lines: parts.lines.map(({ sku, productId, title, quantity, unitPrice, lineTotal }) => ({
      sku,
      productId,
      title,
      quantity,
      unitPrice: money(unitPrice, order.currency),
      lineTotal: money(lineTotal, order.currency),
    })),
    subtotal: money(order.subtotal, order.currency),
    discountTotal: money(order.discountTotal, order.currency),
    shippingTotal: money(order.shippingTotal, order.currency),
    taxTotal: money(order.taxTotal, order.currency),
    total: money(order.total, order.currency),
    payment,
    ...(order.status === 'placed' && payment.status === 'declined' && order.payUntil !== null
      ? { payUntil: order.payUntil.toISOString() }
      : {}),
    placedAt: order.placedAt.toISOString(),
    updatedAt: order.updatedAt.toISOString(),
    timeline: parts.events.map(({ event, at }) => ({ event, at: at.toISOString() })),
  };
};
