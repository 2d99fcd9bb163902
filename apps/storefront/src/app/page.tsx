import { CategoryList } from '#components/category-list.tsx';
import { CollectionTiles } from '#components/collection-tiles.tsx';
import { Empty } from '#components/empty.tsx';
import { Hero } from '#components/hero.tsx';
import { Link } from '#components/link.tsx';
import { ProductShelf } from '#components/product-shelf.tsx';
import { SaleBand } from '#components/sale-band.tsx';
import { collectionHref } from '#lib/address.ts';
import { shopPage } from '#lib/page.tsx';
import { REDUCED, shopWindow, type Tile } from '#lib/shop-window.ts';

const Home = async () => {
  const { total, arranged, sale, departments, newest, tiles, reduced } = await shopWindow();
  if (total === 0)
    return (
      <Empty title="The shelves are still empty">
        The shop is open and the first products are on their way. Look in again soon.
      </Empty>
    );
  return (
    <>
      <Hero total={total} products={arranged} />
      {sale === null ? null : <SaleBand {...sale} />}
      <CategoryList departments={departments} />
      <ProductShelf
        id="new"
        title="New in"
        products={newest}
        more={{ href: '/products?sort=newest', label: 'See all that is new' }}
      />
      <Collections tiles={tiles} />
      <ProductShelf
        id="reduced"
        title="Reduced"
        products={reduced}
        more={{ href: collectionHref(REDUCED), label: 'See all that is reduced' }}
      />
    </>
  );
};

const Collections = ({ tiles }: { tiles: readonly Tile[] }) =>
  tiles.length === 0 ? null : (
    <section aria-labelledby="collections" className="shell mt-16 md:mt-20">
      <div className="mb-6 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id="collections" className="title-2">
          Collections
        </h2>
        <Link href="/collections" className="link">
          See all collections
        </Link>
      </div>
      <CollectionTiles tiles={tiles} headingLevel="h3" />
    </section>
  );

export default shopPage(Home);
