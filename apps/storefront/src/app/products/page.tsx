import { type Category, store } from '@cartwright/contract';
import type { Metadata } from 'next';
import { Breadcrumbs } from '#components/breadcrumbs.tsx';
import { ProductList } from '#components/product-list.tsx';
import { categoryTree, pathTo } from '#lib/catalogue.ts';
import { engineQuery, firstOf, listingOf, type SearchParams, valuesOf } from '#lib/listing.ts';
import { shopPage } from '#lib/page.tsx';
import { ask } from '#lib/shopper.ts';

type Props = { searchParams: Promise<SearchParams> };

const PATH = '/products';

export const generateMetadata = async ({ searchParams }: Props): Promise<Metadata> => {
  const listing = listingOf(PATH, await searchParams);
  return {
    title: titleOf(firstOf(listing, 'q')),
    description: 'Everything in the shop, with filters for category, brand, price and more.',
    // Only the plain list belongs in a search engine, not every mix of filters.
    ...(listing.pairs.length > 0 ? { robots: { index: false } } : {}),
  };
};

const Products = async ({ searchParams }: Props) => {
  const listing = listingOf(PATH, await searchParams);
  const [page, tree] = await Promise.all([
    ask(store.listProducts, { query: engineQuery(listing) }),
    categoryTree(),
  ]);
  return (
    <>
      <Breadcrumbs crumbs={[]} current="Everything" />
      <ProductList
        listing={listing}
        page={page}
        title={titleOf(firstOf(listing, 'q'))}
        categories={offered(tree, valuesOf(listing, 'category'))}
      />
    </>
  );
};

/** Departments, and what lies below the chosen categories: the whole tree is a list nobody reads. */
const offered = (tree: readonly Category[], chosen: readonly string[]): ReadonlySet<string> =>
  new Set([
    ...tree.map(({ handle }) => handle),
    ...chosen,
    ...chosen.flatMap(
      (handle) =>
        pathTo(tree, handle)
          .at(-1)
          ?.children.map((child) => child.handle) ?? [],
    ),
  ]);

const titleOf = (words: string | undefined): string =>
  words === undefined ? 'Everything' : `Results for “${words}”`;

export default shopPage(Products);
