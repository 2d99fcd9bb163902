import type { Product, Sale } from '@cartwright/contract';
import { ArrowRight } from 'lucide-react';
import { CountdownBoxes } from '#components/countdown.tsx';
import { Link } from '#components/link.tsx';
import { Appointment } from '#components/moment.tsx';
import { Picture } from '#components/picture.tsx';
import { RefreshAt } from '#components/refresh-at.tsx';
import { SalePrice } from '#components/sale-price.tsx';
import { saleHref } from '#lib/address.ts';
import { pictureOf } from '#lib/pictures.ts';
import { shownInSale, usualPrice } from '#lib/sales.ts';

/** The home page's sale: what, for how much, and how long there is. */
export const SaleBand = ({ sale, product, now }: { sale: Sale; product: Product | null; now: number }) => {
  const { image, name } = shownInSale(sale, product);
  const open = sale.state === 'open';
  const at = open ? sale.endsAt : sale.startsAt;
  return (
    <section aria-labelledby="sale" className="shell mt-8 md:mt-10">
      <RefreshAt key={at} at={at} now={now} />
      <div className="grid items-center gap-x-10 gap-y-6 rounded-lg bg-surface p-4 ring-1 ring-line sm:grid-cols-[14rem_minmax(0,1fr)] sm:p-6 lg:grid-cols-[14rem_minmax(0,1fr)_16.5rem]">
        <Picture
          {...pictureOf(image)}
          sizes="(min-width: 40rem) 14rem, 100vw"
          alt={product === null ? '' : product.title}
          title={sale.title}
          eager
          shape="aspect-[4/3] sm:aspect-square"
        />
        <div className="min-w-0">
          <p className="w-fit rounded-full bg-accent-soft px-3 py-0.5 font-semibold text-accent text-sm">
            {open ? 'Sale, open now' : 'Next sale'}
          </p>
          <h2 id="sale" className="title-1 mt-3">
            {sale.title}
          </h2>
          {name === '' ? null : <p className="mt-1 text-muted">{name}</p>}
          <SalePrice price={sale.price} usual={usualPrice(sale, product)} className="mt-3 text-2xl" />
        </div>
        <div className="sm:col-start-2 lg:col-start-3">
          <p className="text-[0.9375rem] text-muted">
            {open ? 'Until ' : 'From '}
            <Appointment at={at} />
          </p>
          <div className="mt-2.5">
            <CountdownBoxes until={at} now={now} />
          </div>
          <Link href={saleHref(sale.saleId)} className="button mt-4 w-full max-w-[16.5rem]">
            {open ? 'Go to the sale' : 'See what is coming'}
            <ArrowRight aria-hidden="true" className="size-4" />
          </Link>
        </div>
      </div>
    </section>
  );
};
