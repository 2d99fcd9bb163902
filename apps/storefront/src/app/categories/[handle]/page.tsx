import { type Category, store } from '@cartwright/contract';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Breadcrumbs } from '#components/breadcrumbs.tsx';
import { Link } from '#components/link.tsx';
import { ProductList } from '#components/product-list.tsx';
import { categoryHref, decoded } from '#lib/address.ts';
import { categoryTree, movedCategory, pathTo } from '#lib/catalogue.ts';
import { engineQuery, listingOf, type SearchParams } from '#lib/listing.ts';
import { leadOn } from '#lib/moved.ts';
import { ifReachable, shopPage } from '#lib/page.tsx';
import { ask } from '#lib/shopper.ts';
import { countOf } from '#lib/words.ts';

type Props = { params: Promise<{ handle: string }>; searchParams: Promise<SearchParams> };

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const category = pathTo(await ifReachable(categoryTree(), []), decoded((await params).handle)).at(-1);
  if (category === undefined) return { title: 'Category' };
  return {
    title: category.title,
    description: `${category.title}: ${countOf(category.count, 'product')} to choose from.`,
    alternates: { canonical: categoryHref(category.handle) },
  };
};

const CategoryPage = async ({ params, searchParams }: Props) => {
  const handle = decoded((await params).handle);
  const search = await searchParams;
  const listing = listingOf(categoryHref(handle), search);
  const [tree, page] = await Promise.all([
    categoryTree(),
    ask(store.listProducts, { query: engineQuery(listing, handle) }),
  ]);
  const path = pathTo(tree, handle);
  const category = path.at(-1);
  if (category === undefined) {
    const moved = await movedCategory(handle);
    if (moved === null) notFound();
    leadOn({ from: handle, to: moved.handle, href: categoryHref(moved.handle) }, search);
    return null;
  }
  return (
    <>
      <Breadcrumbs
        crumbs={path.slice(0, -1).map((one) => ({ title: one.title, href: categoryHref(one.handle) }))}
        current={category.title}
      />
      <ProductList listing={listing} page={page} title={category.title}>
        <Below categories={category.children} />
      </ProductList>
    </>
  );
};

const Below = ({ categories }: { categories: readonly Category[] }) => {
  const filled = categories.filter(({ count }) => count > 0);
  if (filled.length === 0) return null;
  return (
    <nav aria-label="Narrower categories" className="mt-5">
      <ul className="flex flex-wrap gap-2">
        {filled.map((category) => (
          <li key={category.categoryId}>
            <Link
              href={categoryHref(category.handle)}
              className="flex min-h-10 items-center gap-2 rounded-full border border-line px-4 text-[0.9375rem] hover:border-accent hover:text-accent"
            >
              {category.title}
              <span className="text-muted text-sm tabular-nums">{category.count}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
};

export default shopPage(CategoryPage);
