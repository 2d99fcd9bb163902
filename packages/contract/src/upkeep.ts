import Type, { type Static } from 'typebox';
import { Handle, ProductStatus } from './catalog.ts';
import { Id, Line, Money, nullable, PRICE_AMOUNT_MAX } from './common.ts';

/** Most choices of one attribute. */
export const ATTRIBUTE_CHOICES_MAX = 500;
export const ATTRIBUTE_KINDS = ['text', 'number', 'boolean', 'choice'] as const;
export type AttributeKind = (typeof ATTRIBUTE_KINDS)[number];

/** A product's attributes are texts; a type says which texts one may have, and how its facet is shown. */
export const AttributeTypeInput = Type.Object(
  {
    type: Type.Unsafe<AttributeKind>(Type.Union(ATTRIBUTE_KINDS.map((kind) => Type.Literal(kind)))),
    unit: Type.Optional(nullable({ ...Line(20), description: 'Shown behind the value: 500 g' })),
    choices: Type.Optional(
      Type.Array(Line(100), {
        maxItems: ATTRIBUTE_CHOICES_MAX,
        uniqueItems: true,
        description: 'Of a choice: the values that there are, in the order of the facet',
      }),
    ),
    filterable: Type.Optional(Type.Boolean({ description: 'Offered as a facet; true if left out' })),
    position: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 10_000, description: 'Among the facets, from 0; 0 if left out' }),
    ),
  },
  { title: 'AttributeTypeInput' },
);
export type AttributeTypeInput = Static<typeof AttributeTypeInput>;

export const AttributeType = Type.Object(
  {
    name: Type.String(),
    type: AttributeTypeInput.properties.type,
    unit: nullable(Type.String()),
    choices: Type.Array(Type.String()),
    filterable: Type.Boolean(),
    position: Type.Integer(),
  },
  { title: 'AttributeType' },
);
export type AttributeType = Static<typeof AttributeType>;

/** A category as staff sees it: a row of the tree, drafts counted too. */
export const AdminCategory = Type.Object(
  {
    categoryId: Id,
    parentId: nullable(Id),
    handle: Type.String(),
    title: Type.String(),
    categoryPath: Type.Array(Type.String(), { description: 'Titles from the root down to it' }),
    products: Type.Integer({ description: 'Right in it, drafts included' }),
  },
  { title: 'AdminCategory' },
);
export type AdminCategory = Static<typeof AdminCategory>;

const parentId = nullable({ ...Id, description: 'null: at the root' });
export const CategoryInput = Type.Object(
  { title: Line(200), handle: Type.Optional(Handle), parentId: Type.Optional(parentId) },
  { title: 'CategoryInput' },
);
export type CategoryInput = Static<typeof CategoryInput>;

/** What is left out stays. */
export const CategoryChange = Type.Object(
  { title: Type.Optional(Line(200)), handle: Type.Optional(Handle), parentId: Type.Optional(parentId) },
  { title: 'CategoryChange', minProperties: 1, additionalProperties: false },
);
export type CategoryChange = Static<typeof CategoryChange>;

/** Most products of one bulk change. */
export const BULK_PRODUCTS_MAX = 5_000;
/** Most products that a bulk change shows and names. */
export const BULK_SHOWN_MAX = 100;

const Several = Type.Array(Type.String({ minLength: 1, maxLength: 200 }), { minItems: 1, maxItems: 50 });
const amount = Type.Integer({ minimum: 0, maximum: PRICE_AMOUNT_MAX, description: 'Minor units, inclusive' });

/** The filters of the product list, drafts included; `{}` is every product. */
export const BulkFilter = Type.Object(
  {
    q: Type.Optional(Type.String({ maxLength: 2000 })),
    category: Type.Optional({ ...Several, description: 'Handles; what is below them is included' }),
    brand: Type.Optional(Several),
    collection: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'A handle' })),
    minPrice: Type.Optional(amount),
    maxPrice: Type.Optional(amount),
    inStock: Type.Optional(Type.Boolean()),
    attributes: Type.Optional(
      Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Several, { maxProperties: 8 }),
    ),
    status: Type.Optional(ProductStatus),
  },
  { title: 'BulkFilter', additionalProperties: false },
);
export type BulkFilter = Static<typeof BulkFilter>;

