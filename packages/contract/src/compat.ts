import Type, { type Static } from 'typebox';
import { nullable, QUANTITY_MAX } from './common.ts';

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

export const TutorialFilter = Type.Object({
  productDisplayName: Type.Optional(Type.String({ maxLength: 500 })),
  productId: Type.Optional(Type.Union([Type.String({ maxLength: 128 }), Type.Integer()])),
});

export const TutorialCreateOrder = Type.Object({
  products: Type.Array(
    Type.Object({
      productId: Type.Union([Type.String({ minLength: 1, maxLength: 128 }), Type.Integer()]),
      qty: Type.Integer({ minimum: 1, maximum: QUANTITY_MAX }),
      productPrice: Type.Integer({ minimum: 0 }),
    }),
    { minItems: 1, maxItems: 100 },
  ),
});
export type TutorialCreateOrder = Static<typeof TutorialCreateOrder>;

export const TutorialScore = Type.Object({ value: Type.String(), score: Type.Number() });
export const TutorialStats = Type.Object({
  totalPurchaseAmount: Type.Number(),
  productPurchaseQtySet: Type.Array(TutorialScore),
  categoryPurchaseAmountSet: Type.Array(TutorialScore),
  brandPurchaseAmountSet: Type.Array(TutorialScore),
  products: Type.Array(TutorialProduct),
});
export type TutorialStats = Static<typeof TutorialStats>;
