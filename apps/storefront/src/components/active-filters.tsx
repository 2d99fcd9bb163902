import type { ProductPage } from '@cartwright/contract';
import { X } from 'lucide-react';
import { Link } from '#components/link.tsx';
import { activeFilters, hrefOf, type Listing, toggled } from '#lib/listing.ts';

/** What narrows the list at present, each to be taken away with one touch. */
export const ActiveFilters = ({ listing, page }: { listing: Listing; page: ProductPage }) => {
  const filters = activeFilters(listing);
  if (filters.length === 0) return null;
  const cleared = { path: listing.path, pairs: listing.pairs.filter((pair) => !isFilter(filters, pair)) };
  return (
    <ul aria-label="Chosen filters" className="mb-6 flex flex-wrap items-center gap-2">
      {filters.map(([name, value]) => (
        <li key={`${name}=${value}`}>
          <Link
            href={hrefOf(toggled(listing, name, value))}
            rel="nofollow"
            scroll={false}
            className="flex min-h-9 items-center gap-1.5 rounded-full bg-accent-soft pr-2.5 pl-3.5 text-accent text-sm hover:bg-tile"
          >
            <span className="sr-only">Remove </span>
            {labelOf(page, name, value)}
            <X aria-hidden="true" className="size-3.5" />
          </Link>
        </li>
      ))}
      <li>
        <Link href={hrefOf(cleared)} rel="nofollow" scroll={false} className="link px-2 text-sm">
          Clear all
        </Link>
      </li>
    </ul>
  );
};

const isFilter = (
  filters: readonly (readonly [string, string])[],
  [name, value]: readonly [string, string],
) => name === 'cursor' || filters.some(([other, one]) => other === name && one === value);

const labelOf = (page: ProductPage, name: string, value: string): string => {
  if (name === 'inStock') return 'In stock';
  if (name === 'min') return `From ${value}`;
  if (name === 'max') return `Up to ${value}`;
  if (name === 'category' || name === 'brand')
    return page.facets[name].find((one) => one.value === value)?.label ?? value;
  return `${name.slice('attr.'.length)}: ${value}`;
};
