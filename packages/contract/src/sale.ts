import Type, { type Static } from 'typebox';
import { Id, Money, nullable, Quantity, Timestamp } from './common.ts';

export const SALE_STATES = ['scheduled', 'open', 'soldOut', 'ended', 'stopped'] as const;
export type SaleState = (typeof SALE_STATES)[number];
export const SaleState = Type.Unsafe<SaleState>(Type.Union(SALE_STATES.map((state) => Type.Literal(state))));

/** A timed offer of some units of one SKU, set apart from the shelf. */
export const Sale = Type.Object(
  {
    saleId: Id,
    title: Type.String(),
    sku: Type.String(),
    productId: nullable(Type.String({ description: 'Null when the SKU is not sold any more' })),
    price: Money,
    state: SaleState,
    allocation: Type.Integer(),
    remaining: Type.Integer({ description: 'Units that can be claimed now' }),
    startsAt: Timestamp,
    endsAt: Timestamp,
    perBuyerLimit: Type.Integer(),
    queueLength: Type.Integer(),
  },
  { title: 'Sale' },
);
export type Sale = Static<typeof Sale>;

export const ClaimInput = Type.Object({
  quantity: Quantity,
  admissionToken: Type.Optional(Type.String({ minLength: 1, maxLength: 4000 })),
});
export const Claim = Type.Object({ claimId: Id, cartId: Id, expiresAt: Timestamp }, { title: 'Claim' });
export type Claim = Static<typeof Claim>;
