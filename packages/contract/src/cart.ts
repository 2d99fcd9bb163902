import Type, { type Static } from 'typebox';
import { ShownImage } from './catalog.ts';
import { Id, LINES_MAX, Money, nullable, QUANTITY_MAX, Quantity, Sku, Timestamp } from './common.ts';

export const CartLine = Type.Object({
  sku: Type.String(),
  productId: Id,
  title: Type.String(),
  image: nullable(ShownImage),
  quantity: Type.Integer(),
  unitPrice: Money,
  lineTotal: Money,
  /** In the past: held no longer, and taken anew at checkout if it is there. */
  heldUntil: nullable(Timestamp),
  /** Of a sale whose units these are. */
  claimId: nullable(Type.String()),
});
export type CartLine = Static<typeof CartLine>;

export const Cart = Type.Object(
  {
    cartId: Id,
    lines: Type.Array(CartLine),
    subtotal: Money,
    discountTotal: Money,
    shippingTotal: Money,
    taxTotal: Money,
    total: Money,
    coupons: Type.Array(Type.String()),
    expiresAt: Timestamp,
    orderId: nullable(Type.String()),
  },
  { title: 'Cart' },
);
export type Cart = Static<typeof Cart>;

export const WantedLine = Type.Object({ sku: Sku, quantity: Quantity });
export type WantedLine = Static<typeof WantedLine>;

export const CreateCart = Type.Object({
  lines: Type.Optional(Type.Array(WantedLine, { maxItems: LINES_MAX })),
});
export const SetQuantity = Type.Object({ quantity: Type.Integer({ minimum: 0, maximum: QUANTITY_MAX }) });

export const ShippingOption = Type.Object({
  shippingOptionId: Type.String(),
  title: Type.String(),
  price: Money,
});
export type ShippingOption = Static<typeof ShippingOption>;
