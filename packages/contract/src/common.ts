import Type, { type Static, type TSchema } from 'typebox';

/** Largest quantity of one SKU in one cart or order line. */
export const QUANTITY_MAX = 999;
/** Largest number of lines in one cart or order. */
export const LINES_MAX = 100;
/** Largest page of a list, and its default. */
export const PAGE_LIMIT_MAX = 100;
export const PAGE_LIMIT_DEFAULT = 24;
/** Largest amount of money in one value: keeps sums of a whole order inside a safe integer. */
export const AMOUNT_MAX = 1_000_000_000_000;
/** Largest price of one unit: 100 lines of 999 such units are still a safe integer. */
export const PRICE_AMOUNT_MAX = 10_000_000_000;

export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Money in integer minor units (cents) of an ISO 4217 currency. */
export const Money = Type.Object(
  {
    amount: Type.Integer({
      description: 'Minor units: 4950 is 49.50',
      minimum: 0,
      maximum: AMOUNT_MAX,
    }),
    currency: Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' }),
  },
  { title: 'Money' },
);
export type Money = Static<typeof Money>;

/** What one unit costs. */
export const Price = Type.Object({
  ...Money.properties,
  amount: Type.Integer({ minimum: 0, maximum: PRICE_AMOUNT_MAX }),
});

/** An opaque id; new ones are UUIDv7. */
export const Id = Type.String({ minLength: 1, maxLength: 128 });
/** The code of what is sold. */
export const Sku = Type.String({ minLength: 1, maxLength: 128, pattern: '^[^\\u0000-\\u001f]+$' });
export const Timestamp = Type.String({ description: 'RFC 3339, UTC' });
export const Quantity = Type.Integer({ minimum: 1, maximum: QUANTITY_MAX });
export const Email = Type.String({
  minLength: 3,
  maxLength: 254,
  // One @, no blanks, control or invisible characters, a dot in the domain; the mail itself is the real proof.
  pattern:
    '^[^@\\s\\u0000-\\u001f\\p{Cf}]{1,64}@[^@\\s\\u0000-\\u001f\\p{Cf}]+\\.[^@\\s.\\u0000-\\u001f\\p{Cf}]+$',
});
/** A short text of a person: no control characters, not blank. */
export const Line = (maxLength: number) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: '^[^\\S\\u0000-\\u001f]*[^\\s\\u0000-\\u001f][^\\u0000-\\u001f]*$',
  });

export const PageQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: PAGE_LIMIT_MAX, default: PAGE_LIMIT_DEFAULT })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
});

export const Page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), nextCursor: nullable(Type.String()) });

export const Items = <T extends TSchema>(item: T) => Type.Object({ items: Type.Array(item) });

/** What a command that may be repeated carries. */
export const IdempotencyHeaders = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: '1 to 255 visible characters; the name of what the caller wants once' }),
  ),
});

/** How long a checkout may wait for its outcome: `respond-async`, or `wait=N` with N from 0 to 30 seconds. */
export const PreferHeaders = Type.Object({ prefer: Type.Optional(Type.String({ maxLength: 200 })) });
