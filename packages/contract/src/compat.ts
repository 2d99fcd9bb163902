import Type, { type Static, type TSchema } from 'typebox';
import { LINES_MAX, nullable, QUANTITY_MAX } from './common.ts';
import type { Endpoint } from './endpoint.ts';

/** A product as the CQRS tutorial's API shows it; prices are cents. */
export const TutorialProduct = Type.Object(
  {
    productId: Type.String(),
    price: Type.Integer(),
    productDisplayName: Type.String(),
    variantName: Type.String(),
    brandName: Type.String(),
    ageGroup: Type.String(),
    gender: Type.String(),
    displayCategories: Type.String({ description: 'Comma-separated' }),
    masterCategory_typeName: Type.String(),
    subCategory_typeName: Type.String(),
    styleImages_default_imageURL: Type.String(),
    productDescriptors_description_value: Type.String({ description: 'HTML' }),
    stockQty: Type.Integer(),
    productColors: Type.String(),
    createdOn: Type.String(),
    createdBy: Type.String(),
    lastUpdatedOn: nullable(Type.String()),
    lastUpdatedBy: nullable(Type.String()),
    statusCode: Type.Integer(),
  },
  { title: 'TutorialProduct' },
);
export type TutorialProduct = Static<typeof TutorialProduct>;

export const TutorialOrder = Type.Object(
  {
    orderId: Type.String(),
    orderStatusCode: Type.Integer({
      description: '1 created, 2 pending, 3 payment initiated, 4 payment success, -4 payment failed',
    }),
    potentialFraud: Type.Boolean(),
    userId: Type.String(),
    createdOn: Type.String(),
    createdBy: Type.String(),
    lastUpdatedOn: nullable(Type.String()),
    lastUpdatedBy: nullable(Type.String()),
    statusCode: Type.Integer(),
    products: Type.Array(
      Type.Object({
        productId: Type.String(),
        qty: Type.Integer(),
        productPrice: Type.Integer(),
        productData: TutorialProduct,
      }),
    ),
  },
  { title: 'TutorialOrder' },
);
export type TutorialOrder = Static<typeof TutorialOrder>;

const TutorialProductId = Type.Union([Type.String({ maxLength: 128 }), Type.Integer()]);

/** What is left out, null or empty does not filter: the tutorial's client sends empty texts. */
export const TutorialFilter = Type.Object({
  productDisplayName: Type.Optional(nullable(Type.String({ maxLength: 500 }))),
  productId: Type.Optional(nullable(TutorialProductId)),
});
export type TutorialFilter = Static<typeof TutorialFilter>;

export const TutorialCreateOrder = Type.Object({
  products: Type.Array(
    Type.Object({
      productId: TutorialProductId,
      qty: Type.Integer({ minimum: 1, maximum: QUANTITY_MAX }),
      productPrice: Type.Integer({ minimum: 0, description: 'Cents, of one unit' }),
    }),
    { minItems: 1, maxItems: LINES_MAX },
  ),
});
export type TutorialCreateOrder = Static<typeof TutorialCreateOrder>;

export const TutorialScore = Type.Object({ value: Type.String(), score: Type.Number() });
export type TutorialScore = Static<typeof TutorialScore>;

export const TutorialStats = Type.Object({
  totalPurchaseAmount: Type.Number(),
  productPurchaseQtySet: Type.Array(TutorialScore),
  categoryPurchaseAmountSet: Type.Array(TutorialScore),
  brandPurchaseAmountSet: Type.Array(TutorialScore),
  products: Type.Array(TutorialProduct),
});
export type TutorialStats = Static<typeof TutorialStats>;

const auth = Type.String({ description: 'The session’s token; send it back as `Authorization: Bearer`' });

/** What every call of the tutorial's API answers; a refusal has `data: null` and `error: { message }`. */
const answer = <T extends TSchema>(data: T) => Type.Object({ data, error: Type.Null(), auth });

export const TutorialRefusal = Type.Object({
  data: Type.Null(),
  error: Type.Object({ message: Type.String() }),
  auth,
});
export type TutorialRefusal = Static<typeof TutorialRefusal>;

/** The API of the CQRS tutorial, for clients written for it. */
export const compat = {
  getProductsByFilter: {
    method: 'POST',
    path: '/products/getProductsByFilter',
    tag: 'Compatibility',
    summary: 'Products in stock, by a part of their title or by id',
    body: TutorialFilter,
    answers: {
      200: Type.Object({
        ...answer(Type.Array(TutorialProduct)).properties,
        isFromCache: Type.Boolean(),
      }),
    },
  },
  triggerResetInventory: {
    method: 'POST',
    path: '/products/triggerResetInventory',
    tag: 'Compatibility',
    summary: 'Makes 25 units of every SKU available; for staff only in production',
    answers: { 200: answer(Type.String()) },
  },
  createOrder: {
    method: 'POST',
    path: '/orders/createOrder',
    tag: 'Compatibility',
    summary: 'Places an order and pays it in the background; answers its id',
    body: TutorialCreateOrder,
    answers: { 200: answer(Type.String()) },
  },
  viewOrderHistory: {
    method: 'GET',
    path: '/orderHistory/viewOrderHistory',
    tag: 'Compatibility',
    summary: 'The session’s orders, newest first',
    answers: { 200: answer(Type.Array(TutorialOrder)) },
  },
  getOrderStats: {
    method: 'POST',
    path: '/orders/getOrderStats',
    tag: 'Compatibility',
    summary: 'What the session’s paid orders add up to, highest first; amounts in cents',
    answers: { 200: answer(TutorialStats) },
  },
} as const satisfies Record<string, Endpoint>;
