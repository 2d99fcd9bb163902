import type { Product, Sale } from '@cartwright/contract';
import type { Metadata } from 'next';
import { Breadcrumbs } from '#components/breadcrumbs.tsx';
import { Empty } from '#components/empty.tsx';
import { RefreshAt } from '#components/refresh-at.tsx';
import { SaleCard } from '#components/sale-card.tsx';
import { shopPage } from '#lib/page.tsx';
import { productOfSale, salesNow } from '#lib/sales.ts';

export const metadata: Metadata = {
  title: 'Sales',
  description: 'Some things for less, for a while: what is open, what is to come, what is over.',
};

/** A page with more sales than this would be read by nobody. */
const SALES_MAX = 24;

type Shown = { sale: Sale; product: Product | null };

const Sales = async () => {
  const { sales, now } = await salesNow();
  const shown = await Promise.all(
    sales
      .slice(0, SALES_MAX)
      .map(async (sale): Promise<Shown> => ({ sale, product: await productOfSale(sale) })),
  );
  if (shown.length === 0)
    return (
      <Empty title="No sale at the moment" link={{ href: '/products', label: 'See everything we have' }}>
        When something is for less, for a while, it is announced here.
      </Empty>
    );
  const of = (...states: Sale['state'][]) => shown.filter(({ sale }) => states.includes(sale.state));
  const nextChange = [
    ...of('open').map(({ sale }) => sale.endsAt),
    ...of('scheduled').map(({ sale }) => sale.startsAt),
  ].toSorted()[0];
  return (
    <>
      <Breadcrumbs crumbs={[]} current="Sales" />
      {nextChange === undefined ? null : <RefreshAt key={nextChange} at={nextChange} now={now} />}
      <div className="shell mt-5">
        <h1 className="title-1">Sales</h1>
        <p className="mt-1.5 max-w-prose text-muted">
          A few of something for less, for a while. What you claim is set aside for you for a few minutes;
          order before they are over.
        </p>
        <Group id="open" title="Open now" shown={of('open')} now={now} />
        <Group id="coming" title="To come" shown={of('scheduled')} now={now} />
        <Group id="over" title="Over" shown={of('soldOut', 'ended', 'stopped')} now={now} />
      </div>
    </>
  );
};

const Group = ({ id, title, shown, now }: { id: string; title: string; shown: Shown[]; now: number }) =>
  shown.length === 0 ? null : (
    <section aria-labelledby={id} className="mt-10">
      <h2 id={id} className="title-2">
        {title}
      </h2>
      <ul className="mt-4 space-y-4">
        {shown.map(({ sale, product }) => (
          <li key={sale.saleId}>
            <SaleCard sale={sale} product={product} now={now} />
          </li>
        ))}
      </ul>
    </section>
  );

export default shopPage(Sales);
