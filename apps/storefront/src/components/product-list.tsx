import type { ProductPage } from '@cartwright/contract';
import { ArrowLeft, ArrowRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { ActiveFilters } from '#components/active-filters.tsx';
import { Filters } from '#components/filters.tsx';
import { Link } from '#components/link.tsx';
import { ProductGrid } from '#components/product-card.tsx';
import { SortForm } from '#components/sort-form.tsx';
import { activeFilters, firstOf, hrefOf, type Listing, withValues } from '#lib/listing.ts';
import { countOf } from '#lib/words.ts';

/** Pictures of the first row load at once. */
const EAGER = 4;
const NONE: ReadonlySet<string> = new Set();

type Props = {
  listing: Listing;
  page: ProductPage;
  title: string;
  categories?: ReadonlySet<string>;
  /** What the order is called in which the list comes when no other is asked for, where it has one of its own. */
  ownOrder?: string;
  children?: ReactNode;
};

/** A list of products with its filters: everything is a link or a GET form, so it works without scripts. */
export const ProductList = ({ listing, page, title, categories = NONE, ownOrder, children }: Props) => (
  <div className="shell">
    <div className="mt-5 flex flex-wrap items-end justify-between gap-x-10 gap-y-4">
      <div className="min-w-0">
        <h1 className="title-1">{title}</h1>
        <p className="mt-1.5 text-muted" role="status">
          {countOf(page.total, 'product')}
        </p>
      </div>
      {page.total > 1 ? <SortForm listing={listing} ownOrder={ownOrder} /> : null}
    </div>
    {children}
    <div className="mt-8 grid grid-cols-1 gap-x-12 gap-y-6 lg:grid-cols-[14.5rem_minmax(0,1fr)]">
      <Filters listing={listing} page={page} categories={categories} />
      <div className="min-w-0">
        <ActiveFilters listing={listing} page={page} />
        {page.items.length === 0 ? (
          <Nothing listing={listing} />
        ) : (
          <ProductGrid products={page.items} eagerCount={EAGER} headingLevel="h2" />
        )}
        <Pages listing={listing} nextCursor={page.nextCursor} />
      </div>
    </div>
  </div>
);

const Pages = ({ listing, nextCursor }: { listing: Listing; nextCursor: string | null }) => {
  const later = firstOf(listing, 'cursor') !== undefined;
  if (!later && nextCursor === null) return null;
  return (
    <nav
      aria-label="Pages"
      className="mt-14 flex flex-wrap items-center justify-between gap-4 border-line border-t pt-6"
    >
      {later ? (
        <Link href={hrefOf(withValues(listing, {}))} className="button button-quiet">
          <ArrowLeft aria-hidden="true" className="size-4" />
          Back to the first page
        </Link>
      ) : (
        <span />
      )}
      {nextCursor === null ? (
        <p className="text-muted">That is everything.</p>
      ) : (
        <Link href={hrefOf(withValues(listing, { cursor: nextCursor }))} rel="next" className="button">
          Next page
          <ArrowRight aria-hidden="true" className="size-4" />
        </Link>
      )}
    </nav>
  );
};

const Nothing = ({ listing }: { listing: Listing }) => {
  const words = firstOf(listing, 'q');
  const filtered = activeFilters(listing).length > 0;
  return (
    <div className="rounded-lg bg-tile px-6 py-14 text-center">
      <h2 className="title-2">
        {words === undefined ? 'Nothing here matches' : `Nothing found for “${words}”`}
      </h2>
      <p className="mx-auto mt-3 max-w-sm text-muted">
        {filtered
          ? 'Taking away a filter usually helps.'
          : 'Try fewer or other words, or have a look at everything we have.'}
      </p>
      <p className="mt-7">
        {filtered ? (
          <Link
            href={hrefOf({ path: listing.path, pairs: words === undefined ? [] : [['q', words]] })}
            className="button"
          >
            Clear the filters
          </Link>
        ) : (
          <Link href="/products" className="button">
            See everything
          </Link>
        )}
      </p>
    </div>
  );
};
