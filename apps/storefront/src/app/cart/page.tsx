import type { Cart } from '@cartwright/contract';
import type { Metadata } from 'next';
import { CartLine } from '#components/cart-line.tsx';
import { Empty } from '#components/empty.tsx';
import { Link } from '#components/link.tsx';
import { Notice } from '#components/notice.tsx';
import { TotalsTable } from '#components/totals.tsx';
import { productHref } from '#lib/address.ts';
import { formatMoney } from '#lib/money.ts';
import { shopPage } from '#lib/page.tsx';
import { pictureOf } from '#lib/pictures.ts';
import { currentCartNow } from '#lib/shopper.ts';

export const metadata: Metadata = {
  title: 'Your cart',
  description: 'What you have chosen so far.',
  robots: { index: false },
};

const CartPage = async () => {
  const told = await currentCartNow();
  if (told === null || told.cart.lines.length === 0)
    return (
      <Empty title="Your cart is empty" link={{ href: '/products', label: 'Find something good' }}>
        What you add will wait for you here.
      </Empty>
    );
  const { cart, now } = told;
  return (
    <div className="shell pt-8 md:pt-12">
      <h1 className="title-1">Your cart</h1>
      {cart.orderId === null ? null : <Waiting orderId={cart.orderId} />}
      <div className="mt-6 grid gap-x-16 gap-y-10 grid-cols-1 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <ul className="border-line border-t">
          {cart.lines.map((line) => (
            <CartLine
              key={line.sku}
              cartId={cart.cartId}
              line={{ sku: line.sku, title: line.title, quantity: line.quantity }}
              href={productHref(line.productId, line.sku)}
              picture={pictureOf(line.image)}
              unitPrice={formatMoney(line.unitPrice)}
              lineTotal={formatMoney(line.lineTotal)}
              fixed={cart.orderId !== null}
              hold={
                line.heldUntil === null || cart.orderId !== null
                  ? null
                  : { until: line.heldUntil, now, claimed: line.claimId !== null }
              }
            />
          ))}
        </ul>
        <Summary cart={cart} />
      </div>
    </div>
  );
};

const Summary = ({ cart }: { cart: Cart }) => (
  <section
    aria-labelledby="summary"
    className="self-start rounded-lg bg-surface p-6 ring-1 ring-line lg:sticky lg:top-6"
  >
    <h2 id="summary" className="title-2 mb-4">
      Summary
    </h2>
    <div aria-live="polite">
      <TotalsTable totals={cart} />
    </div>
    <Link
      href={cart.orderId === null ? '/checkout' : `/orders/${cart.orderId}`}
      className="button mt-6 w-full"
    >
      {cart.orderId === null ? 'Go to checkout' : 'See the order'}
    </Link>
    <p className="mt-4 text-center text-[0.9375rem]">
      <Link href="/products" className="link">
        Keep looking around
      </Link>
    </p>
  </section>
);

const Waiting = ({ orderId }: { orderId: string }) => (
  <div className="mt-6">
    <Notice tone="notice" title="This cart has been placed as an order that is not paid yet">
      Its lines cannot change until you{' '}
      <Link href={`/orders/${orderId}`} className="link">
        pay or cancel that order
      </Link>
      .
    </Notice>
  </div>
);

export default shopPage(CartPage);
