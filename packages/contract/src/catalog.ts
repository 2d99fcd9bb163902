import Type, { type Static } from 'typebox';
import { Id, Line, Money, nullable, PageQuery, Price, Sku, Timestamp } from './common.ts';

export const Image = Type.Object({
  url: Type.String({ maxLength: 2048 }),
  alt: Type.String({ maxLength: 500 }),
});
export type Image = Static<typeof Image>;

/** A picture as it is shown; of the shop's own raster pictures there are smaller copies, smallest first. */
export const ShownImage = Type.Object({
  ...Image.properties,
  width: Type.Optional(Type.Integer({ description: 'Pixels' })),
  height: Type.Optional(Type.Integer({ description: 'Pixels' })),
  sizes: Type.Optional(
    Type.Array(Type.Object({ url: Type.String(), width: Type.Integer({ description: 'Pixels' }) })),
  ),
});
export type ShownImage = Static<typeof ShownImage>;

/** What became of an uploaded picture. */
export const UploadedPicture = Type.Object(
  {
    url: Type.String({ description: 'For the images of products' }),
    width: Type.Integer({ description: 'Pixels' }),
    height: Type.Integer({ description: 'Pixels' }),
    sizes: Type.Array(Type.Object({ url: Type.String(), width: Type.Integer({ description: 'Pixels' }) }), {
      description: 'Smaller copies, smallest first',
    }),
  },
  { title: 'UploadedPicture' },
);
export type UploadedPicture = Static<typeof UploadedPicture>;

export const Handle = Type.String({
  minLength: 1,
  maxLength: 200,
  pattern: '^[\\p{L}\\p{N}][\\p{L}\\p{N}._-]*$',
  description: 'The name in a web address',
});

export const ProductSummary = Type.Object(
  {
    productId: Id,
    handle: Type.String(),
    title: Type.String(),
    brand: nullable(Type.String()),
    categoryPath: Type.Array(Type.String(), { description: 'Titles from the root down' }),
    image: nullable(ShownImage),
    price: Money,
    priceMax: Money,
    availableToSell: Type.Integer({ minimum: 0 }),
  },
  { title: 'ProductSummary' },
);
export type ProductSummary = Static<typeof ProductSummary>;

export const Variant = Type.Object(
  {
    sku: Type.String(),
    title: Type.String(),
    options: Type.Record(Type.String(), Type.String()),
    price: Money,
    compareAtPrice: nullable(Money),
    imageUrl: nullable(Type.String({ description: 'The one of the product’s images that shows it' })),
    availableToSell: Type.Integer({ minimum: 0 }),
  },
  { title: 'Variant' },
);
export type Variant = Static<typeof Variant>;

export const ProductStatus = Type.Union([Type.Literal('active'), Type.Literal('draft')]);

export const Product = Type.Object(
  {
    productId: Id,
    handle: Type.String(),
    title: Type.String(),
    description: Type.String({ description: 'HTML, made safe when it came in' }),
    brand: nullable(Type.String()),
    categoryPath: Type.Array(Type.String()),
    categoryHandles: Type.Array(Type.String(), { description: 'Beside categoryPath, for links' }),
    images: Type.Array(ShownImage),
    attributes: Type.Record(Type.String(), Type.String()),
    status: ProductStatus,
    variants: Type.Array(Variant),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  },
  { title: 'Product' },
);
export type Product = Static<typeof Product>;

export const PRODUCT_SORTS = ['relevance', 'priceAsc', 'priceDesc', 'newest', 'popular'] as const;
export type ProductSort = (typeof PRODUCT_SORTS)[number];
export const ProductSort = Type.Unsafe<ProductSort>(
  Type.Union(PRODUCT_SORTS.map((sort) => Type.Literal(sort))),
);

const Filter = Type.Union([
  Type.String({ maxLength: 200 }),
  Type.Array(Type.String({ maxLength: 200 }), { maxItems: 50 }),
]);

