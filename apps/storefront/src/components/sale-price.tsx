import type { Money } from '@cartwright/contract';
import { formatMoney } from '#lib/money.ts';

type Props = { price: Money; usual: Money | null; className?: string };

/** What something costs now and, where that was or is more, otherwise. */
export const SalePrice = ({ price, usual, className = '' }: Props) => (
  <p className={`flex flex-wrap items-baseline gap-x-3 tabular-nums ${className}`}>
    <span className={`font-semibold ${usual === null ? '' : 'text-accent'}`}>
      {usual === null ? null : <span className="sr-only">Now </span>}
      {formatMoney(price)}
    </span>
    {usual === null ? null : (
      <s className="text-[0.8em] text-muted">
        <span className="sr-only">Instead of </span>
        {formatMoney(usual)}
      </s>
    )}
  </p>
);
