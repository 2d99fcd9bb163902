import { store } from '@cartwright/contract';
import { CategoryList } from '#components/category-list.tsx';
import { Empty } from '#components/empty.tsx';
import { Hero } from '#components/hero.tsx';
import { Link } from '#components/link.tsx';
import { ProductGrid } from '#components/product-card.tsx';
import { categoryTree } from '#lib/catalogue.ts';
import { shopPage } from '#lib/page.tsx';
import { ask } from '#lib/shopper.ts';

const NEW_ARRIVALS = 8;

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
  return (
    <>
      <Hero total={newest.total} products={newest.items} />
      <CategoryList categories={categories} />
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
