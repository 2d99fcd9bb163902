import Type, { type Static } from 'typebox';

const Sum = {
  lines: Type.Integer(),
  amount: Type.Integer({ description: 'Minor units; below zero where money went back' }),
};
const Parted = { accepted: Type.Integer(), leftOut: Type.Integer() };

/** What an import of an order log came to. Amounts are minor units of its currency. */
export const OrderLogReport = Type.Object(
  {
    currency: Type.String(),
    products: Type.Object({ created: Type.Integer() }),
    customers: Type.Object({ created: Type.Integer() }),
    orders: Type.Object({
      created: Type.Integer(),
      present: Type.Integer({ description: 'In already, from an earlier import' }),
    }),
    returns: Type.Object({
      created: Type.Integer({ description: 'Orders to which a cancellation gave something back' }),
    }),
    accepted: Type.Object({
      goods: Type.Object(Sum),
      shipping: Type.Object(Sum),
      goodsBack: Type.Object(Sum),
      shippingBack: Type.Object(Sum),
      total: Type.Object(Sum),
    }),
    leftOut: Type.Array(Type.Object({ rule: Type.String(), because: Type.String(), ...Sum })),
    byDay: Type.Array(Type.Object({ day: Type.String({ description: 'UTC' }), ...Parted })),
    byCountry: Type.Array(
      Type.Object({ country: Type.String({ description: 'As in the file' }), ...Parted }),
    ),
  },
  { title: 'OrderLogReport' },
);
export type OrderLogReport = Static<typeof OrderLogReport>;
