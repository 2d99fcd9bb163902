import type { Variant } from '@cartwright/contract';
import { formatMoney } from '#lib/money.ts';
import { LOW_STOCK_MAX, stockWords } from '#lib/words.ts';

export const Price = ({ variant }: { variant: Variant }) => {
  const before = variant.compareAtPrice;
  const reduced = before !== null && before.amount > variant.price.amount;
  return (
    <p className="mt-5 flex flex-wrap items-baseline gap-x-3 text-2xl tabular-nums">
      <span className={`font-semibold ${reduced ? 'text-accent' : ''}`}>
        {reduced ? <span className="sr-only">Now </span> : null}
        {formatMoney(variant.price)}
      </span>
      {reduced ? (
        <s className="text-lg text-muted">
          <span className="sr-only">Before </span>
          {formatMoney(before)}
        </s>
      ) : null}
    </p>
  );
};

/** The honest number; announced when another variant is chosen. */
export const StockLine = ({ availableToSell }: { availableToSell: number }) => {
  const low = availableToSell > 0 && availableToSell <= LOW_STOCK_MAX;
  const [dot, text] =
    availableToSell <= 0
      ? ['bg-line-strong', 'text-muted']
      : low
        ? ['bg-notice', 'text-notice']
        : ['bg-accent', 'text-accent'];
  return (
    <p role="status" className={`mt-7 flex items-center gap-2.5 font-medium ${text}`}>
      <span aria-hidden="true" className={`size-2.5 rounded-full ${dot}`} />
      {stockWords(availableToSell)}
    </p>
  );
};
