'use client';

import { type ReactNode, useActionState } from 'react';
import { payOrder } from '#actions/orders.ts';
import { ClockTime } from '#components/moment.tsx';
import { Notice } from '#components/notice.tsx';
import { SubmitButton } from '#components/submit-button.tsx';
import { TestCards } from '#components/test-cards.tsx';
import { TEST_CARD_DEFAULT } from '#lib/test-cards.ts';
import { declineWords } from '#lib/words.ts';

type Props = {
  orderId: string;
  /** A new one for every rendering: another card is another intent. */
  intentKey: string;
  total: string;
  declineCode: string | undefined;
  payUntil: string | undefined;
  /** Where to be told of a further decline. */
  from: string;
  children?: ReactNode;
};

/** Another card for an order whose payment was declined. */
export const PayForm = ({ orderId, intentKey, total, declineCode, payUntil, from, children }: Props) => {
  const [{ trouble }, action] = useActionState(payOrder, { trouble: null });
  return (
    <>
      <div className="mb-8">
        {trouble === null ? (
          // The key makes a second decline news again, for the eye and for a screen reader.
          <Notice key={intentKey} tone="bad" title={declineWords(declineCode)} takesFocus>
            Nothing was charged. Your order is placed and its items are set aside for you
            {payUntil === undefined ? null : (
              <>
                {' '}
                until <ClockTime at={payUntil} />
              </>
            )}
            . Choose another card and try again.
          </Notice>
        ) : (
          <Notice tone="bad" title={trouble.title} takesFocus>
            {trouble.detail}
          </Notice>
        )}
      </div>
      <form action={action} className="space-y-10">
        <input type="hidden" name="orderId" value={orderId} />
        <input type="hidden" name="key" value={intentKey} />
        <input type="hidden" name="from" value={from} />
        {children}
        <TestCards chosen={TEST_CARD_DEFAULT} />
        <SubmitButton busy="Paying…" className="button w-full text-[1.0625rem]">
          Pay {total}
        </SubmitButton>
      </form>
    </>
  );
};
