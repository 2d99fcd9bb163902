/**
 * An order as a document: a hash of its parts, each a JSON text, so that a change writes the parts it touches and reads
 * none. `row`, `address`, `line:<position>`, `event:<version>`, `attempt:<id>`, `reversal:<id>`.
 */
import type { Address, Order, OrderStatus } from '@cartwright/contract';
import { type PaymentView, paymentViewOf } from '../payment/index.ts';
import { type OrderRow, viewOrder } from './view.ts';

type Json = Readonly<Record<string, string>>;
type LineRow = {
  sku: string;
  productId: string;
  title: string;
  quantity: number;
  unitPrice: number;
  lineTotal: number;
};

type RowPart = [
  number: number,
  status: OrderStatus,
  sessionId: string | null,
  customerId: string | null,
  email: string,
  currency: string,
  subtotal: number,
  discountTotal: number,
  shippingTotal: number,
  taxTotal: number,
  total: number,
  payUntilMs: number | null,
  placedAtMs: number,
  updatedAtMs: number,
];

export const rowPart = (row: Omit<OrderRow, 'orderId' | 'shippingAddress'>): Json => {
  const part: RowPart = [
    row.number,
    row.status,
    row.sessionId,
    row.customerId,
    row.email,
    row.currency,
    row.subtotal,
    row.discountTotal,
    row.shippingTotal,
    row.taxTotal,
    row.total,
    row.payUntil?.getTime() ?? null,
    row.placedAt.getTime(),
    row.updatedAt.getTime(),
  ];
  return { row: JSON.stringify(part) };
};

export const addressPart = (address: Address): Json => ({ address: JSON.stringify(address) });

export const linePart = (position: number, line: LineRow): Json => ({
  [`line:${position}`]: JSON.stringify([
    line.sku,
    line.productId,
    line.title,
    line.quantity,
    line.unitPrice,
    line.lineTotal,
  ]),
});

export const eventPart = (version: number, event: string, at: Date): Json => ({
  [`event:${version}`]: JSON.stringify([event, at.getTime()]),
});

export const attemptPart = (
  attemptId: string,
  attempt: { status: string; declineCode: string | null; amount: number },
): Json => ({
  [`attempt:${attemptId}`]: JSON.stringify([attempt.status, attempt.declineCode, attempt.amount]),
});

export const reversalPart = (
  reversalId: string,
  reversal: { attemptId: string; kind: string; status: string; amount: number },
): Json => ({
  [`reversal:${reversalId}`]: JSON.stringify([
    reversal.attemptId,
    reversal.kind,
    reversal.status,
    reversal.amount,
  ]),
});

/** Whose an order is, and the order; undefined when parts of it are missing. */
export const orderOfDocument = (
  orderId: string,
  parts: Json,
): { order: Order; sessionId: string | null; customerId: string | null } | undefined => {
  if (parts.row === undefined || parts.address === undefined) return undefined;
  const row = JSON.parse(parts.row) as RowPart;
  const shippingAddress = JSON.parse(parts.address) as Address;
  const named = (prefix: string): [name: string, json: string][] =>
    Object.entries(parts).flatMap(([field, json]) =>
      field.startsWith(prefix) ? [[field.slice(prefix.length), json]] : [],
    );
  const numbered = (prefix: string) =>
    named(prefix)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([, json]) => JSON.parse(json) as unknown);
  const lines = numbered('line:') as [string, string, string, number, number, number][];
  const events = numbered('event:') as [string, number][];
  if (lines.length === 0 || events.length === 0) return undefined;
  const order: OrderRow = {
    orderId,
    number: row[0],
    status: row[1],
    sessionId: row[2],
    customerId: row[3],
    email: row[4],
    shippingAddress,
    currency: row[5],
    subtotal: row[6],
    discountTotal: row[7],
    shippingTotal: row[8],
    taxTotal: row[9],
    total: row[10],
    payUntil: row[11] === null ? null : new Date(row[11]),
    placedAt: new Date(row[12]),
    updatedAt: new Date(row[13]),
  };
  return {
    sessionId: order.sessionId,
    customerId: order.customerId,
    order: viewOrder(order, {
      lines: lines.map(([sku, productId, title, quantity, unitPrice, lineTotal]) => ({
        sku,
        productId,
        title,
        quantity,
        unitPrice,
        lineTotal,
      })),
      events: events.map(([event, at]) => ({ event, at: new Date(at) })),
      payment: paymentOf(named('attempt:'), named('reversal:')),
    }),
  };
};

const paymentOf = (
  attempts: readonly [id: string, json: string][],
  reversals: readonly [id: string, json: string][],
): PaymentView | undefined =>
  paymentViewOf(
    attempts.map(([attemptId, json]) => {
      const [status, declineCode, amount] = JSON.parse(json);
      return { attemptId, status, declineCode, amount };
    }),
    reversals.map(([, json]) => {
      const [attemptId, kind, status, amount] = JSON.parse(json);
      return { attemptId, kind, status, amount };
    }),
  );
