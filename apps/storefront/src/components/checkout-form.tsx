'use client';

import { useActionState } from 'react';
import { checkOut } from '#actions/checkout.ts';
import { AddressFields } from '#components/address-fields.tsx';
import { CheckoutNews } from '#components/checkout-news.tsx';
import { SubmitButton } from '#components/submit-button.tsx';
import { TestCards } from '#components/test-cards.tsx';
import { CHECKOUT_FORM_ID, type CheckoutState, type CheckoutValues } from '#lib/checkout-form.ts';
import { TEST_CARD_DEFAULT } from '#lib/test-cards.ts';

type Props = {
  cartId: string;
  /** Names this shopper's intent; made when the page was rendered. */
  intentKey: string;
  defaults: CheckoutValues;
  countries: { code: string; name: string }[];
  total: string;
  /** The prices shown beside the form, so that a change of them can be told. */
  shown: { sku: string; price: string }[];
};

export const CheckoutForm = ({ cartId, intentKey, defaults, countries, total, shown }: Props) => {
  const [state, action] = useActionState<CheckoutState, FormData>(checkOut, {
    key: intentKey,
    values: defaults,
    token: TEST_CARD_DEFAULT,
    errors: {},
    notice: null,
  });
  return (
    <>
      <CheckoutNews state={state} />
      <form id={CHECKOUT_FORM_ID} action={action} className="space-y-10">
        <input type="hidden" name="key" value={state.key} />
        <input type="hidden" name="cartId" value={cartId} />
        {shown.map(({ sku, price }) => (
          <input key={sku} type="hidden" name={`price:${sku}`} value={price} />
        ))}
        <AddressFields values={state.values} errors={state.errors} countries={countries} />
        <TestCards chosen={state.token} />
        <div>
          <SubmitButton busy="Placing your order…" className="button w-full text-[1.0625rem]">
            Place order and pay {total}
          </SubmitButton>
          <p className="mt-3 text-center text-muted text-sm">
            However often you press it, your order is placed and charged once.
          </p>
        </div>
      </form>
    </>
  );
};
