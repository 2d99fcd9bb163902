import type { Product, Sale } from '@cartwright/contract';
import { Countdown } from '#components/countdown.tsx';
import { Link } from '#components/link.tsx';
import { Appointment } from '#components/moment.tsx';
import { Picture } from '#components/picture.tsx';
import { SalePrice } from '#components/sale-price.tsx';
import { saleHref } from '#lib/address.ts';
import { pictureOf } from '#lib/pictures.ts';
import { shownInSale, usualPrice } from '#lib/sales.ts';
import { saleWords } from '#lib/words.ts';

type Props = { sale: Sale; product: Product | null; now: number };

/** A sale among others: what, for how much, and when. */
export const SaleCard = ({ sale, product, now }: Props) => {
  const { image, name } = shownInSale(sale, product);
  const live = sale.state === 'open' || sale.state === 'scheduled';
  return (
    <article className="group relative grid grid-cols-[6.5rem_minmax(0,1fr)] items-center gap-x-5 gap-y-3 rounded-lg bg-surface p-4 ring-1 ring-line sm:grid-cols-[9rem_minmax(0,1fr)_14rem] sm:gap-x-7 sm:p-5">
      <Picture
        {...pictureOf(image)}
        sizes="9rem"
        alt=""
        title={sale.title}
        className={`self-start ${live ? '' : 'opacity-55'}`}
      />
      <div className="min-w-0">
        <h3 className="font-semibold text-lg leading-snug sm:text-xl">
          <Link
            href={saleHref(sale.saleId)}
            className="underline-offset-4 after:absolute after:inset-0 after:rounded-lg group-hover:underline"
          >
            {sale.title}
          </Link>
        </h3>
        {name === '' ? null : <p className="mt-1 text-[0.9375rem] text-muted">{name}</p>}
        <SalePrice price={sale.price} usual={usualPrice(sale, product)} className="mt-2 text-lg" />
      </div>
      <When sale={sale} now={now} live={live} />
    </article>
  );
};

const When = ({ sale, now, live }: { sale: Sale; now: number; live: boolean }) => {
  const [words, at] =
    sale.state === 'scheduled'
      ? ['From', sale.startsAt]
      : [sale.state === 'open' ? 'Until' : 'Ended', sale.endsAt];
  return (
    <div className="col-span-2 text-[0.9375rem] sm:col-span-1">
      <p className={live ? 'font-semibold text-accent' : 'font-semibold text-muted'}>{saleWords(sale)}</p>
      {/* A sale that sold out or was stopped may have been over before its time. */}
      {live || sale.state === 'ended' ? (
        <p className="mt-0.5 text-muted">
          {words} <Appointment at={at} />
        </p>
      ) : null}
      {live ? <Countdown until={at} now={now} className="mt-0.5 block font-semibold text-lg" /> : null}
    </div>
  );
};
