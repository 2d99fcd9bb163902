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
    waitingRoom: Type.Boolean({
      description: 'Whether one has to be admitted from its queue before one can claim',
    }),
    queueLength: Type.Integer({ description: 'Shoppers who wait in line' }),
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

export const QUEUE_STATES = ['waiting', 'admitted', 'expired'] as const;
export type QueueState = (typeof QUEUE_STATES)[number];
export const EXPIRED_BECAUSE = ['soldOut', 'ended', 'stopped', 'tooLate', 'lost'] as const;
export type ExpiredBecause = (typeof EXPIRED_BECAUSE)[number];

/** A place in the line of a sale. */
export const QueuePlace = Type.Object(
  {
    ticket: Id,
    state: Type.Unsafe<QueueState>(Type.Union(QUEUE_STATES.map((state) => Type.Literal(state)))),
    position: Type.Integer({
      minimum: 0,
      description:
        'Who stands first has 1; 0 when not waiting any more. Before a lot is drawn: the worst place it may give',
    }),
    estimatedWaitSeconds: Type.Integer({
      minimum: 0,
      description: 'From the measured pace, or from an assumed one while nobody was admitted yet',
    }),
    drawnAt: Type.Optional(
      Type.String({ description: 'RFC 3339: when the places are drawn by lot, until that is done' }),
    ),
    admissionToken: Type.Optional(Type.String({ description: 'To be sent with the claim, when admitted' })),
    admittedUntil: Type.Optional(Type.String({ description: 'RFC 3339: when the admission token ends' })),
    because: Type.Optional(
      Type.Unsafe<ExpiredBecause>(
        Type.Union(
          EXPIRED_BECAUSE.map((word) => Type.Literal(word)),
          {
            description:
              'Why a place is expired. soldOut, ended, stopped: the sale is. tooLate: the admission has ended unused. lost: the line does not know it (any more). After the last two, a new place can be taken',
          },
        ),
      ),
    ),
  },
  { title: 'QueuePlace' },
);
export type QueuePlace = Static<typeof QueuePlace>;
