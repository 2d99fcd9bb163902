import type { Cart, Order } from '@cartwright/contract';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import type { ReactNode } from 'react';
import { CheckoutForm } from '#components/checkout-form.tsx';
import { Empty } from '#components/empty.tsx';
import { Held } from '#components/held.tsx';
import { KeptAddress } from '#components/kept-address.tsx';
import { Link } from '#components/link.tsx';
import { FoldedSummary } from '#components/order-summary.tsx';
import { PayForm } from '#components/pay-form.tsx';
import { single } from '#lib/address.ts';
import { COUNTRIES, countryOfLanguages } from '#lib/countries.ts';
import type { SearchParams } from '#lib/listing.ts';
import { formatMoney } from '#lib/money.ts';
import { shopPage } from '#lib/page.tsx';
import { currentCartNow, currentCustomer, orderOf } from '#lib/shopper.ts';
import { standingOf } from '#lib/words.ts';

export const metadata: Metadata = {
  title: 'Checkout',
  description: 'Address, payment, done.',
  robots: { index: false },
};

type Props = { searchParams: Promise<SearchParams> };

const Checkout = async ({ searchParams }: Props) => {
  const [told, named] = await Promise.all([
    currentCartNow(),
    searchParams.then(({ order }) => single(order)),
  ]);
  const cart = told?.cart ?? null;
  const orderId = named ?? cart?.orderId ?? null;
  const order = orderId === null ? null : await orderOf(orderId);
  if (order !== null) {
    // Placed already: what is left is either another card or to watch how it goes.
    if (standingOf(order) !== 'declined') redirect(`/orders/${order.orderId}`);
    return <AnotherCard order={order} />;
  }
  if (told === null || told.cart.lines.length === 0)
    return (
      <Empty title="There is nothing to check out" link={{ href: '/products', label: 'Find something good' }}>
        Your cart is empty.
      </Empty>
    );
  return <FirstTry {...told} />;
};

const FirstTry = async ({ cart, now }: { cart: Cart; now: number }) => {
  const [customer, languages] = await Promise.all([
    currentCustomer(),
    headers().then((all) => all.get('accept-language')),
  ]);
  // Of several holds the one that ends first.
  const [firstToEnd] = cart.lines
    .flatMap(({ heldUntil, claimId }) =>
      heldUntil === null ? [] : [{ until: heldUntil, claimed: claimId !== null }],
    )
    .toSorted((a, b) => Date.parse(a.until) - Date.parse(b.until));
  const defaults = {
    email: customer?.email ?? '',
    name: customer?.name ?? '',
    line1: '',
    line2: '',
    city: '',
    region: '',
    postalCode: '',
    country: countryOfLanguages(languages) ?? '',
  };
  return (
    <Frame summary={<FoldedSummary title="Your order" lines={cart.lines} totals={cart} />}>
      {customer === null ? (
        <p className="mb-8 text-muted">
          Been here before?{' '}
          <Link href="/sign-in?next=/checkout" className="link">
            Sign in
          </Link>{' '}
          and your orders stay together.
        </p>
      ) : null}
      {firstToEnd === undefined ? null : (
        <div className="mb-8">
          <Held {...firstToEnd} now={now} />
        </div>
      )}
      <CheckoutForm
        cartId={cart.cartId}
        intentKey={crypto.randomUUID()}
        defaults={defaults}
        countries={COUNTRIES}
        total={formatMoney(cart.total)}
        shown={cart.lines.map(({ sku, unitPrice }) => ({ sku, price: formatMoney(unitPrice) }))}
      />
    </Frame>
  );
};

const AnotherCard = ({ order }: { order: Order }) => {
  const summary = <FoldedSummary title={`Order ${order.number}`} lines={order.lines} totals={order} />;
  return (
    <Frame summary={summary}>
      <PayForm
        orderId={order.orderId}
        intentKey={crypto.randomUUID()}
        total={formatMoney(order.total)}
        declineCode={order.payment.declineCode}
        payUntil={order.payUntil}
        from={`/checkout?order=${order.orderId}`}
      >
        <KeptAddress order={order} />
      </PayForm>
    </Frame>
  );
};

const Frame = ({ children, summary }: { children: ReactNode; summary: ReactNode }) => (
  <div className="shell pt-8 md:pt-12">
    <h1 className="title-1">Checkout</h1>
    <div className="mt-8 grid gap-x-16 gap-y-10 grid-cols-1 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="min-w-0 max-w-2xl">{children}</div>
      <div className="-order-1 lg:order-none lg:sticky lg:top-6 lg:self-start">{summary}</div>
    </div>
  </div>
);

export default shopPage(Checkout);
