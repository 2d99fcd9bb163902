import { store } from '@cartwright/contract';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Breadcrumbs } from '#components/breadcrumbs.tsx';
import { ProductList } from '#components/product-list.tsx';
import { collectionHref, decoded } from '#lib/address.ts';
import { categoryTree } from '#lib/catalogue.ts';
import { collectionOf } from '#lib/collections.ts';
import { engineQuery, listingOf, offeredCategories, type SearchParams, valuesOf } from '#lib/listing.ts';
import { leadOn } from '#lib/moved.ts';
import { ifAnswered, shopPage } from '#lib/page.tsx';
import { ask } from '#lib/shopper.ts';
import { countOf, plainWords } from '#lib/words.ts';

type Props = { params: Promise<{ handle: string }>; searchParams: Promise<SearchParams> };

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const collection = await ifAnswered(collectionOf(decoded((await params).handle)), null);
  if (collection === null) return { title: 'Collection' };
  return {
    title: collection.title,
    description:
      plainWords(collection.description) ||
      `${collection.title}: ${countOf(collection.count, 'product')} to choose from.`,
    alternates: { canonical: collectionHref(collection.handle) },
  };
};

const CollectionPage = async ({ params, searchParams }: Props) => {
  const [handle, search] = [decoded((await params).handle), await searchParams];
  const collection = await collectionOf(handle);
  if (collection === null) notFound();
  const href = collectionHref(collection.handle);
  leadOn({ from: handle, to: collection.handle, href }, search);
  const listing = listingOf(href, search);
  const [page, tree] = await Promise.all([
    ask(store.listProducts, { query: { ...engineQuery(listing), collection: collection.handle } }),
    categoryTree(),
  ]);
  return (
    <>
      <Breadcrumbs crumbs={[{ title: 'Collections', href: '/collections' }]} current={collection.title} />
      <ProductList
        listing={listing}
        page={page}
        title={collection.title}
        categories={offeredCategories(tree, valuesOf(listing, 'category'))}
        ownOrder="Suggested"
      >
        {collection.description.trim() === '' ? null : (
          // The engine makes descriptions safe when they come in, and the page's policy runs no foreign script.
          <div
            className="prose mt-4 max-w-prose text-muted"
            dangerouslySetInnerHTML={{ __html: collection.description }}
          />
        )}
      </ProductList>
    </>
  );
};

export default shopPage(CollectionPage);
