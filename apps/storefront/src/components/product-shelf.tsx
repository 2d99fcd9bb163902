import type { Money, ProductSummary } from '@cartwright/contract';
import { Link } from '#components/link.tsx';
import { ProductGrid } from '#components/product-card.tsx';

type Props = {
  id: string;
  title: string;
  products: readonly (ProductSummary & { before?: Money })[];
  more: { href: string; label: string };
};

/** A named row or two of products, and the way to more of the kind. */
export const ProductShelf = ({ id, title, products, more }: Props) =>
  products.length === 0 ? null : (
    <section aria-labelledby={id} className="shell mt-16 md:mt-20">
      <div className="mb-6 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h2 id={id} className="title-2">
          {title}
        </h2>
        <Link href={more.href} className="link">
          {more.label}
        </Link>
      </div>
      <ProductGrid products={products} inFours={products.length % 4 === 0} />
    </section>
  );
