import type { Product, TutorialProduct, Variant } from '@cartwright/contract';
import { many, type Queryable, statement, t } from '../../../platform/sql.ts';
import { toTutorialProduct } from '../tutorial.ts';
import { findProducts, type ViewOptions } from './find-product.ts';

/** A product as the CQRS tutorial's clients know it, and what is sold when they order it. */
export type TutorialListing = { product: TutorialProduct; sku: string; active: boolean };

export type TutorialQuery = {
  /** A part of the title, in any case. */
  titlePart: string | undefined;
  productId: string | undefined;
  limit: number;
};

// Active products with a unit to sell, by id as the tutorial sorts them. Without a title part the primary key is
// followed until the list is full; with one, search_text (whose first line is the title) lets the trigram index
// product_search throw out the rest first.
const select = (titled: boolean) =>
  statement({
    name: `catalog.selectTutorialIds${titled ? '.titled' : ''}`,
    text: `
    SELECT product.product_id AS "productId"
    FROM catalog.product
    WHERE product.status = 'active'
      AND ${
        titled
          ? `product.search_text LIKE '%' || $1 || '%' AND split_part(product.search_text, E'\\n', 1) LIKE '%' || $1 || '%'`
          : '$1::text IS NOT NULL'
      }
      AND ($2::text IS NULL OR product.product_id = $2)
      AND EXISTS (
        SELECT FROM catalog.variant
        JOIN catalog.price ON price.sku = variant.sku AND price.currency = $3
        JOIN inventory.availability ON availability.sku = variant.sku
        WHERE variant.product_id = product.product_id AND availability.available_to_sell > 0)
    ORDER BY product.product_id
    LIMIT $4`,
    params: { titlePart: t.text, productId: t.nullable(t.text), currency: t.text, limit: t.int8 },
    row: { productId: t.text },
  });
const selectAll = select(false);
const selectTitled = select(true);

/** At most `limit` products that are in stock, sorted by id. */
export const tutorialProducts = async (
  db: Queryable,
  query: TutorialQuery,
  options: ViewOptions,
): Promise<TutorialProduct[]> => {
  const rows = await many(db, query.titlePart === undefined ? selectAll : selectTitled, {
    titlePart: escapeLike((query.titlePart ?? '').toLowerCase()),
    productId: query.productId ?? null,
    currency: options.currency,
    limit: query.limit,
  });
  const ids = rows.map(({ productId }) => productId);
  const listings = await findTutorialProducts(db, ids, options);
  return ids.flatMap((id) => listings.get(id)?.product ?? []);
};

/** Products by id, sold at present or not; unknown ids, and products without a price, are missing. */
export const findTutorialProducts = async (
  db: Queryable,
  productIds: readonly string[],
  options: ViewOptions,
): Promise<Map<string, TutorialListing>> => {
  const products = await findProducts(db, productIds, options);
  return new Map(
    products.flatMap((product) => {
      const variant = variantForTutorial(product);
      if (variant === undefined) return [];
      const listing = {
        product: toTutorialProduct(product, variant),
        sku: variant.sku,
        active: product.status === 'active',
      };
      return [[product.productId, listing] as const];
    }),
  );
};

/** The tutorial knows no variants: a product stands for its first one in stock, or its first when none is. */
const variantForTutorial = ({ variants }: Product): Variant | undefined =>
  variants.find(({ availableToSell }) => availableToSell > 0) ?? variants[0];

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
