import { store } from '@cartwright/contract';
import { ArrowRight } from 'lucide-react';
import { Empty } from '#components/empty.tsx';
import { Hero } from '#components/hero.tsx';
import { Link } from '#components/link.tsx';
import { ProductGrid } from '#components/product-card.tsx';
import { categoryHref } from '#lib/address.ts';
import { categoryTree } from '#lib/catalogue.ts';
import { shopPage } from '#lib/page.tsx';
import { ask } from '#lib/shopper.ts';
import { countOf } from '#lib/words.ts';

const NEW_ARRIVALS = 8;
const CATEGORIES_MAX = 12;

const Home = async () => {
  const [categories, newest] = await Promise.all([
    categoryTree(),
    ask(store.listProducts, { query: { sort: 'newest', limit: NEW_ARRIVALS } }),
  ]);
  if (newest.total === 0)
    return (
      <Empty title="The shelves are still empty">
        The shop is open and the first products are on their way. Look in again soon.
      </Empty>
    );
  const filled = categories.filter(({ count }) => count > 0).slice(0, CATEGORIES_MAX);
  return (
    <>
      <Hero total={newest.total} products={newest.items} />
      {filled.length === 0 ? null : (
        <section aria-labelledby="categories" className="shell mt-16 md:mt-24">
          <h2 id="categories" className="title-2">
            Browse by category
          </h2>
          <ul className="mt-6 grid grid-cols-1 border-line border-t sm:grid-cols-2 sm:gap-x-10 lg:grid-cols-3">
            {filled.map((category) => (
              <li key={category.categoryId}>
                <Link
                  href={categoryHref(category.handle)}
                  className="group flex items-baseline justify-between gap-4 border-line border-b py-4 hover:border-accent"
                >
                  <span className="font-medium text-[1.125rem] group-hover:text-accent">
                    {category.title}
                  </span>
                  <span className="flex items-center gap-2 whitespace-nowrap text-muted text-sm tabular-nums">
                    {countOf(category.count, 'product')}
                    <ArrowRight
                      aria-hidden="true"
                      className="size-4 motion-safe:transition-transform group-hover:translate-x-1"
                    />
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="new" className="shell mt-16 md:mt-24">
        <div className="mb-7 flex items-baseline justify-between gap-4">
          <h2 id="new" className="title-2">
            New arrivals
          </h2>
          <Link href="/products?sort=newest" className="link">
            See all that is new
          </Link>
        </div>
        <ProductGrid products={newest.items} />
      </section>
    </>
  );
};

export default shopPage(Home);
