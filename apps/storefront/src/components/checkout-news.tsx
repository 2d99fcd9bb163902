'use client';

import type { ReactNode } from 'react';
import { Link } from '#components/link.tsx';
import { Notice } from '#components/notice.tsx';
import { CHECKOUT_FORM_ID, type CheckoutNotice, type CheckoutState } from '#lib/checkout-form.ts';

/** What came of the last try, above the form; takes the focus because that is where the shopper must look. */
export const CheckoutNews = ({ state }: { state: CheckoutState }) => {
  const wrong = Object.values(state.errors);
  if (wrong.length > 0)
    return (
      <Box>
        <Notice tone="bad" title="Please look at these again" takesFocus>
          <ul className="list-disc pl-5">
            {Object.entries(state.errors).map(([name, message]) => (
              <li key={name}>
                <a href={`#${name}`} className="link">
                  {message}
                </a>
              </li>
            ))}
          </ul>
        </Notice>
      </Box>
    );
  return state.notice === null ? null : (
    <Box>
      <News notice={state.notice} />
    </Box>
  );
};

const Box = ({ children }: { children: ReactNode }) => <div className="mb-8">{children}</div>;

const News = ({ notice }: { notice: CheckoutNotice }) => {
  switch (notice.kind) {
    case 'price-changed':
      return (
        <Notice tone="notice" title="Prices have changed since you filled your cart" takesFocus>
          <ul>
            {notice.lines.map(({ title, before, after }) => (
              <li key={title}>
                {title}: <s className="text-muted">{before}</s> <strong>{after}</strong>
              </li>
            ))}
          </ul>
          <p className="mt-2">
            Nothing was ordered. The total is up to date now; place the order if you agree.
          </p>
        </Notice>
      );
    case 'short':
    case 'hold-over':
      return (
        <Notice
          tone="bad"
          title={notice.kind === 'short' ? 'Someone was faster' : 'The time to order from the sale is over'}
          takesFocus
        >
          <ul className="list-disc pl-5">
            {notice.lines.map(({ sku, title, available }) => (
              <li key={sku}>
                {title}:{' '}
                <strong>{notice.kind === 'short' ? leftWords(available) : 'no longer set aside'}</strong>
                <input type="hidden" form={CHECKOUT_FORM_ID} name={`short:${sku}`} value={available} />
              </li>
            ))}
          </ul>
          <p className="mt-2">Nothing was ordered.</p>
          <p className="mt-1 flex flex-wrap gap-x-5">
            <button
              type="submit"
              form={CHECKOUT_FORM_ID}
              name="settle"
              value="yes"
              formNoValidate
              className="link"
            >
              {notice.kind === 'short' ? 'Take what is left' : 'Order the rest without it'}
            </button>
            <Link href="/cart" className="link">
              Change the cart
            </Link>
          </p>
        </Notice>
      );
    case 'settled':
      return (
        <Notice tone="good" title="Your cart now holds what is there" takesFocus>
          Place the order when you are ready.
        </Notice>
      );
    case 'trouble':
      return (
        <Notice tone="bad" title={notice.title} takesFocus>
          {notice.detail}{' '}
          <Link href="/orders" className="link">
            Your orders
          </Link>
        </Notice>
      );
  }
};

const leftWords = (available: number): string => (available === 0 ? 'sold out' : `only ${available} left`);
