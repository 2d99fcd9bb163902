import type { ProductSummary } from '@cartwright/contract';
import { Link } from '#components/link.tsx';
import { Picture } from '#components/picture.tsx';
import { Wheel } from '#components/wheel.tsx';
import { productHref } from '#lib/address.ts';
import { formatMoney } from '#lib/money.ts';
import { pictureOf } from '#lib/pictures.ts';

/** Fewer would look like a gap, not like an arrangement. */
const ARRANGED_MIN = 3;
const ARRANGED = 5;

/** The first thing seen: what the shop promises, beside some of what it sells. */
export const Hero = ({ total, products }: { total: number; products: readonly ProductSummary[] }) => (
  <section aria-labelledby="promise" className="shell pt-4 md:pt-6">
    <div className="relative isolate grid grid-cols-1 items-center gap-x-12 gap-y-9 overflow-hidden rounded-lg bg-stage px-5 py-9 text-on-stage sm:px-9 md:py-12 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.15fr)] lg:px-12">
      <Wheel
        className="-right-28 -bottom-64 -z-10 absolute w-[34rem] text-stage-line md:-right-20 md:-bottom-72 md:w-[52rem]"
        spokes={16}
      />
      <div>
        <h1
          id="promise"
          className="font-semibold text-[clamp(2.5rem,1.6rem+4vw,4.25rem)] leading-[1.02] tracking-[-0.035em]"
        >
          Good things, fairly sold.
        </h1>
        <p className="mt-5 max-w-md text-[1.0625rem] opacity-85">
          {total.toLocaleString('en')} products, each with an honest number beside it. If we say it is in
          stock, it is yours to take.
        </p>
        <p className="mt-7 flex flex-wrap items-center gap-x-6 gap-y-3">
          <Link
            href="/products"
            className="inline-flex min-h-12 items-center rounded-md bg-on-stage px-6 font-semibold text-stage outline-offset-4 hover:opacity-90 focus-visible:outline-on-stage"
          >
            See everything
          </Link>
          <Link
            href="/products?sort=newest"
            className="py-2 underline underline-offset-4 hover:decoration-2 focus-visible:outline-on-stage"
          >
            What is new
          </Link>
        </p>
      </div>
      {products.length < ARRANGED_MIN ? null : <Arrangement products={products} />}
    </div>
  </section>
);

/** One large and four small; where there are fewer, three alike. */
const Arrangement = ({ products }: { products: readonly ProductSummary[] }) => {
  const mixed = products.length >= ARRANGED;
  return (
    <ul className={`grid gap-3 md:gap-4 ${mixed ? 'grid-cols-4' : 'grid-cols-3'}`}>
      {products.slice(0, mixed ? ARRANGED : ARRANGED_MIN).map((product, index) => {
        const large = mixed && index === 0;
        return (
          <li key={product.productId} className={large ? 'col-span-4 sm:col-span-2 sm:row-span-2' : ''}>
            <Link
              href={productHref(product.handle)}
              className="relative block rounded-md outline-offset-4 focus-visible:outline-on-stage"
            >
              <Picture
                {...pictureOf(product.image)}
                sizes={large ? '(min-width: 64rem) 20rem, (min-width: 40rem) 50vw, 100vw' : '25vw'}
                alt={product.title}
                title={product.title}
                eager
                shape={large ? 'aspect-[16/10] sm:aspect-square' : 'aspect-square'}
              />
              {large ? (
                <span className="absolute bottom-3 left-3 max-w-[calc(100%-1.5rem)] truncate rounded-full bg-stage px-3.5 py-1 text-on-stage text-sm">
                  <span aria-hidden="true">{product.title}</span>{' '}
                  <span className="font-semibold tabular-nums">{formatMoney(product.price)}</span>
                </span>
              ) : null}
            </Link>
          </li>
        );
      })}
    </ul>
  );
};
