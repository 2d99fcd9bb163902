import type { Transaction } from '../../../platform/postgres.ts';
import { change } from '../../../platform/sql.ts';
import { isFacet } from '../domain/facet-value.ts';
import type { PreparedProduct } from '../domain/prepare.ts';
import * as sql from './write-statements.ts';

/** A product to be written: nothing about it is open any more. */
type Resolved = Omit<PreparedProduct, 'categoryPath' | 'handle'> & {
  handle: string;
  /** Of handles. */
  categoryPath: string | null;
};

/** Writes products; of those that are replaced, what hung on them goes first. Brands and categories are there. */
export const writeProducts = async (
  tx: Transaction,
  products: readonly Resolved[],
  how: { currency: string; replaced: readonly string[] },
): Promise<void> => {
  if (how.replaced.length > 0) await change(tx, sql.deleteParts, { productIds: [...how.replaced] });
  const facets = products.flatMap(({ productId, attributes }) =>
    attributes.flatMap(([name, value]) => (isFacet(name, value) ? { productId, name, value } : [])),
  );
  const facetNames = facets.map(({ name }) => name);
  const facetValues = facets.map(({ value }) => value);
  if (facets.length > 0) await change(tx, sql.insertFacetValues, { names: facetNames, values: facetValues });
  await change(tx, sql.upsertProducts, {
    productIds: products.map(({ productId }) => productId),
    handles: products.map(({ handle }) => handle),
    titles: products.map(({ title }) => title),
    descriptions: products.map(({ description }) => description),
    brands: products.map(({ brand }) => brand),
    categoryPaths: products.map(({ categoryPath }) => categoryPath),
    statuses: products.map(({ status }) => status),
    searchTexts: products.map(({ searchText }) => searchText),
    facetProductIds: facets.map(({ productId }) => productId),
    facetNames,
    facetValues,
  });
  await writeDescriptive(tx, products);
  await writeVariants(tx, products, how.currency);
};

const writeDescriptive = async (tx: Transaction, products: readonly Resolved[]): Promise<void> => {
  const attributes = products.flatMap(({ productId, attributes: pairs }) =>
    pairs.map(([name, value], position) => ({ productId, name, value, position })),
  );
  if (attributes.length > 0)
    await change(tx, sql.insertAttributes, {
      productIds: attributes.map(({ productId }) => productId),
      names: attributes.map(({ name }) => name),
      values: attributes.map(({ value }) => value),
      positions: attributes.map(({ position }) => position),
    });
  const images = products.flatMap(({ productId, images: pictures }) =>
    pictures.map(({ url, alt }, position) => ({ productId, url, alt, position })),
  );
  if (images.length > 0)
    await change(tx, sql.insertImages, {
      productIds: images.map(({ productId }) => productId),
      positions: images.map(({ position }) => position),
      urls: images.map(({ url }) => url),
      alts: images.map(({ alt }) => alt),
    });
  const options = products.flatMap(({ productId, options: names }) =>
    names.map((name, position) => ({ productId, name, position })),
  );
  if (options.length > 0)
    await change(tx, sql.insertOptions, {
      productIds: options.map(({ productId }) => productId),
      positions: options.map(({ position }) => position),
      names: options.map(({ name }) => name),
    });
};

const writeVariants = async (
  tx: Transaction,
  products: readonly Resolved[],
  currency: string,
): Promise<void> => {
  const variants = products.flatMap(({ productId, variants: of }) =>
    of.map((variant, position) => ({ ...variant, productId, position })),
  );
  await change(tx, sql.insertVariants, {
    skus: variants.map(({ sku }) => sku),
    productIds: variants.map(({ productId }) => productId),
    positions: variants.map(({ position }) => position),
    titles: variants.map(({ title }) => title),
    currency,
    amounts: variants.map(({ amount }) => amount),
    compareAts: variants.map(({ compareAt }) => compareAt),
    imagePositions: variants.map(({ imagePosition }) => imagePosition),
  });
  const options = variants.flatMap(({ sku, options: pairs }) =>
    pairs.map(([name, value], position) => ({ sku, name, value, position })),
  );
  if (options.length > 0)
    await change(tx, sql.insertVariantOptions, {
      skus: options.map(({ sku }) => sku),
      names: options.map(({ name }) => name),
      values: options.map(({ value }) => value),
      positions: options.map(({ position }) => position),
    });
  const amounts = products.map(({ variants: of }) => of.map(({ amount }) => amount));
  await change(tx, sql.insertProductPrices, {
    productIds: products.map(({ productId }) => productId),
    currency,
    lowest: amounts.map((of) => Math.min(...of)),
    highest: amounts.map((of) => Math.max(...of)),
  });
};
