'use client';

import { type CartLine as Line, QUANTITY_MAX } from '@cartwright/contract';
import { useActionState } from 'react';
import { changeLine, type LineState } from '#actions/cart.ts';
import { Held } from '#components/held.tsx';
import { Link } from '#components/link.tsx';
import { Picture } from '#components/picture.tsx';
import { SubmitButton } from '#components/submit-button.tsx';
import type { PictureSource } from '#lib/pictures.ts';

type Props = {
  cartId: string;
  line: Pick<Line, 'sku' | 'title' | 'quantity'>;
  href: string;
  picture: PictureSource;
  unitPrice: string;
  lineTotal: string;
  /** A cart that has been placed as an order waits for that order's end. */
  fixed: boolean;
  /**
   * Until when the units are set aside, the engine's time when it said so, and whether they are claimed in a sale; null
   * when they are not set aside.
   */
  hold: { until: string; now: number; claimed: boolean } | null;
};

const START: LineState = { quantity: null, message: null };

export const CartLine = ({ cartId, line, href, picture, unitPrice, lineTotal, fixed, hold }: Props) => {
  const [state, action] = useActionState(changeLine, START);
  const shown = state.quantity ?? line.quantity;
  const messageId = `message-${line.sku}`;
  return (
    <li className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-4 border-line border-b py-6 sm:grid-cols-[7rem_minmax(0,1fr)] sm:gap-x-6">
      <Link href={href} tabIndex={-1} aria-hidden="true" className="self-start">
        <Picture {...picture} sizes="7rem" alt="" title={line.title} />
      </Link>
      <div className="min-w-0">
        <div className="flex flex-wrap items-baseline justify-between gap-x-6">
          <h2 className="min-w-0 font-medium text-base tracking-normal">
            <Link href={href} className="underline-offset-4 hover:underline">
              {line.title}
            </Link>
          </h2>
          <p className="font-semibold tabular-nums">{lineTotal}</p>
        </div>
        <p className="mt-0.5 text-[0.9375rem] text-muted tabular-nums">
          {fixed ? `${line.quantity} × ${unitPrice}` : `${unitPrice} each`}
        </p>
        {hold === null ? null : <Held {...hold} />}
        {fixed ? null : (
          <form action={action} className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2">
            <input type="hidden" name="cartId" value={cartId} />
            <input type="hidden" name="sku" value={line.sku} />
            <input
              key={`${line.quantity}/${shown}`}
              type="number"
              name="quantity"
              aria-label={`Quantity of ${line.title}`}
              defaultValue={shown}
              min={0}
              max={QUANTITY_MAX}
              required
              inputMode="numeric"
              aria-invalid={state.message !== null}
              aria-describedby={messageId}
              className="field min-h-11 w-[4.5rem] px-2 text-center tabular-nums"
            />
            <SubmitButton busy="Updating…" className="button button-quiet min-h-11 px-4 text-[0.9375rem]">
              Update
            </SubmitButton>
            <SubmitButton
              busy="Removing…"
              name="remove"
              value="yes"
              className="link min-h-11 px-1 text-[0.9375rem]"
            >
              Remove<span className="sr-only"> {line.title}</span>
            </SubmitButton>
          </form>
        )}
        <p
          id={messageId}
          role="alert"
          className="mt-1.5 font-medium text-[0.9375rem] text-danger empty:hidden"
        >
          {state.message}
        </p>
      </div>
    </li>
  );
};
