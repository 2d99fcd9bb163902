'use client';

import type { QueuePlace, Sale } from '@cartwright/contract';
import type { ReactNode } from 'react';
import { ClaimForm } from '#components/claim-form.tsx';
import { Countdown, CountdownBoxes, useSecondsUntil } from '#components/countdown.tsx';
import { Appointment } from '#components/moment.tsx';
import { WaitingLine } from '#components/waiting-line.tsx';
import { formatMoney } from '#lib/money.ts';
import { usePlace } from '#lib/use-place.ts';
import { useSale } from '#lib/use-sale.ts';

/** `place`: the shopper's in the line of a sale with a waiting room, if she has taken one. */
type Props = { sale: Sale; now: number; intentKey: string; place: QueuePlace | null };

/** How a sale stands and what can be done about it; it looks again by itself. */
export const SaleOffer = ({ sale: rendered, now, intentKey, place: renderedPlace }: Props) => {
  const told = useSale({ sale: rendered, now });
  const place = usePlace(told.saleId, renderedPlace);
  // The line hears of the end first.
  const sale = place?.because === 'soldOut' ? { ...told, state: place.because } : told;
  const mayClaim = !sale.waitingRoom || place?.state === 'admitted';
  switch (sale.state) {
    case 'scheduled':
      return (
        <Coming sale={sale} now={now}>
          {sale.waitingRoom ? <WaitingLine saleId={sale.saleId} place={place} moves /> : null}
        </Coming>
      );
    case 'open':
      return (
        <Box tone="good" title={sale.waitingRoom && mayClaim ? 'It is your turn' : 'Open now'}>
          <p className="mt-1 text-muted">
            Until <Appointment at={sale.endsAt} />
            <Countdown until={sale.endsAt} now={now} className="block font-semibold text-ink" />
          </p>
          <Left sale={sale} />
          {place?.admittedUntil === undefined ? null : (
            <p className="mb-4 text-muted">
              You can claim until <Appointment at={place.admittedUntil} />
            </p>
          )}
          {mayClaim ? (
            <ClaimForm
              saleId={sale.saleId}
              intentKey={intentKey}
              price={formatMoney(sale.price)}
              limit={sale.perBuyerLimit}
              available={sale.remaining > 0}
            />
          ) : (
            <WaitingLine saleId={sale.saleId} place={place} moves={sale.remaining > 0} />
          )}
          <noscript>
            <p className="mt-3 text-muted text-sm">Reload this page to see how many are left.</p>
          </noscript>
        </Box>
      );
    case 'soldOut':
      return (
        <Box title="Sold out">
          <p className="mt-1 text-muted">All {sale.allocation} have found somebody.</p>
        </Box>
      );
    case 'ended':
      return (
        <Box title="This sale is over">
          <p className="mt-1 text-muted">
            It ended <Appointment at={sale.endsAt} />
          </p>
        </Box>
      );
    case 'stopped':
      return (
        <Box title="This sale was stopped">
          <p className="mt-1 text-muted">Nothing more can be claimed. What was ordered stays ordered.</p>
        </Box>
      );
  }
};

const Coming = ({ sale, now, children }: { sale: Sale; now: number; children: ReactNode }) => {
  const soon = useSecondsUntil(sale.startsAt, now) === 0;
  return (
    <Box title={soon ? 'Opening any moment' : 'Opens soon'}>
      <p className="mt-1 text-muted">
        <Appointment at={sale.startsAt} />
        <span className="block">{sale.allocation.toLocaleString('en')} to be had</span>
      </p>
      <div className="mt-4">
        <CountdownBoxes until={sale.startsAt} now={now} />
      </div>
      {children}
      <p className="ticking mt-4 text-muted text-sm">
        This page opens by itself; there is no need to reload it.
      </p>
      <noscript>
        <p className="mt-4 text-muted text-sm">Reload this page when the time has come.</p>
      </noscript>
    </Box>
  );
};

/** What can be claimed now, as a number and as a bar. */
const Left = ({ sale }: { sale: Sale }) => (
  <div className="mt-4 mb-5">
    <p role="status" className="font-medium">
      {sale.remaining > 0
        ? `${sale.remaining.toLocaleString('en')} of ${sale.allocation.toLocaleString('en')} left`
        : 'All are in somebody’s cart. What is not paid in time comes back here.'}
    </p>
    <svg
      aria-hidden="true"
      viewBox="0 0 100 2"
      preserveAspectRatio="none"
      className="mt-2 h-2 w-full rounded-full bg-line text-accent"
    >
      <rect width={shareLeft(sale)} height="2" fill="currentColor" />
    </svg>
  </div>
);

const shareLeft = ({ remaining, allocation }: Sale): number =>
  allocation <= 0 ? 0 : Math.min(100, Math.max(0, (100 * remaining) / allocation));

type BoxProps = { tone?: 'good'; title: string; children: ReactNode };

const Box = ({ tone, title, children }: BoxProps) => (
  <section aria-labelledby="standing" className="mt-6 rounded-lg bg-surface p-5 ring-1 ring-line sm:p-6">
    <h2 id="standing" className="title-2 flex items-center gap-2.5">
      <span
        aria-hidden="true"
        className={`size-2.5 rounded-full ${tone === 'good' ? 'bg-accent' : 'bg-line-strong'}`}
      />
      {title}
    </h2>
    {children}
  </section>
);
