import type { Category } from '@cartwright/contract';
import { ArrowRight } from 'lucide-react';
import { Link } from '#components/link.tsx';
import { categoryHref } from '#lib/address.ts';
import { countOf } from '#lib/words.ts';

/** A shop with more departments than this shows the rest in its filters. */
const CATEGORIES_MAX = 12;
const CHILDREN_MAX = 5;

/** The home page's directory: each department with a taste of what is in it. */
export const CategoryList = ({ categories }: { categories: readonly Category[] }) => {
  const filled = categories.filter(({ count }) => count > 0).slice(0, CATEGORIES_MAX);
  if (filled.length === 0) return null;
  return (
    <section aria-labelledby="categories" className="shell mt-16 md:mt-24">
      <h2 id="categories" className="title-2">
        Browse by category
      </h2>
      <ul className="mt-6 grid grid-cols-1 gap-x-12 md:grid-cols-2">
        {filled.map((category) => (
          <li
            key={category.categoryId}
            className="group relative border-line border-t py-4 hover:border-accent"
          >
            <div className="flex items-baseline justify-between gap-4">
              <h3 className="font-medium text-[1.125rem] tracking-normal">
                <Link
                  href={categoryHref(category.handle)}
                  className="after:absolute after:inset-0 group-hover:text-accent"
                >
                  {category.title}
                </Link>
              </h3>
              <p className="flex items-center gap-2 whitespace-nowrap text-muted text-sm tabular-nums">
                {countOf(category.count, 'product')}
                <ArrowRight
                  aria-hidden="true"
                  className="size-4 group-hover:translate-x-1 motion-safe:transition-transform"
                />
              </p>
            </div>
            {category.children.length === 0 ? null : (
              <p className="mt-0.5 truncate text-[0.9375rem] text-muted">{taste(category.children)}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
};

const taste = (children: readonly Category[]): string =>
  children
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, CHILDREN_MAX)
    .map(({ title }) => title)
    .join(', ');
