import type { Money, ProductSummary } from '@cartwright/contract';
import { Link } from '#components/link.tsx';
import { Picture } from '#components/picture.tsx';
import { productHref } from '#lib/address.ts';
import { formatMoney } from '#lib/money.ts';
import { pictureOf } from '#lib/pictures.ts';
import { LOW_STOCK_MAX, stockWords } from '#lib/words.ts';

/** `before` is what it cost, where that was more. */
type Shown = ProductSummary & { before?: Money };
type Props = { product: Shown; eager?: boolean; headingLevel?: 'h2' | 'h3' };

const ProductCard = ({ product, eager = false, headingLevel: Heading = 'h3' }: Props) => {
  const soldOut = product.availableToSell <= 0;
  const low = !soldOut && product.availableToSell <= LOW_STOCK_MAX;
  return (
    <article className="group relative">
      <Picture
        {...pictureOf(product.image)}
        alt=""
        title={product.title}
        eager={eager}
        className={
          soldOut
            ? 'opacity-55'
            : 'motion-safe:transition-transform motion-safe:duration-300 group-hover:scale-[1.015]'
        }
      />
      <div className="mt-3.5">
        <Heading className="font-medium text-base leading-snug tracking-normal">
          <Link
            href={productHref(product.handle)}
            className="line-clamp-2 decoration-1 underline-offset-4 after:absolute after:inset-0 after:rounded-md group-hover:underline"
          >
            {product.title}
          </Link>
        </Heading>
        {product.brand === null ? null : (
          <p className="mt-0.5 truncate text-[0.9375rem] text-muted">{product.brand}</p>
        )}
        <p className="mt-1.5 flex flex-wrap items-baseline gap-x-3">
          <span className={`font-semibold tabular-nums ${product.before === undefined ? '' : 'text-accent'}`}>
            {product.before === undefined ? null : <span className="sr-only">Now </span>}
            {product.priceMax.amount > product.price.amount ? 'From ' : ''}
            {formatMoney(product.price)}
          </span>
          {product.before === undefined ? null : (
            <s className="text-[0.9375rem] text-muted tabular-nums">
              <span className="sr-only">Before </span>
              {formatMoney(product.before)}
            </s>
          )}
          {soldOut || low ? (
            <span className={`text-sm ${soldOut ? 'text-muted' : 'text-notice'}`}>
              {stockWords(product.availableToSell)}
            </span>
          ) : null}
        </p>
      </div>
    </article>
  );
};

/** Two beside each other on a telephone, four on a desk; `inFours` where there are as many as fill rows of four. */
export const ProductGrid = ({ products, eagerCount = 0, headingLevel, inFours = false }: GridProps) => (
  <ul
    className={`grid grid-cols-2 gap-x-4 gap-y-9 sm:gap-x-6 ${inFours ? 'md:grid-cols-4' : 'md:grid-cols-3 xl:grid-cols-4'}`}
  >
    {products.map((product, index) => (
      <li key={product.productId} className="min-w-0">
        <ProductCard
          product={product}
          eager={index < eagerCount}
          {...(headingLevel === undefined ? {} : { headingLevel })}
        />
      </li>
    ))}
  </ul>
);

type GridProps = {
  products: readonly Shown[];
  eagerCount?: number;
  headingLevel?: 'h2' | 'h3';
  inFours?: boolean;
};
