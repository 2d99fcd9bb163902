'use client';

import { QUANTITY_MAX } from '@cartwright/contract';
import { useActionState } from 'react';
import { type AddState, addToCart } from '#actions/cart.ts';
import { Link } from '#components/link.tsx';
import { Notice } from '#components/notice.tsx';
import { SubmitButton } from '#components/submit-button.tsx';

type Props = { sku: string; title: string; availableToSell: number; inCart: number };

const START: AddState = { kind: 'idle' };

export const AddToCart = ({ sku, title, availableToSell, inCart }: Props) => {
  const [state, action] = useActionState(addToCart, START);
  const soldOut = availableToSell <= 0;
  return (
    <div className="mt-4">
      <form action={action} className="flex flex-wrap gap-3">
        <input type="hidden" name="sku" value={sku} />
        {soldOut ? (
          <button type="button" disabled className="button flex-1">
            Sold out
          </button>
        ) : (
          <>
            <label className="flex items-center gap-2.5">
              <span className="sr-only">Quantity</span>
              <input
                type="number"
                name="quantity"
                defaultValue={1}
                min={1}
                max={Math.min(QUANTITY_MAX, availableToSell)}
                inputMode="numeric"
                required
                className="field w-20 text-center tabular-nums"
              />
            </label>
            <SubmitButton busy="Adding…" className="button flex-1">
              Add to cart
            </SubmitButton>
          </>
        )}
      </form>
      <div aria-live="polite" className="mt-4 empty:hidden">
        <Outcome state={state} title={title} inCart={inCart} />
      </div>
    </div>
  );
};

const Outcome = ({ state, title, inCart }: { state: AddState; title: string; inCart: number }) => {
  switch (state.kind) {
    case 'idle':
      return inCart === 0 ? null : (
        <p className="text-[0.9375rem] text-muted">
          You have {inCart} of these in your{' '}
          <Link href="/cart" className="link">
            cart
          </Link>
          .
        </p>
      );
    case 'added':
      return (
        <Notice tone="good" title={`${title} is in your cart`}>
          <Link href="/cart" className="link">
            Go to your cart
          </Link>{' '}
          ({state.inCart} of these in it)
        </Notice>
      );
    case 'refused':
      return (
        <Notice tone="bad" title={state.title}>
          {state.href === undefined ? state.detail : null}
          {state.href === undefined ? null : (
            <>
              {state.detail}{' '}
              <Link href={state.href} className="link">
                {state.linkText}
              </Link>
            </>
          )}
        </Notice>
      );
  }
};
