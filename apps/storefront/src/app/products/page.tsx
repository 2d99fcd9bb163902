import { store } from '@cartwright/contract';
import type { Metadata } from 'next';
import { Breadcrumbs } from '#components/breadcrumbs.tsx';
import { ProductList } from '#components/product-list.tsx';
import { categoryTree } from '#lib/catalogue.ts';
import {
  engineQuery,
  firstOf,
  listingOf,
  offeredCategories,
  type SearchParams,
  valuesOf,
} from '#lib/listing.ts';
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
        categories={offeredCategories(tree, valuesOf(listing, 'category'))}
      />
    </>
  );
};

const titleOf = (words: string | undefined): string =>
  words === undefined ? 'Everything' : `Results for “${words}”`;

export default shopPage(Products);
