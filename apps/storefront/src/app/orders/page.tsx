import { type Order, store } from '@cartwright/contract';
import type { Metadata } from 'next';
import { Empty } from '#components/empty.tsx';
import { Link } from '#components/link.tsx';
import { Moment } from '#components/moment.tsx';
import { single } from '#lib/address.ts';
import type { SearchParams } from '#lib/listing.ts';
import { formatMoney } from '#lib/money.ts';
import { shopPage } from '#lib/page.tsx';
import { readToken } from '#lib/session.ts';
import { ask, currentCustomer } from '#lib/shopper.ts';
import { countOf, standingOf, standingWords } from '#lib/words.ts';

export const metadata: Metadata = {
  title: 'Your orders',
  description: 'Everything you have ordered, newest first.',
  robots: { index: false },
};

type Props = { searchParams: Promise<SearchParams> };

const PAGE_SIZE = 20;

const Orders = async ({ searchParams }: Props) => {
  const cursor = single((await searchParams).cursor);
  const query = { limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) };
  // A stranger has no orders, and asking the engine would make a session for nothing.
  const known = (await readToken()) !== undefined;
  const [page, customer] = await Promise.all([
    known ? ask(store.listOrders, { query }) : { items: [], nextCursor: null },
    currentCustomer(),
  ]);
  if (page.items.length === 0) return <NoOrders signedIn={customer !== null} />;
  return (
    <div className="shell pt-8 md:pt-12">
      <h1 className="title-1">Your orders</h1>
      {customer === null ? (
        <p className="mt-3 text-muted">
          Those of this browser.{' '}
          <Link href="/sign-up?next=/orders" className="link">
            Make an account
          </Link>{' '}
          to keep them.
        </p>
      ) : null}
      <ul className="mt-8 border-line border-t">
        {page.items.map((order) => (
          <Row key={order.orderId} order={order} />
        ))}
      </ul>
      <nav aria-label="Pages" className="mt-8 flex gap-4 empty:hidden">
        {cursor === undefined ? null : (
          <Link href="/orders" className="button button-quiet">
            Back to the newest
          </Link>
        )}
        {page.nextCursor === null ? null : (
          <Link href={`/orders?cursor=${encodeURIComponent(page.nextCursor)}`} rel="next" className="button">
            Older orders
          </Link>
        )}
      </nav>
    </div>
  );
};

const QUIET = ['completed', 'cancelled', 'paymentFailed', 'refunded', 'returned'];
/** An order may have hundreds of lines; its first ones tell which it was. */
const TITLES_MAX = 4;

const Row = ({ order }: { order: Order }) => {
  const standing = standingOf(order);
  const look =
    standing === 'declined'
      ? 'bg-danger-soft text-danger'
      : QUIET.includes(standing)
        ? 'bg-tile text-muted'
        : 'bg-accent-soft text-accent';
  const units = order.lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <li className="group relative grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-6 gap-y-1 border-line border-b py-5 sm:grid-cols-[9rem_minmax(0,1fr)_auto_8rem]">
      <h2 className="font-semibold text-base tracking-normal">
        <Link
          href={`/orders/${order.orderId}`}
          className="underline-offset-4 after:absolute after:inset-0 group-hover:underline"
        >
          Order {order.number}
        </Link>
      </h2>
      <p className="order-last col-span-2 min-w-0 truncate text-[0.9375rem] text-muted sm:order-none sm:col-span-1">
        <Moment at={order.placedAt} /> · {countOf(units, 'item')}:{' '}
        {order.lines
          .slice(0, TITLES_MAX)
          .map(({ title }) => title)
          .join(', ')}
        {order.lines.length > TITLES_MAX ? ' …' : ''}
      </p>
      <p className={`w-fit rounded-full px-3 py-0.5 text-sm ${look}`}>{standingWords(order).badge}</p>
      <p className="font-semibold tabular-nums sm:text-right">{formatMoney(order.total)}</p>
    </li>
  );
};

const NoOrders = ({ signedIn }: { signedIn: boolean }) => (
  <Empty title="No orders yet" link={{ href: '/products', label: 'Find something good' }}>
    What you order will be listed here.{' '}
    {signedIn ? null : (
      <>
        Ordered with an account?{' '}
        <Link href="/sign-in?next=/orders" className="link">
          Sign in
        </Link>
      </>
    )}
  </Empty>
);

export default shopPage(Orders);
