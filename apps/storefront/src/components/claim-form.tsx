'use client';

import { useActionState } from 'react';
import { claimUnits } from '#actions/sales.ts';
import { Link } from '#components/link.tsx';
import { Notice } from '#components/notice.tsx';
import { SubmitButton } from '#components/submit-button.tsx';

type Props = {
  saleId: string;
  /** Names this shopper's intent; made when the page was rendered. */
  intentKey: string;
  price: string;
  /** The most one shopper can have. */
  limit: number;
  /** False while every unit is claimed by somebody. */
  available: boolean;
};

/** More than this nobody looks through in a list. */
const CHOICES_MAX = 20;

export const ClaimForm = ({ saleId, intentKey, price, limit, available }: Props) => {
  const [{ key, trouble }, action] = useActionState(claimUnits, { key: intentKey, trouble: null });
  const choices = Array.from({ length: Math.min(Math.max(limit, 1), CHOICES_MAX) }, (_, index) => index + 1);
  return (
    <>
      <form action={action} className="flex flex-wrap gap-3">
        <input type="hidden" name="saleId" value={saleId} />
        <input type="hidden" name="key" value={key} />
        {choices.length === 1 ? null : (
          <label>
            <span className="sr-only">Quantity</span>
            <select name="quantity" className="field w-20 tabular-nums">
              {choices.map((quantity) => (
                <option key={quantity}>{quantity}</option>
              ))}
            </select>
          </label>
        )}
        {available ? (
          <SubmitButton busy="Claiming…" className="button flex-1">
            Claim for {price}
          </SubmitButton>
        ) : (
          <button type="button" disabled className="button flex-1">
            All claimed at the moment
          </button>
        )}
      </form>
      <p className="mt-3 text-muted text-sm">
        {limit === 1 ? 'One for each shopper.' : `At most ${limit} for each shopper.`} What you claim is set
        aside for you for a while; nothing is charged before you order.
      </p>
      {trouble === null ? null : (
        <div className="mt-4">
          <Notice key={key} tone="bad" title={trouble.title} takesFocus>
            {trouble.detail}{' '}
            {trouble.href === undefined ? null : (
              <Link href={trouble.href} className="link">
                {trouble.linkText}
              </Link>
            )}
          </Notice>
        </div>
      )}
    </>
  );
};
