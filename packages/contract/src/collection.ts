import Type, { type Static } from 'typebox';
import { Handle, Image, ProductStatus, ShownImage } from './catalog.ts';
import { Id, Line, nullable, PRICE_AMOUNT_MAX, Timestamp } from './common.ts';

/** Largest number of products that a collection names itself. */
export const COLLECTION_PRODUCTS_MAX = 10_000;

/** A group of products that a shop shows under one name. */
export const Collection = Type.Object(
  {
    collectionId: Id,
    handle: Type.String(),
    title: Type.String(),
    description: Type.String({ description: 'HTML, made safe when it came in' }),
    image: nullable(ShownImage),
    count: Type.Integer({ description: 'Active products in it' }),
  },
  { title: 'Collection' },
);
export type Collection = Static<typeof Collection>;

const Values = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 50 });

/** Which products are in a collection by themselves: every part that is given has to fit; within a list, one does. */
export const CollectionRule = Type.Object(
  {
    categories: Type.Optional({ ...Values, description: 'Handles; what is below them is included' }),
    brands: Type.Optional(Values),
    minPrice: Type.Optional(
      Type.Integer({ minimum: 0, maximum: PRICE_AMOUNT_MAX, description: 'Minor units' }),
    ),
    maxPrice: Type.Optional(
      Type.Integer({ minimum: 0, maximum: PRICE_AMOUNT_MAX, description: 'Minor units' }),
    ),
    reduced: Type.Optional(Type.Boolean({ description: 'A variant costs less than its compareAtPrice' })),
    attributes: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Values, { maxProperties: 8 }),
    ),
  },
  { title: 'CollectionRule', additionalProperties: false, minProperties: 1 },
);
export type CollectionRule = Static<typeof CollectionRule>;

/**
 * What staff sends: either `productIds`, in the order in which they are shown, or a `rule`. Left out, both stay as
 * they are, and so does the handle; a new collection with neither is empty.
 */
export const CollectionInput = Type.Object(
  {
    handle: Type.Optional(Handle),
    title: Line(200),
    description: Type.Optional(Type.String({ maxLength: 20_000 })),
    image: Type.Optional(nullable(Image)),
    status: Type.Optional(ProductStatus),
    productIds: Type.Optional(Type.Array(Id, { maxItems: COLLECTION_PRODUCTS_MAX, uniqueItems: true })),
    rule: Type.Optional(nullable(CollectionRule)),
  },
  { title: 'CollectionInput' },
);
export type CollectionInput = Static<typeof CollectionInput>;

/** A collection as staff sees it. */
export const AdminCollection = Type.Object(
  {
    ...Collection.properties,
    status: ProductStatus,
    rule: nullable(CollectionRule),
    productIds: Type.Optional(
      Type.Array(Id, { description: 'Of one collection that is hand-picked, in order; not in lists' }),
    ),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { title: 'AdminCollection' },
);
export type AdminCollection = Static<typeof AdminCollection>;
