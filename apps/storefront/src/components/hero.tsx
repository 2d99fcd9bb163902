import type { ProductSummary } from '@cartwright/contract';
import { Link } from '#components/link.tsx';
import { Picture } from '#components/picture.tsx';
import { Wheel } from '#components/wheel.tsx';
import { productHref } from '#lib/address.ts';
import { pictureSource } from '#lib/pictures.ts';

const SHOWN = 3;
const OFFSETS = ['md:translate-y-8', 'md:-translate-y-4', 'md:translate-y-14'];

/** The first thing seen: what the shop promises, beside three things it sells. */
export const Hero = ({ total, products }: { total: number; products: readonly ProductSummary[] }) => {
  const shown = products.filter(({ image }) => image !== null).slice(0, SHOWN);
  return (
    <section aria-labelledby="promise" className="shell pt-4 md:pt-8">
      <div className="relative isolate overflow-hidden rounded-lg bg-stage px-6 py-10 text-on-stage sm:px-10 md:px-14 md:py-20">
        <Wheel
          className="-right-28 -bottom-64 -z-10 absolute w-[34rem] text-stage-line md:-right-20 md:-bottom-72 md:w-[52rem]"
          spokes={16}
        />
        <div className="grid grid-cols-1 items-center gap-10 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.05fr)] lg:gap-16">
          <div>
            <h1
              id="promise"
              className="font-semibold text-[clamp(2.5rem,1.6rem+4vw,4.5rem)] leading-[1.02] tracking-[-0.035em]"
            >
              Good things, fairly sold.
            </h1>
            <p className="mt-5 max-w-md text-[1.0625rem] opacity-85">
              {total.toLocaleString('en')} products, each with an honest number beside it. If we say it is in
              stock, it is yours to take.
            </p>
            <Link
              href="/products"
              className="mt-8 inline-flex min-h-12 items-center rounded-md bg-on-stage px-6 font-semibold text-stage outline-offset-4 hover:opacity-90 focus-visible:outline-on-stage"
            >
              See everything
            </Link>
          </div>
          {shown.length < SHOWN ? null : (
            <ul className="grid grid-cols-3 gap-3 md:gap-5 md:pb-6">
              {shown.map((product, index) => (
                <li key={product.productId} className={OFFSETS[index]}>
                  <Link
                    href={productHref(product.handle)}
                    className="block rounded-md outline-offset-4 focus-visible:outline-on-stage"
                  >
                    <Picture
                      source={product.image === null ? null : pictureSource(product.image.url)}
                      alt={product.title}
                      title={product.title}
                      eager
                      shape="aspect-[3/4]"
                    />
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </section>
  );
};
