import type { Order } from '@cartwright/contract';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Breadcrumbs } from '#components/breadcrumbs.tsx';
import { CancelOrder } from '#components/cancel-order.tsx';
import { OrderSummary } from '#components/order-summary.tsx';
import { PayForm } from '#components/pay-form.tsx';
import { RefreshWhile } from '#components/refresh-while.tsx';
import { Timeline } from '#components/timeline.tsx';
import { decoded } from '#lib/address.ts';
import { countryName } from '#lib/countries.ts';
import { formatMoney } from '#lib/money.ts';
import { ifReachable, shopPage } from '#lib/page.tsx';
import { orderOf } from '#lib/shopper.ts';
import {
  isCancellable,
  isUndecided,
  moneyBackWords,
  PAYMENT_WORDS,
  standingOf,
  standingWords,
} from '#lib/words.ts';

type Props = { params: Promise<{ orderId: string }> };

const UNDECIDED_REFRESH_SECONDS = 2;
const REVIEW_REFRESH_SECONDS = 20;

export const generateMetadata = async ({ params }: Props): Promise<Metadata> => {
  const order = await ifReachable(orderOf(decoded((await params).orderId)), null);
  return {
    title: order === null ? 'Order' : `Order ${order.number}: ${standingWords(order).badge}`,
    description: 'Where your order stands.',
    robots: { index: false },
  };
};

const OrderPage = async ({ params }: Props) => {
  const order = await orderOf(decoded((await params).orderId));
  if (order === null) notFound();
  const standing = standingOf(order);
  const words = standingWords(order);
  return (
    <>
      <Breadcrumbs crumbs={[{ title: 'Your orders', href: '/orders' }]} current={`Order ${order.number}`} />
      <div className="shell pt-6 md:pt-8">
        {isUndecided(order) ? <RefreshWhile everySeconds={UNDECIDED_REFRESH_SECONDS} /> : null}
        {standing === 'inReview' ? <RefreshWhile everySeconds={REVIEW_REFRESH_SECONDS} /> : null}
        <div role="status">
          <h1 className="title-1">{words.title}</h1>
          <p className="mt-3 max-w-prose text-muted">
            {[words.detail, moneyBackWords(order)].filter((part) => part !== null).join(' ')}
          </p>
        </div>
        <div className="mt-10 grid gap-x-16 gap-y-10 grid-cols-1 lg:grid-cols-[minmax(0,1fr)_24rem]">
          <div className="min-w-0 max-w-2xl space-y-12">
            {standing === 'declined' ? (
              <PayForm
                orderId={order.orderId}
                intentKey={crypto.randomUUID()}
                total={formatMoney(order.total)}
                declineCode={order.payment.declineCode}
                payUntil={order.payUntil}
                from={`/orders/${order.orderId}`}
              />
            ) : null}
            <Timeline order={order} />
            <Facts order={order} />
            {isCancellable(order) ? (
              <CancelOrder orderId={order.orderId} intentKey={crypto.randomUUID()} />
            ) : null}
          </div>
          <div className="lg:sticky lg:top-6 lg:self-start">
            <OrderSummary title={`Order ${order.number}`} lines={order.lines} totals={order} />
          </div>
        </div>
      </div>
    </>
  );
};

const Facts = ({ order }: { order: Order }) => {
  const { shippingAddress: to } = order;
  const place = [to.postalCode, to.city, to.region].filter(Boolean).join(' ');
  return (
    <section aria-labelledby="facts" className="grid gap-8 border-line border-t pt-8 sm:grid-cols-2">
      <h2 id="facts" className="sr-only">
        Delivery and payment
      </h2>
      <div>
        <h3 className="font-semibold tracking-normal">Delivery to</h3>
        <address className="mt-2 break-words text-muted not-italic">
          {[to.name, to.line1, to.line2, place, countryName(to.country)].filter(Boolean).map((line) => (
            <span key={line} className="block">
              {line}
            </span>
          ))}
        </address>
      </div>
      <div>
        <h3 className="font-semibold tracking-normal">Payment</h3>
        <p className="mt-2 text-muted">{PAYMENT_WORDS[order.payment.status]}</p>
        <h3 className="mt-5 font-semibold tracking-normal">News goes to</h3>
        <p className="mt-2 break-words text-muted">{order.email}</p>
      </div>
    </section>
  );
};

export default shopPage(OrderPage);