/** A repeated filter means or; different filters mean and. `attr.<name>` filters by any attribute. */
export const ProductQuery = Type.Object(
  {
    ...PageQuery.properties,
    q: Type.Optional(Type.String({ maxLength: 2000 })),
    category: Type.Optional(Filter),
    brand: Type.Optional(Filter),
    collection: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'A handle; without a sort, in the order of the collection',
      }),
    ),
    minPrice: Type.Optional(Type.Integer({ minimum: 0, description: 'Minor units, inclusive' })),
    maxPrice: Type.Optional(Type.Integer({ minimum: 0, description: 'Minor units, inclusive' })),
    inStock: Type.Optional(Type.Boolean()),
    sort: Type.Optional(ProductSort),
  },
  { additionalProperties: true },
);

export const FacetValue = Type.Object({ value: Type.String(), label: Type.String(), count: Type.Integer() });
export type FacetValue = Static<typeof FacetValue>;
export const PriceFacet = Type.Object({
  from: Type.Integer(),
  to: nullable(Type.Integer()),
  count: Type.Integer(),
});

export const ProductPage = Type.Object(
  {
    items: Type.Array(ProductSummary),
    total: Type.Integer(),
    facets: Type.Object({
      category: Type.Array(FacetValue),
      brand: Type.Array(FacetValue),
      price: Type.Array(PriceFacet),
      attributes: Type.Record(Type.String(), Type.Array(FacetValue)),
    }),
    nextCursor: nullable(Type.String()),
  },
  { title: 'ProductPage' },
);
export type ProductPage = Static<typeof ProductPage>;

/** A node of the category tree; `count` is active products in it and below it. */
export type Category = {
  categoryId: string;
  handle: string;
  title: string;
  count: number;
  children: Category[];
};
export const Category = Type.Unsafe<Category>(
  Type.Cyclic(
    {
      Category: Type.Object({
        categoryId: Id,
        handle: Type.String(),
        title: Type.String(),
        count: Type.Integer(),
        children: Type.Array(Type.Ref('Category')),
      }),
    },
    'Category',
  ),
);

/** What staff sends to make or replace a product: `Product` without what is derived. */
export const ProductInput = Type.Object(
  {
    productId: Type.Optional(Type.String({ minLength: 1, maxLength: 128, pattern: '^[A-Za-z0-9._~-]+$' })),
    handle: Type.Optional(Handle),
    title: Line(500),
    description: Type.Optional(Type.String({ maxLength: 100_000 })),
    brand: Type.Optional(nullable(Line(200))),
    categoryPath: Type.Optional(
      Type.Array(Line(200), { maxItems: 10, description: 'Titles from the root down; made when missing' }),
    ),
    images: Type.Optional(Type.Array(Image, { maxItems: 250 })),
    attributes: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Type.String({ maxLength: 2000 })),
    ),
    status: Type.Optional(ProductStatus),
    variants: Type.Array(
      Type.Object({
        sku: Sku,
        title: Type.Optional(Type.String({ maxLength: 500 })),
        options: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Line(200))),
        price: Price,
        compareAtPrice: Type.Optional(nullable(Price)),
        imageUrl: Type.Optional(
          nullable(Type.String({ maxLength: 2048, description: 'One of the images above' })),
        ),
        onHand: Type.Optional(
          Type.Integer({
            minimum: 0,
            maximum: 1_000_000_000,
            description: 'Sets the stock; left out, stock stays as it is',
          }),
        ),
      }),
      { minItems: 1, maxItems: 2000 },
    ),
  },
  { title: 'ProductInput' },
);
export type ProductInput = Static<typeof ProductInput>;

export const StockLevel = Type.Object({ sku: Type.String(), availableToSell: Type.Integer() });
export const StockQuery = Type.Object({
  sku: Type.Union([Sku, Type.Array(Sku, { minItems: 1, maxItems: 100 })]),
});
