'use client';

import { useActionState } from 'react';
import { cancelOrder } from '#actions/orders.ts';
import { Notice } from '#components/notice.tsx';
import { SubmitButton } from '#components/submit-button.tsx';

/** Cancelling asks once more, by unfolding: it needs no script and cannot happen by a slip of the thumb. */
export const CancelOrder = ({ orderId, intentKey }: { orderId: string; intentKey: string }) => {
  const [{ trouble }, action] = useActionState(cancelOrder, { trouble: null });
  return (
    <section aria-label="Cancel the order" className="border-line border-t pt-6">
      {trouble === null ? null : (
        <div className="mb-4">
          <Notice tone="bad" title={trouble.title} takesFocus>
            {trouble.detail}
          </Notice>
        </div>
      )}
      <details className="fold">
        <summary className="link w-fit py-1 no-underline">Cancel this order</summary>
        <form action={action} className="mt-4 rounded-md bg-tile p-5">
          <input type="hidden" name="orderId" value={orderId} />
          <input type="hidden" name="key" value={intentKey} />
          <p>The items go back to the shelf and any money goes back to you. This cannot be undone.</p>
          <SubmitButton busy="Cancelling…" className="button button-quiet mt-4">
            Yes, cancel it
          </SubmitButton>
        </form>
      </details>
    </section>
  );
};
