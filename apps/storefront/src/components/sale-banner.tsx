import type { Sale } from '@cartwright/contract';
import { Zap } from 'lucide-react';
import { Countdown } from '#components/countdown.tsx';
import { Link } from '#components/link.tsx';
import { Appointment } from '#components/moment.tsx';
import { RefreshAt } from '#components/refresh-at.tsx';
import { saleHref } from '#lib/address.ts';
import { formatMoney } from '#lib/money.ts';

/** On a product's page: this is in a sale, now or soon; `choice` names the variant where another one is shown. */
export const SaleBanner = ({ sale, choice, now }: { sale: Sale; choice: string; now: number }) => {
  const open = sale.state === 'open';
  const at = open ? sale.endsAt : sale.startsAt;
  return (
    <aside
      aria-label="Sale"
      className="group relative mt-5 flex gap-3 rounded-md bg-accent-soft px-4 py-3.5 text-accent"
    >
      <RefreshAt key={at} at={at} now={now} />
      <Zap aria-hidden="true" className="mt-0.5 size-5 shrink-0" />
      <div className="min-w-0">
        <p className="font-semibold">
          <Link
            href={saleHref(sale.saleId)}
            className="underline-offset-4 after:absolute after:inset-0 after:rounded-md group-hover:underline"
          >
            {sale.title}: {formatMoney(sale.price)}
          </Link>
        </p>
        <p className="text-[0.9375rem] text-ink">
          {choice === '' ? null : <span className="block">For {choice}</span>}
          {open ? 'Open until ' : 'Opens '}
          <Appointment at={at} />
          <Countdown until={at} now={now} className="block font-semibold" />
        </p>
      </div>
    </aside>
  );
};