const PriceChange = Type.Union([
  Type.Object(
    {
      percent: Type.Number({
        minimum: -100,
        maximum: 1000,
        description:
          '-20 is a fifth less; hundredths count, and prices are rounded half up to the minor unit',
      }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    {
      add: Type.Integer({
        minimum: -PRICE_AMOUNT_MAX,
        maximum: PRICE_AMOUNT_MAX,
        description: 'Minor units',
      }),
    },
    { additionalProperties: false },
  ),
  Type.Object(
    { set: Type.Integer({ minimum: 0, maximum: PRICE_AMOUNT_MAX, description: 'Minor units' }) },
    { additionalProperties: false },
  ),
]);

const Handles = Type.Array(Id, { minItems: 1, maxItems: 50, uniqueItems: true });

/** What becomes of each product; what is left out stays. */
export const BulkChange = Type.Object(
  {
    status: Type.Optional(ProductStatus),
    brand: Type.Optional(nullable(Line(200))),
    categoryPath: Type.Optional(Type.Array(Line(200), { maxItems: 10, description: 'Made when missing' })),
    price: Type.Optional(PriceChange),
    compareAtPrice: Type.Optional(
      Type.Union([Type.Literal('keepOldPrice'), Type.Null()], {
        description: 'keepOldPrice: where `price` makes a variant cheaper, its price until now; null: none',
      }),
    ),
    attributes: Type.Optional(
      Type.Object(
        {
          set: Type.Optional(
            Type.Record(Type.String({ minLength: 1, maxLength: 100 }), Type.String({ maxLength: 2000 }), {
              maxProperties: 50,
            }),
          ),
          remove: Type.Optional(
            Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { minItems: 1, maxItems: 50 }),
          ),
        },
        { additionalProperties: false, minProperties: 1 },
      ),
    ),
    collections: Type.Optional(
      Type.Object(
        {
          add: Type.Optional({ ...Handles, description: 'Hand-picked ones, by handle or id; at their end' }),
          remove: Type.Optional(Handles),
        },
        { additionalProperties: false, minProperties: 1 },
      ),
    ),
  },
  { title: 'BulkChange', additionalProperties: false, minProperties: 1 },
);
export type BulkChange = Static<typeof BulkChange>;

export const BulkInput = Type.Object(
  {
    select: Type.Union([
      Type.Object(
        { productIds: Type.Array(Id, { minItems: 1, maxItems: BULK_PRODUCTS_MAX, uniqueItems: true }) },
        { additionalProperties: false },
      ),
      Type.Object({ filter: BulkFilter }, { additionalProperties: false }),
    ]),
    change: BulkChange,
    dryRun: Type.Optional(Type.Boolean({ description: 'Tells what would change, and changes nothing' })),
  },
  { title: 'BulkInput', additionalProperties: false },
);
export type BulkInput = Static<typeof BulkInput>;

/** Those of a product's fields that a bulk change changes. */
export const BulkView = Type.Object({
  status: Type.Optional(ProductStatus),
  brand: Type.Optional(nullable(Type.String())),
  categoryPath: Type.Optional(Type.Array(Type.String())),
  attributes: Type.Optional(Type.Record(Type.String(), Type.String())),
  variants: Type.Optional(
    Type.Array(Type.Object({ sku: Type.String(), price: Money, compareAtPrice: nullable(Money) }), {
      description: 'Those that change, the first 100',
    }),
  ),
  collections: Type.Optional(
    Type.Array(Type.String(), { description: 'Handles, of those that the change names' }),
  ),
});
export type BulkView = Static<typeof BulkView>;

export const BulkRefusal = Type.Object({ productId: Id, reason: Type.String() });
export type BulkRefusal = Static<typeof BulkRefusal>;

export const BulkResult = Type.Object(
  {
    matched: Type.Integer(),
    changed: Type.Integer({ description: 'Those that were not as wanted already' }),
    refused: Type.Array(BulkRefusal, { description: 'Of a dry run: what stands in the way, the first 100' }),
    changes: Type.Array(
      Type.Object({ productId: Id, title: Type.String(), before: BulkView, after: BulkView }),
      { description: 'The first 100' },
    ),
  },
  { title: 'BulkResult' },
);
export type BulkResult = Static<typeof BulkResult>;
