import Type, { type Static } from 'typebox';
import { WantedLine } from './cart.ts';
import { Email, Id, LINES_MAX, Line, Money, Timestamp } from './common.ts';

export const ORDER_STATUSES = [
  'placed',
  'inReview',
  'authorised',
  'confirmed',
  'fulfilled',
  'cancelled',
  'paymentFailed',
  'refunded',
  'returned',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];
export const OrderStatus = Type.Unsafe<OrderStatus>(
  Type.Union(ORDER_STATUSES.map((status) => Type.Literal(status))),
);

export const PAYMENT_STATUSES = [
  'pending',
  'authorised',
  'captured',
  'declined',
  'voided',
  'refunded',
  'partiallyRefunded',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];
export const PaymentStatus = Type.Unsafe<PaymentStatus>(
  Type.Union(PAYMENT_STATUSES.map((status) => Type.Literal(status))),
);

export const Address = Type.Object(
  {
    name: Line(200),
    line1: Line(200),
    line2: Type.Optional(Type.String({ maxLength: 200 })),
    city: Line(200),
    region: Type.Optional(Type.String({ maxLength: 200 })),
    postalCode: Line(32),
    country: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' }),
  },
  { title: 'Address' },
);
export type Address = Static<typeof Address>;

export const OrderLine = Type.Object({
  sku: Type.String(),
  productId: Id,
  title: Type.String(),
  quantity: Type.Integer(),
  unitPrice: Money,
  lineTotal: Money,
});
export type OrderLine = Static<typeof OrderLine>;

export const Order = Type.Object(
  {
    orderId: Id,
    number: Type.String(),
    status: OrderStatus,
    email: Type.String(),
    shippingAddress: Address,
    lines: Type.Array(OrderLine),
    subtotal: Money,
    discountTotal: Money,
    shippingTotal: Money,
    taxTotal: Money,
    total: Money,
    payment: Type.Object({ status: PaymentStatus, declineCode: Type.Optional(Type.String()) }),
    payUntil: Type.Optional(Type.String({ description: 'A declined order can be paid until then' })),
    estimatedCompletionSeconds: Type.Optional(Type.Integer()),
    placedAt: Timestamp,
    updatedAt: Timestamp,
    timeline: Type.Array(Type.Object({ event: Type.String(), at: Timestamp })),
  },
  { title: 'Order' },
);
export type Order = Static<typeof Order>;

export const Payment = Type.Object({ token: Type.String({ minLength: 1, maxLength: 255 }) });

export const Checkout = Type.Object(
  {
    email: Email,
    shippingAddress: Address,
    shippingOptionId: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    payment: Payment,
  },
  { title: 'Checkout' },
);
export type Checkout = Static<typeof Checkout>;

export const PlaceOrder = Type.Object(
  { ...Checkout.properties, lines: Type.Array(WantedLine, { minItems: 1, maxItems: LINES_MAX }) },
  { title: 'PlaceOrder' },
);
export type PlaceOrder = Static<typeof PlaceOrder>;

export const PayOrder = Type.Object({ payment: Payment });
