import type { Money } from '@cartwright/contract';
import type { ComponentProps } from 'react';
import { TotalsTable } from '#components/totals.tsx';
import { formatMoney } from '#lib/money.ts';
import { countOf } from '#lib/words.ts';

type Line = { sku: string; title: string; quantity: number; unitPrice: Money; lineTotal: Money };
type Props = { title: string; lines: readonly Line[]; totals: ComponentProps<typeof TotalsTable>['totals'] };

/** What is bought and what it costs, for checkout and order pages. */
export const OrderSummary = (props: Props) => (
  <section aria-labelledby="summary" className="rounded-lg bg-surface p-6 ring-1 ring-line">
    <h2 id="summary" className="title-2">
      {props.title}
    </h2>
    <Lines {...props} />
  </section>
);

/** The same beside a form: on a telephone one line that unfolds, so that the form is not pushed away. */
export const FoldedSummary = (props: Props) => (
  <section aria-label={props.title} className="rounded-lg bg-surface px-5 py-3 ring-1 ring-line lg:p-6">
    <h2 className="title-2 hidden lg:block">{props.title}</h2>
    <details className="beside fold">
      <summary className="min-h-8">
        <span className="font-semibold">{props.title}</span>
        <span className="ml-auto font-semibold tabular-nums">{formatMoney(props.totals.total)}</span>
      </summary>
      <Lines {...props} />
    </details>
  </section>
);

/** A long order folds: the total stays in reach. */
const LINES_SHOWN = 12;

const Lines = ({ lines, totals }: Props) => {
  // One line more is shorter than the words that would hide it.
  const shown = lines.length > LINES_SHOWN + 1 ? LINES_SHOWN : lines.length;
  const rest = lines.slice(shown);
  return (
    <>
      <div className="mt-4 mb-5 border-line border-b">
        <ul>
          {lines.slice(0, shown).map((line) => (
            <LineRow key={line.sku} line={line} />
          ))}
        </ul>
        {rest.length === 0 ? null : (
          <details className="fold border-line border-t">
            <summary className="py-3 font-medium text-accent">{countOf(rest.length, 'more line')}</summary>
            <ul className="max-h-[32rem] overflow-y-auto">
              {rest.map((line) => (
                <LineRow key={line.sku} line={line} />
              ))}
            </ul>
          </details>
        )}
      </div>
      <TotalsTable totals={totals} />
    </>
  );
};

const LineRow = ({ line }: { line: Line }) => (
  <li className="flex justify-between gap-5 border-line border-t py-3">
    <p className="min-w-0">
      <span className="block font-medium leading-snug">{line.title}</span>
      <span className="text-muted text-sm tabular-nums">
        {line.quantity} × {formatMoney(line.unitPrice)}
      </span>
    </p>
    <p className="whitespace-nowrap tabular-nums">{formatMoney(line.lineTotal)}</p>
  </li>
);
