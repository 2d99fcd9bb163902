import type { Money } from '@cartwright/contract';
import type { ComponentProps } from 'react';
import { TotalsTable } from '#components/totals.tsx';
import { formatMoney } from '#lib/money.ts';

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

const Lines = ({ lines, totals }: Props) => (
  <>
    <ul className="mt-4 mb-5 border-line border-b">
      {lines.map((line) => (
        <li key={line.sku} className="flex justify-between gap-5 border-line border-t py-3">
          <p className="min-w-0">
            <span className="block font-medium leading-snug">{line.title}</span>
            <span className="text-muted text-sm tabular-nums">
              {line.quantity} × {formatMoney(line.unitPrice)}
            </span>
          </p>
          <p className="whitespace-nowrap tabular-nums">{formatMoney(line.lineTotal)}</p>
        </li>
      ))}
    </ul>
    <TotalsTable totals={totals} />
  </>
);
